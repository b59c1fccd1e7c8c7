"""Queue task → action."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.coverage import actions


async def link(session: AsyncSession, message: Any, now: datetime) -> None:
    """Link a recording by choice or by time."""
    await actions.link_by_itself(session, UUID(message["recording_id"]), now)


async def link_what_waits(session: AsyncSession, message: Any, now: datetime) -> None:
    """Link recordings that came before their incident."""
    await actions.link_what_waits(session, UUID(message["incident_id"]), now)


TASKS = {"coverage.link": link, "coverage.link_what_waits": link_what_waits}
