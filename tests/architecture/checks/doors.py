"""One door per sub-system: whoever is not of the house's sub-system imports only its `actions`."""

from pathlib import Path

from tests.architecture.tree import Import, imports, python_files, room_of, subsystems

# app and worker mount routes and jobs; cli is a root too; migrations compare tables with the database.
ROOTS = {"backend/app.py", "backend/worker.py", "backend/cli.py"}
ROOT_FOLDERS = ("backend/migrations/", "backend/commands/", "backend/demonstration/")


def violations(root: Path) -> list[str]:
    """Returns the imports that enter a sub-system by another way than its door."""
    houses = set(subsystems(root))
    return [
        f"{name}:{one.line} imports {one.reaches()}: others enter only by backend.{one.module.split('.')[1]}.actions"
        if one.module.count(".")
        else f"{name}:{one.line} imports {one.reaches()}: others enter only by its actions"
        for name in python_files(root, "backend", "media_worker")
        if name not in ROOTS and not name.startswith(ROOT_FOLDERS)
        for one in imports(root, name)
        if _breaks_in(name, one, houses)
    ]


def _breaks_in(name: str, one: Import, houses: set[str]) -> bool:
    words = one.reaches().split(".")
    if words[0] != "backend" or len(words) < 2 or words[1] not in houses:
        return False
    here = room_of(name)
    if here is not None and here[0] == words[1]:
        return False
    return len(words) < 3 or words[2] != "actions"
