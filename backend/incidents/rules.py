"""Pure answers about incidents: which times contradict, what a late entry means."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from schemas.incidents import TimeKind

ORDER = (TimeKind.REPORTED, TimeKind.DISPATCHED, TimeKind.ARRIVED, TimeKind.CLEARED)


EARLIEST, LATEST = 2000, 2200  # years; outside lies no incident, and calendars end


def is_absurd(moment: datetime) -> bool:
    """Return whether no incident can have happened then."""
    return not EARLIEST <= moment.year <= LATEST


def times_out_of_order(times: Iterable[tuple[TimeKind, datetime]]) -> list[tuple[TimeKind, TimeKind]]:
    """Return the pairs (earlier kind, later kind) whose moments run the wrong way round.

    Times are evidence and are kept as entered; a contradiction is shown, not refused.
    """
    known = dict(times)
    present = [kind for kind in ORDER if kind in known]
    return [(a, b) for a, b in pairwise(present) if known[a] > known[b]]
