"""Queue task → action."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions
from schemas.jobs import PartMeasured, PicturesTaken, TakeDerived


async def accept_measure(session: AsyncSession, message: Any, now: datetime) -> None:
    """Take in one part's measure."""
    await actions.accept_measure(session, msgspec.convert(message, PartMeasured).measure, now)


async def accept_derived(session: AsyncSession, message: Any, now: datetime) -> None:
    """Take in a take's copies."""
    await actions.accept_copies(session, msgspec.convert(message, TakeDerived), now)


async def accept_pictures(session: AsyncSession, message: Any, now: datetime) -> None:
    """Take in pictures of findings."""
    await actions.accept_copies(session, msgspec.convert(message, PicturesTaken), now)


async def judge(session: AsyncSession, message: Any, now: datetime) -> None:
    """Judge a recording again."""
    await actions.judge_again(session, UUID(message["recording_id"]), now)


TASKS = {
    "continuity.accept_measure": accept_measure,
    "continuity.accept_derived": accept_derived,
    "continuity.accept_pictures": accept_pictures,
    "continuity.judge": judge,
}
