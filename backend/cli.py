"""Composition root of the command `lianzheng`: one row per command, loaded only when called."""

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

Main = Callable[[Sequence[str]], int]


class Command(NamedTuple):
    """`main` is `module:function`; it takes the remaining words and returns the exit code."""

    words: tuple[str, ...]
    main: str
    says: str


COMMANDS = (
    Command(("run",), "backend.commands.run:main", "start everything with the demonstration (what `make run` does)"),
    Command(("demo",), "backend.demonstration.load:main", "load the demonstration through the running house, once"),
    Command(("admin", "create"), "backend.commands.admin:create", "make the first administrators"),
    Command(("admin", "rotate-key"), "backend.commands.admin:rotate_key", "sign with a new server key from now on"),
    Command(("trail", "check"), "backend.commands.trail:check", "walk the whole chain of the trail"),
    Command(("store", "check"), "backend.commands.store:check", "run the store's contract against the store in use"),
    Command(("store", "prepare"), "backend.commands.store:prepare", "make the store's folders or buckets"),
    Command(("migrate",), "backend.commands.migrate:main", "bring the database to the newest shape"),
    Command(("openapi",), "backend.commands.openapi:main", "print the description of the wire (see `make types`)"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command named by `arguments` (default: the process's own). Returns its exit code."""
    words = tuple(sys.argv[1:] if arguments is None else arguments)
    for command in COMMANDS:
        if words[: len(command.words)] == command.words:
            return _load(command.main)(words[len(command.words) :])
    asked_for_help = words in ((), ("help",), ("-h",), ("--help",))
    print(_help() if asked_for_help else f"lianzheng: no command “{' '.join(words)}”.\n\n{_help()}",
          file=sys.stdout if asked_for_help else sys.stderr)  # fmt: skip
    return 0 if asked_for_help else 2


def _load(main: str) -> Main:
    module, _, function = main.partition(":")
    loaded: Main = getattr(importlib.import_module(module), function)
    return loaded


def _help() -> str:
    width = max(len(" ".join(command.words)) for command in COMMANDS)
    rows = [f"  lianzheng {' '.join(command.words):<{width}}  {command.says}" for command in COMMANDS]
    return "\n".join(["链证 Lianzheng", *rows])


if __name__ == "__main__":
    sys.exit(main())
