"""`lianzheng admin create`: the first administrators of an installation; everybody after them is made on the screen."""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, cast

import msgspec
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.database import make_engine
from backend.commands.surroundings import CannotRun, data_folder, database
from backend.kernel.ids import now_utc
from backend.kernel.keys import rotate
from backend.kernel.problems import Problem
from backend.migrations.run import upgrade
from backend.people import actions
from schemas.people import UnitKind
from schemas.vocabulary import PoliceNo, UnitCode

Password = Annotated[str, msgspec.Meta(min_length=10, max_length=200)]


def create(arguments: Sequence[str]) -> int:
    """Makes an administrator, with the top unit if it is not there. Returns the exit code."""
    wanted = _parser().parse_args(list(arguments))
    try:
        _valid("The police number", wanted.police_no, PoliceNo)
        _valid("The unit code", wanted.unit_code, UnitCode)
        password = _password()
        with database(os.environ, data_folder(os.environ)) as url:
            upgrade(url)
            asyncio.run(_create(url, wanted, password))
    except CannotRun as wrong:
        print(f"lianzheng: {wrong}", file=sys.stderr)
        return 1
    except Problem as problem:
        print(f"lianzheng: {problem.zh} {problem.en}", file=sys.stderr)
        return 1
    except OperationalError as wrong:
        print(f"lianzheng: the database cannot be used: {wrong.orig}", file=sys.stderr)
        return 1
    print(f"{wanted.police_no} is an administrator of {wanted.unit_name} ({wanted.unit_code}).")
    return 0


async def _create(url: str, wanted: argparse.Namespace, password: str) -> None:
    engine = make_engine(url)
    try:
        async with AsyncSession(engine) as session, session.begin():
            order = actions.Founder(
                unit_code=wanted.unit_code,
                unit_name=wanted.unit_name,
                kind=UnitKind(wanted.unit_kind),
                police_no=wanted.police_no,
                name=wanted.name,
                password=password,
            )
            await actions.found_administrator(session, order, now_utc())
    finally:
        await engine.dispose()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lianzheng admin create",
        description="The password is asked for, or read as one line from standard input.",
    )
    parser.add_argument("--police-no", required=True, help="警号")
    parser.add_argument("--name", required=True)
    parser.add_argument("--unit-code", required=True, help="code of the unit he administers, made if it is new")
    parser.add_argument("--unit-name", required=True)
    parser.add_argument("--unit-kind", default=UnitKind.COUNTY.value, choices=[kind.value for kind in UnitKind])
    return parser


def _password() -> str:
    """Never an argument: those stand in the shell's history and in the list of processes."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Again: "):
            raise CannotRun("The two passwords differ.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    return _valid("The password", password, Password)


def _valid(what: str, text: str, wanted: Any) -> str:
    try:
        return cast(str, msgspec.convert(text, wanted))
    except msgspec.ValidationError as wrong:
        raise CannotRun(f"{what} cannot be taken: {wrong}.") from wrong


def rotate_key(arguments: Sequence[str]) -> int:
    """Makes a new server key the current one; the public halves of all earlier ones stay listed."""
    argparse.ArgumentParser(prog="lianzheng admin rotate-key").parse_args(arguments)
    folder = Path(os.environ.get("KEY_DIR") or data_folder(os.environ) / "keys")
    if not (folder / "keys.json").exists():
        print(f"lianzheng: no server keys in {folder}: set KEY_DIR to where they are.", file=sys.stderr)
        return 1
    print(f"From now on {rotate(folder, now_utc()).id} signs; running processes notice by themselves.")
    return 0
