"""`lianzheng trail check`: walk the chain from stored rows alone."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.database import make_engine
from backend.commands.surroundings import CannotRun, data_folder, database
from backend.kernel import trail


def check(arguments: Sequence[str]) -> int:
    """Says whether every sealed row still stands. Returns 0 when it does, 2 when not, 1 when it cannot be asked."""
    argparse.ArgumentParser(prog="lianzheng trail check").parse_args(arguments)
    try:
        with database(os.environ, data_folder(os.environ)) as url:
            wrong = asyncio.run(_walk(url))
    except CannotRun as error:
        print(f"lianzheng: {error}", file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"lianzheng: the database cannot be used: {error.orig}", file=sys.stderr)
        return 1
    print("the chain holds" if wrong is None else f"the chain breaks at row {wrong}")
    return 0 if wrong is None else 2


async def _walk(url: str) -> int | None:
    engine = make_engine(url, pool=1)
    try:
        async with AsyncSession(engine) as session:
            return await trail.broken_at(session)
    finally:
        await engine.dispose()
