"""What of an incident needs somebody's eye now. Nothing here blocks anyone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from schemas.incidents import IncidentClass, IncidentState, IncidentSummary
from schemas.oversight import BoardNumbers

HAND_IN_WITHIN = timedelta(hours=24)  # REC-05 is from memory (M): it only shows
SOON = timedelta(hours=4)  # ours
FOOTAGE_EXPECTED_AFTER = timedelta(hours=1)  # ours: until then an incident without arrival may still be on its way
NOT_HANDED_IN = frozenset({IncidentState.OPEN, IncidentState.RETURNED, IncidentState.REOPENED})
FILTERS = ("without_footage", "gaps_unexplained", "due_soon", "overdue")


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of an incident and of its footage that lists need."""

    id: UUID
    number: str
    unit_id: UUID
    unit_name: str
    incident_class: IncidentClass
    place: str
    state: IncidentState
    reported_at: datetime | None
    arrived_at: datetime | None
    cleared_at: datetime | None
    created_at: datetime
    officers: list[str]
    strip: str
    word: str
    recordings: int
    gaps_unexplained: int


def hand_in_due(glance: Glance) -> datetime | None:
    """Return until when the report should be handed in; None once it is. Law: 录16 art. 8"""
    if glance.state not in NOT_HANDED_IN:
        return None
    return (glance.cleared_at or glance.created_at) + HAND_IN_WITHIN


def overdue(glance: Glance, now: datetime) -> bool:
    """Return whether handing in is late."""
    due = hand_in_due(glance)
    return due is not None and now > due


def fits(glance: Glance, filter_: str, now: datetime) -> bool:
    """Return whether an incident belongs in one of the four lists."""
    return _TESTS[filter_](glance, now)


def _due_soon(glance: Glance, now: datetime) -> bool:
    due = hand_in_due(glance)
    return due is not None and timedelta(0) <= due - now <= SOON


def _without_footage(glance: Glance, now: datetime) -> bool:
    """Law: 录16 art. 4"""
    if glance.recordings or glance.incident_class is IncidentClass.OTHER or glance.state is IncidentState.SIGNED:
        return False
    there = glance.arrived_at is not None or glance.cleared_at is not None
    return there or now - glance.created_at > FOOTAGE_EXPECTED_AFTER


def _gaps_unexplained(glance: Glance, _: datetime) -> bool:
    return glance.gaps_unexplained > 0 and glance.state is not IncidentState.SIGNED


_TESTS = {
    "without_footage": _without_footage,
    "gaps_unexplained": _gaps_unexplained,
    "due_soon": _due_soon,
    "overdue": overdue,
}


def numbers(glances: Iterable[Glance], now: datetime) -> BoardNumbers:
    """Return the four numbers: each is the length of its list."""
    there = list(glances)
    return BoardNumbers(**{name: sum(fits(each, name, now) for each in there) for name in FILTERS})


def summary(glance: Glance, coverage_percent: int | None, now: datetime) -> IncidentSummary:
    """Return the line of a list."""
    return IncidentSummary(
        id=glance.id,
        number=glance.number,
        unit_id=glance.unit_id,
        unit_name=glance.unit_name,
        incident_class=glance.incident_class,
        place=glance.place,
        state=glance.state,
        reported_at=glance.reported_at,
        arrived_at=glance.arrived_at,
        cleared_at=glance.cleared_at,
        officers=glance.officers,
        strip=glance.strip,
        verdict=glance.word or None,
        coverage_percent=coverage_percent,
        recordings=glance.recordings,
        overdue=overdue(glance, now),
        due_at=hand_in_due(glance),
    )
