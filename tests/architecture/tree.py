"""Reading a tree of sources: its files, its modules, who imports whom. Works on a checkout and on a copy of it."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PLANES = ("schemas", "backend", "media_worker")
# Folders of backend/ that are no sub-systems: the floor, the edges, and what puts all together.
NO_SUBSYSTEM = {"kernel", "adapters", "migrations", "commands", "demonstration"}
BUILT = {"node_modules", "dist", "dev-dist", "__pycache__", ".venv", ".venv-tools", "var", "build", ".git"}


@cache
def files(root: Path) -> tuple[str, ...]:
    """Returns the paths (relative, with /) of everything that is or would be committed."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, check=True, encoding="utf-8",
        ).stdout.split("\0")  # fmt: skip
        return tuple(sorted(name for name in set(listed) if name and (root / name).is_file()))
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return tuple(sorted(path.as_posix() for path in found if not BUILT & set(path.parts)))


def python_files(root: Path, *tops: str) -> list[str]:
    """Returns the Python files under these top folders (default: the planes)."""
    return [name for name in files(root) if name.endswith(".py") and name.split("/")[0] in (tops or PLANES)]


def parsed(root: Path, name: str) -> ast.Module:
    """Returns the syntax tree of one file."""
    return ast.parse((root / name).read_text("utf-8"), filename=name)


@dataclass(frozen=True)
class Import:
    """One imported thing: `module` as written (`backend.people.actions`), `name` from it ("" for plain imports)."""

    module: str
    name: str
    line: int

    def reaches(self) -> str:
        """Returns the dotted path of what is imported; the last word may be no module."""
        return f"{self.module}.{self.name}" if self.name else self.module


def imports(root: Path, name: str) -> Iterator[Import]:
    """Yields every import of a file, also those inside functions."""
    for node in ast.walk(parsed(root, name)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                package = name.split("/")[: -node.level]
                module = ".".join([*package, *([module] if module else [])])
            yield from (Import(module, alias.name, node.lineno) for alias in node.names)


def subsystems(root: Path) -> list[str]:
    """Returns the names of the sub-systems under backend/."""
    packages = {name.split("/")[1] for name in files(root) if name.startswith("backend/") and name.count("/") > 1}
    return sorted(packages - NO_SUBSYSTEM)


def room_of(name: str) -> tuple[str, str] | None:
    """Returns (sub-system, room) of a file of backend/, ("people", "actions"), None if it is in no sub-system."""
    parts = name.removesuffix(".py").split("/")
    if parts[0] != "backend" or len(parts) < 3 or parts[1] in NO_SUBSYSTEM:
        return None
    return parts[1], parts[2]
