"""`lianzheng store check` and `store prepare`: the store this installation is set to, proven or made ready."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence

from backend.adapters.store_check import CANARY, CHECKS, Check, check_store
from backend.adapters.stores import make_store
from backend.commands.surroundings import CannotRun, answers, data_folder
from backend.kernel.ports import StoreError
from backend.settings import Settings, SettingsError, read_settings


def check(words: Sequence[str]) -> int:
    """Says one line for each duty of the store. Returns 0 when it does all that the house relies on."""
    parser = argparse.ArgumentParser(prog="lianzheng store check", description="Run the store's contract against it.")
    parser.add_argument("--canary", action="store_true", help="the two checks for every day: bytes in, lock holds")
    asked = parser.parse_args(words)
    return _run(lambda settings: _check(settings, CANARY if asked.canary else CHECKS))


def prepare(_: Sequence[str]) -> int:
    """Makes folders or buckets with versions and lock where they are absent. Returns the exit code."""
    return _run(_prepare)


def _run(act: Callable[[Settings], Awaitable[bool]]) -> int:
    async def whole() -> bool:
        data = str(data_folder(os.environ))
        return await act(read_settings({"DATABASE_URL": "postgresql://", "DATA_DIR": data, **os.environ}))

    try:
        return 0 if asyncio.run(whole()) else 1  # no database is needed here
    except (CannotRun, SettingsError, StoreError, OSError) as wrong:
        print(f"lianzheng: the store cannot be used: {wrong}", file=sys.stderr)
        return 1


async def _prepare(settings: Settings) -> bool:
    store = make_store(settings)
    for note in await store.prepare():
        print(note)
    await store.ready()
    print("the store is ready")
    return True


async def _check(settings: Settings, checks: Sequence[Check]) -> bool:
    store = make_store(settings)
    await store.ready()
    if settings.s3_endpoint is None and not await asyncio.to_thread(answers, settings.public_origin):
        raise CannotRun(
            f"the disk store is served by the web process, which does not answer at {settings.public_origin}"
        )
    return await check_store(store, settings.public_origin, checks=checks)
