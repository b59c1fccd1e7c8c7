"""Plants one violation into a copy of the tree and sees the check find it: no check passes by looking away."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.checks import decisions, doors, flow, law, names, ranks, rooms, sizes, types
from tests.architecture.tree import REPOSITORY, files

Before = Callable[[ModuleType], set[str]]
LONG = "\n    x = 1" * 40
# (check, file, text put at its end, words of the violation that must appear)
PLANTED = [
    (ranks, "backend/people/__init__.py", "import backend.reviews", "backend.people -> backend.reviews"),
    (ranks, "media_worker/__init__.py", "import backend.kernel", "media_worker -> backend.kernel"),
    (ranks, "backend/footage/__init__.py", "import media_worker", "backend.footage -> media_worker"),
    (ranks, "schemas/footage.py", "import backend.kernel", "schemas.footage -> backend.kernel"),
    (ranks, "schemas/footage.py", "import sqlalchemy", "the words import msgspec"),
    (ranks, "backend/footage/__init__.py", "import backend.adapters", "only the composition roots know adapters"),
    (ranks, "backend/gossip/__init__.py", "", "backend/gossip stands in no rank"),
    (doors, "backend/reactions.py", "from backend.footage import store", "only by backend.footage.actions"),
    (doors, "backend/reviews/__init__.py", "from backend.people.tables import *", "only by backend.people.actions"),
    (rooms, "backend/footage/tidying.py", "", "has no room “tidying”"),
    (rooms, "backend/footage/rules.py", "import time", "rules are pure"),
    (rooms, "backend/footage/rules.py", "from datetime import UTC, datetime\ndatetime.now(UTC)", "reads a clock"),
    (rooms, "backend/footage/rules.py", "from backend.kernel import trail", "rules may not import backend.kernel"),
    (rooms, "backend/footage/tables.py", "import litestar", "tables may not import litestar"),
    (rooms, "backend/footage/actions.py", "from sqlalchemy import select", "know neither HTTP nor SQL"),
    (rooms, "backend/footage/actions.py", "import litestar", "know neither HTTP nor SQL"),
    (rooms, "backend/footage/routes.py", "from typing import TYPE_CHECKING", "TYPE_CHECKING"),
    (rooms, "backend/footage/routes.py", f"@get('/')\nasync def long():{LONG[:130]}", "a handler has ≤ 10"),
    (rooms, "backend/footage/routes.py", "from backend.footage import store", "may not enter the room store"),
    (rooms, "backend/footage/jobs.py", "from backend.footage import rules", "may not enter the room rules"),
    (rooms, "backend/footage/routes.py", "from backend.people import actions as p", "only actions may go next door"),
    (rooms, "backend/footage/actions.py", "from backend import settings", "nobody asks the settings"),
    (sizes, "backend/kernel/planted.py", "x = 1\n" * 300 + "x = 1", "planted.py has 301 lines"),
    (sizes, "pwa/src/Planted.vue", "<template/>\n" * 150 + "<template/>", "Planted.vue has 151 lines"),
    (sizes, "backend/kernel/planted.py", f"def long() -> None:{LONG}", "long has 41 lines"),
    (sizes, "pwa/src/planted.ts", "export function long() {\n" + "x()\n" * 39 + "}\n", "long has 41 lines"),
    (law, "backend/footage/rules.py", "# Law: nobody_2099 art. 3", "cites “nobody_2099”"),
    (law, "backend/footage/rules.py", "# Law: shiyinpin_2016 and so on", "cites without an article"),
    (law, "backend/footage/rules.py", "LAW = 'nobody_2099 art. 3'", "cites “nobody_2099”"),
    (flow, "docs/flow.md", "| 12 | lost | `backend/nowhere/actions.py` | |", "names backend/nowhere/actions.py"),
    (decisions, "docs/adr/0099-planted.md", "# 99. Planted", "should carry the number"),
    (decisions, "docs/adr/0001-planes-and-ranks.md", "by good will", "its last line says"),
    (names, "backend/kernel/utils.py", "", "a name that says nothing"),
    (names, "pwa/src/capture/planted.ts", "await fetch('/api/session')", "outside pwa/src/wire/"),
    (names, "docs/planted.md", "-----BEGIN " + "PRIVATE KEY-----", "holds a private key"),
    (names, "docs/planted.md", "see /ho" + "me/somebody/notes", "a path of somebody's machine"),
    (names, "infra/.env", "", "settings with secrets"),
]


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree that stays as it is."""
    root = tmp_path_factory.mktemp("pristine") / "house"
    for name in files(REPOSITORY):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, root / name)
    return root


@pytest.fixture
def copy(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "house"))


@pytest.fixture(scope="session")
def before(pristine: Path) -> Before:
    """Returns what a check finds in the tree as it is; each check is asked once."""
    return cache(lambda check: set(check.violations(pristine)))


def plant(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    with (root / name).open("a", encoding="utf-8") as file:
        file.write("\n" + text + "\n" if (root / name).stat().st_size else text + "\n")


@pytest.mark.parametrize(
    ("check", "name", "text", "words"), PLANTED, ids=[f"{row[0].__name__[26:]}-{row[3][:40]}" for row in PLANTED]
)
def test_a_planted_violation_is_found(
    copy: Path, before: Before, check: ModuleType, name: str, text: str, words: str
) -> None:
    plant(copy, name, text)
    assert words in "\n".join(set(check.violations(copy)) - before(check))


def test_a_folder_with_thirteen_entries_is_found(copy: Path) -> None:
    for number in range(13):
        plant(copy, f"docs/planted/{number}.md", "")
    assert "docs/planted/ has 13 entries, the cap is 12" in sizes.violations(copy)


def test_a_needless_exception_is_found(copy: Path) -> None:
    assert "take it out" in "\n".join(sizes.violations(copy, {"schemas/jobs.py": "was long once"}))


def test_a_stale_description_of_the_wire_is_found(copy: Path) -> None:
    (copy / types.OPENAPI).parent.mkdir(exist_ok=True)
    (copy / types.OPENAPI).write_text("{}", "utf-8")
    assert "run `make types`" in "\n".join(types.violations(copy))
