"""The phone's app as static files: built again when what it is made of has changed."""

import hashlib
import re
import subprocess
from pathlib import Path

from backend.commands.surroundings import CannotRun

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
ESSENCE_LINES = 15
NOT_SOURCES = {"node_modules", "dist", "dev-dist"}


def build_if_stale(pwa: Path) -> None:
    """Makes `pwa`/dist unless it was built from exactly these files. Raises CannotRun with what the build said."""
    stamp = pwa / "dist" / ".built-from"
    digest = digest_of_sources(pwa)
    if stamp.exists() and stamp.read_text("utf-8") == digest:
        return
    print("Building the app …", flush=True)
    done = subprocess.run(
        ["npm", "run", "--silent", "build"],
        cwd=pwa, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotRun(f"The app cannot be built:\n{_essence(done.stdout + done.stderr)}")
    stamp.write_text(digest, "utf-8")


def digest_of_sources(pwa: Path) -> str:
    """Returns one SHA-256 over the names and bytes of everything the build reads."""
    digest = hashlib.sha256()
    for path in sorted(pwa.rglob("*")):
        relative = path.relative_to(pwa)
        if relative.parts[0] not in NOT_SOURCES and path.is_file():
            digest.update(f"{relative}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _essence(said: str) -> str:
    """Returns the first lines of a long complaint, without its colours and its stack."""
    lines = [line.rstrip() for line in COLOURS.sub("", said).splitlines()]
    return "\n".join([line for line in lines if line and not line.lstrip().startswith("at ")][:ESSENCE_LINES])
