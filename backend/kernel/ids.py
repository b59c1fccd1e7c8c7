"""New ids, and the calendar day of a moment in China."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import uuid_utils.compat as uuid_utils

CHINA = ZoneInfo("Asia/Shanghai")


def new_id() -> UUID:
    """Return a UUIDv7: ordered by time, so that indexes stay dense."""
    return uuid_utils.uuid7()


def day_of(moment: datetime) -> date:
    """Return the calendar day in China, which is what duty rosters and legal days mean."""
    return moment.astimezone(CHINA).date()


def now_utc() -> datetime:
    """Return the present moment; only composition roots call this, everyone else is told the time."""
    return datetime.now(UTC)
