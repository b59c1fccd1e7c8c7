"""`make setup` on a machine that lacks something: one clear sentence, exit code ≠ 0, nothing installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import REPOSITORY

COREUTILS = ("bash", "cat", "cut", "dirname", "grep", "head", "id", "ls", "paste", "sha256sum", "sort")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that is all this machine has: no node, no python, no ffmpeg, no apt."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in COREUTILS:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return folder


def put(machine: Path, name: str, script: str) -> None:
    (machine / name).write_text(f"#!/bin/sh\n{script}\n")
    (machine / name).chmod(0o755)


def complaint(machine: Path, purpose: str = "run") -> str:
    """Returns what tools.sh says in a fresh copy of the repository, having checked that it refuses."""
    house = machine.parent / "house"
    shutil.copytree(REPOSITORY / "infra" / "setup", house / "infra" / "setup", dirs_exist_ok=True)
    done = subprocess.run(
        ["bash", "infra/setup/tools.sh", purpose], cwd=house, env={"PATH": str(machine), "HOME": str(house)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert [path.name for path in house.iterdir()] == ["infra"]
    return done.stderr.strip()


def test_no_python(machine: Path) -> None:
    assert complaint(machine).startswith("Python 3.11 or newer is needed and was not found")


def test_an_old_python(machine: Path) -> None:
    put(machine, "python3", "exit 1")
    assert complaint(machine).startswith("Python 3.11 or newer is needed")


def test_no_node(machine: Path) -> None:
    (machine / "python3").symlink_to(sys.executable)
    assert complaint(machine).startswith("Node 20 or newer with npm is needed and was not found")


@pytest.mark.parametrize("version", ["v18.20.4", "v19.9.0"])
def test_an_old_node(machine: Path, version: str) -> None:
    (machine / "python3").symlink_to(sys.executable)
    put(machine, "node", f"echo {version}")
    put(machine, "npm", "exit 0")
    assert complaint(machine) == f"Node 20 or newer is needed; this is {version}."


@pytest.mark.parametrize(("purpose", "missing"), [("run", "ffmpeg"), ("test", "ffmpeg chromium")])
def test_missing_packages_are_all_named_at_once(machine: Path, purpose: str, missing: str) -> None:
    (machine / "python3").symlink_to(sys.executable)
    put(machine, "node", "echo v20.0.0")
    put(machine, "npm", "exit 0")
    assert complaint(machine, purpose).startswith(f"Missing on this machine: {missing}")


def test_without_root_the_line_to_run_is_printed(machine: Path) -> None:
    (machine / "python3").symlink_to(sys.executable)
    put(machine, "node", "echo v22.1.0")
    put(machine, "npm", "exit 0")
    put(machine, "apt-get", "exit 1")
    (machine / "id").unlink()
    put(machine, "id", "echo 1000")
    assert complaint(machine).endswith("sudo apt-get install -y --no-install-recommends ffmpeg")
