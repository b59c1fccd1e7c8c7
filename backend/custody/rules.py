"""Pure answers about viewing."""

from datetime import datetime, timedelta

ADDRESS_LIFE = timedelta(minutes=15)  # ours: long enough to watch a take, too short to pass around
SAME_LOOK = timedelta(minutes=10)  # ours: pictures of one recording opened together are one look in the log


def ends_at(now: datetime) -> datetime:
    """Return when an address given now stops working."""
    return now + ADDRESS_LIFE


def same_look_since(now: datetime) -> datetime:
    """Return from when an earlier look at pictures counts as the same."""
    return now - SAME_LOOK
