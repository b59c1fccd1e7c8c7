"""Periodic work of footage."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.footage import actions
from backend.kernel.keys import ServerKeys
from backend.kernel.ports import ObjectStore

CONFIRM_GRACE = timedelta(minutes=1)


async def sweep(session: AsyncSession, keys: ServerKeys, objects: ObjectStore, now: datetime) -> int:
    """Confirm parts that arrived while nobody said so."""
    return await actions.sweep(session, keys, objects, now - CONFIRM_GRACE, now)
