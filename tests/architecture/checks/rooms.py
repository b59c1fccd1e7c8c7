"""The rooms of a sub-system: which there may be, and what each may bring in."""

import ast
import sys
from pathlib import Path

from tests.architecture.tree import Import, files, imports, parsed, python_files, room_of

ROOMS = {"__init__", "rules", "tables", "store", "actions", "routes", "jobs"}
MAX_HANDLER_LINES = 10
HTTP_VERBS = {"get", "post", "put", "patch", "delete", "head", "route", "sse"}

# Deterministic libraries without I/O that rules may use, each with the reason.
PURE_LIBRARIES = {
    "numpy": "arithmetic on measures",
    "jieba": "cuts Chinese text into words",
    "msgspec": "the words themselves, and their bytes",
    "rfc8785": "canonical JSON",
    "cryptography": "verifies signatures over given bytes",
    "webauthn": "verifies a passkey's answer over given bytes",
}
IMPURE_STDLIB = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "signal",
    "socket", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}

# room → what it may import: rooms of its own sub-system, parts of the house, and outside libraries (None = any
# but HTTP_AND_SQL). The standard library and the words are open to all.
OWN = {
    "rules": {"rules"},
    "tables": {"tables"},
    "store": {"store", "tables"},
    "actions": {"actions", "rules", "store"},
    "routes": {"routes", "actions"},
    "jobs": {"jobs", "actions"},
    "__init__": set[str](),
}
KERNEL = {
    "rules": (),
    "tables": ("backend.kernel.tables",),
    "__init__": (),
}
OUTSIDE: dict[str, set[str] | None] = {
    "rules": set(PURE_LIBRARIES),
    "tables": {"sqlalchemy"},
    "store": {"sqlalchemy", "msgspec"},
    "actions": None,
    "routes": {"litestar", "msgspec", "sqlalchemy"},
    "jobs": {"procrastinate", "msgspec", "sqlalchemy"},
    "__init__": set(),
}
HTTP_AND_SQL = {"litestar", "procrastinate", "httpx", "psycopg", "sqlalchemy"}
SESSION_TYPE = ("sqlalchemy.ext.asyncio", "AsyncSession")  # the type that is handed on, no SQL


def violations(root: Path) -> list[str]:
    """Returns unknown rooms, imports a room may not make, clocks in rules, and decisions in routes."""
    found = [
        f"{name}: a sub-system has no room “{room[1]}”, only {', '.join(sorted(ROOMS - {'__init__'}))}"
        for name in files(root)
        if (room := room_of(name)) is not None and name.endswith(".py") and room[1] not in ROOMS
    ]
    for name in python_files(root, "backend"):
        room = room_of(name)
        if room is None or room[1] not in ROOMS:
            continue
        found += [f"{name}:{one.line} {why}" for one in imports(root, name) if (why := _why_not(room, one))]
        found += _content(root, name, room[1])
    return list(dict.fromkeys(found))


def _content(root: Path, name: str, room: str) -> list[str]:
    if room == "rules":
        return _clocks(root, name)
    if room == "routes":
        return [*_type_checking(root, name), *_long_handlers(root, name)]
    return []


def _why_not(room: tuple[str, str], one: Import) -> str | None:
    """Returns why `room` may not import `one`, None if it may."""
    house, kind = room
    top = one.module.split(".")[0]
    if kind == "rules" and top in IMPURE_STDLIB:
        return f"rules are pure, they do not import {one.module}"
    if top in sys.stdlib_module_names or top == "schemas":
        return None
    if top == "backend":
        return _why_not_inside(house, kind, one)
    return _why_not_outside(kind, top, one)


def _why_not_inside(house: str, kind: str, one: Import) -> str | None:
    words = one.reaches().split(".")
    part = words[1] if len(words) > 1 else ""
    if part == house:
        room = words[2] if len(words) > 2 else "__init__"
        return None if room in OWN[kind] else f"{kind} may not enter the room {room} of its own sub-system"
    if part == "kernel":
        allowed = KERNEL.get(kind, ("backend.kernel",))
        return None if one.reaches().startswith(allowed or ("-",)) else f"{kind} may not import {one.reaches()}"
    if kind == "actions" and part != "settings":
        return None  # upstream doors: ranks and doors judge
    return f"{kind} may not import {one.reaches()}, only actions may go next door, nobody asks the settings"


def _why_not_outside(kind: str, top: str, one: Import) -> str | None:
    if (one.module, one.name) == SESSION_TYPE and kind in {"actions", "routes", "jobs", "store"}:
        return None
    allowed = OUTSIDE[kind]
    if allowed is None:
        return f"{kind} know neither HTTP nor SQL, yet import {one.module}" if top in HTTP_AND_SQL else None
    if kind in {"routes", "jobs"} and top == "sqlalchemy":
        return f"{kind} make no SQL; of sqlalchemy they may name AsyncSession only"
    return None if top in allowed else f"{kind} may not import {one.module}"


def _clocks(root: Path, name: str) -> list[str]:
    """`now` is an argument of a rule, else nobody can ask what it would have said yesterday."""
    return [
        f"{name}:{node.lineno} reads a clock ({'.'.join(called)}): `now` comes in as a fact"
        for node in ast.walk(parsed(root, name))
        if isinstance(node, ast.Call) and (called := _last_two_words(node.func)) in CLOCKS
    ]


def _last_two_words(called: ast.expr) -> tuple[str, str]:
    words = ast.unparse(called).split(".")
    return (words[-2], words[-1]) if len(words) > 1 else ("", words[-1])


def _type_checking(root: Path, name: str) -> list[str]:
    return [
        f"{name}:{one.line} TYPE_CHECKING: Litestar reads the types while it runs"
        for one in imports(root, name)
        if one.name == "TYPE_CHECKING"
    ]


def _long_handlers(root: Path, name: str) -> list[str]:
    found = []
    for node in ast.walk(parsed(root, name)):
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and any(map(_is_route, node.decorator_list)):
            first = node.body[1:2] or node.body if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or node.lineno) - first[0].lineno + 1
            if lines > MAX_HANDLER_LINES:
                found.append(f"{name}:{node.lineno} {node.name} has {lines} lines, a handler has ≤ {MAX_HANDLER_LINES}")
    return found


def _is_route(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id in HTTP_VERBS
