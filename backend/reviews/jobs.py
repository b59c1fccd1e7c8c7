"""Queue task → action of reviews."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.reviews import actions
from schemas.jobs import CheckSigned


async def check_signed(session: AsyncSession, message: Any, now: datetime) -> None:
    """Does the signed document still say what stands there? Idempotent."""
    await actions.check_signed(session, msgspec.convert(message, CheckSigned).incident_id, now)


TASKS = {"reviews.check_signed": check_signed}
