"""Queue task → action."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.coverage import actions


async def link(session: AsyncSession, message: Any, now: datetime) -> None:
    """Link a recording by choice or by time."""
    await actions.link_by_itself(session, UUID(message["recording_id"]), now)


TASKS = {"coverage.link": link}
