"""`lianzheng store check`: the store's contract, run against the store this installation is set to."""

import asyncio
import os
import sys
from collections.abc import Sequence

from backend.adapters.store_check import check_store
from backend.adapters.stores import make_store
from backend.commands.surroundings import CannotRun, answers, data_folder
from backend.kernel.ports import StoreError
from backend.settings import Settings, SettingsError, read_settings


def check(_: Sequence[str]) -> int:
    """Says one line for each duty of the store. Returns 0 when it does all that the house relies on."""
    try:
        data = str(data_folder(os.environ))
        settings = read_settings({"DATABASE_URL": "postgresql://", "DATA_DIR": data, **os.environ})  # no database here
        return 0 if asyncio.run(_check(settings)) else 1
    except (CannotRun, SettingsError, StoreError, OSError) as wrong:
        print(f"lianzheng: the store cannot be checked: {wrong}", file=sys.stderr)
        return 1


async def _check(settings: Settings) -> bool:
    store = make_store(settings)
    for note in await store.prepare():
        print(note)
    await store.ready()
    if settings.s3_endpoint is None and not await asyncio.to_thread(answers, settings.public_origin):
        raise CannotRun(
            f"the disk store is served by the web process, which does not answer at {settings.public_origin}"
        )
    return await check_store(store, settings.public_origin)
