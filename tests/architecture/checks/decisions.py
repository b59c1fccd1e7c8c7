"""Decisions are numbered without a gap, fit one screen, and end with what enforces them."""

import re
from pathlib import Path

from tests.architecture.tree import files

FOLDER = "docs/adr/"
MAX_LINES = 45
ENFORCED = re.compile(r"^Enforced by: .*`([^`]+)`")
PATH = re.compile(r"`([\w.-]+(?:/[\w.-]+)+/?)`")


def violations(root: Path) -> list[str]:
    """Returns decisions that are misnumbered, too long, or enforced by nothing that exists."""
    found = []
    for number, name in enumerate((name for name in files(root) if name.startswith(FOLDER)), 1):
        lines = (root / name).read_text("utf-8").strip().splitlines()
        if not name.startswith(f"{FOLDER}{number:04d}-"):
            found.append(f"{name} should carry the number {number:04d}")
        if len(lines) > MAX_LINES:
            found.append(f"{name} has {len(lines)} lines: a decision fits one screen ({MAX_LINES})")
        if not ENFORCED.match(lines[-1]):
            found.append(f"{name}: its last line says “Enforced by: …” and names a test, a rule or a file")
        lost = [path for path in PATH.findall(lines[-1]) if not (root / path).exists()]
        found += [f"{name} is enforced by {path}, which is not there" for path in lost]
    return found
