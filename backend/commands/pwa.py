"""The phone's app as static files: built again when what it is made of has changed."""

import hashlib
import os
import subprocess
from pathlib import Path

from backend.commands.surroundings import CannotRun

NOT_SOURCES = {"node_modules", "dist", "dev-dist"}


def build_if_stale(pwa: Path) -> None:
    """Makes `pwa`/dist unless it was built from exactly these files. Raises CannotRun with npm's last words."""
    stamp = pwa / "dist" / ".built-from"
    digest = digest_of_sources(pwa)
    if stamp.exists() and stamp.read_text("utf-8") == digest:
        return
    print("Building the app …", flush=True)
    done = subprocess.run(
        ["npm", "run", "--silent", "build"],
        cwd=pwa, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotRun(f"The app cannot be built:\n{(done.stdout + done.stderr).strip()[-2000:]}")
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
