"""What is due, late or lacking: each number at its edge, and each filter alone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from backend.oversight.rules import FILTERS, Glance, fits, hand_in_due, numbers, overdue, summary
from schemas.incidents import IncidentClass, IncidentState

CLEARED = datetime(2026, 11, 22, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def a_glance(**facts: Any) -> Glance:
    whole = Glance(
        id=UUID(int=1), number="1", unit_id=UUID(int=2), unit_name="城东派出所", incident_class=IncidentClass.DISPATCH,
        place="某处", state=IncidentState.OPEN, reported_at=None, arrived_at=CLEARED - timedelta(minutes=20),
        cleared_at=CLEARED, created_at=CLEARED - timedelta(minutes=30), officers=["民警甲"], strip="..",
        word="COMPLETE", recordings=1, gaps_unexplained=0,
    )  # fmt: skip
    return replace(whole, **facts)


@pytest.mark.parametrize(("after", "late"), [(-SECOND, False), (timedelta(0), False), (SECOND, True)])
def test_handing_in_is_late_after_a_day(after: timedelta, late: bool) -> None:
    now = CLEARED + timedelta(hours=24) + after
    assert overdue(a_glance(), now) is late
    assert fits(a_glance(), "due_soon", now) is not late


@pytest.mark.parametrize(("before", "soon"), [(SECOND, False), (timedelta(0), True), (-SECOND, True)])
def test_it_is_due_soon_from_four_hours_before(before: timedelta, soon: bool) -> None:
    now = CLEARED + timedelta(hours=20) - before
    assert fits(a_glance(), "due_soon", now) is soon


@pytest.mark.parametrize("state", list(IncidentState))
def test_what_is_handed_in_is_never_late(state: IncidentState) -> None:
    waits = state in (IncidentState.OPEN, IncidentState.RETURNED, IncidentState.REOPENED)
    assert overdue(a_glance(state=state), CLEARED + timedelta(days=9)) is waits
    assert (hand_in_due(a_glance(state=state)) is not None) is waits


def test_the_day_runs_from_creation_where_nothing_was_cleared() -> None:
    glance = a_glance(cleared_at=None)
    assert hand_in_due(glance) == glance.created_at + timedelta(hours=24)


@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        ({}, False),
        ({"recordings": 0}, True),
        ({"recordings": 0, "incident_class": IncidentClass.OTHER}, False),
        ({"recordings": 0, "state": IncidentState.SIGNED}, False),
    ],
)
def test_an_incident_that_must_be_recorded_and_is_not(facts: dict[str, Any], lacking: bool) -> None:
    assert fits(a_glance(**facts), "without_footage", CLEARED) is lacking


@pytest.mark.parametrize(("after", "lacking"), [(-SECOND, False), (timedelta(0), False), (SECOND, True)])
def test_officers_on_their_way_have_an_hour(after: timedelta, lacking: bool) -> None:
    glance = a_glance(recordings=0, arrived_at=None, cleared_at=None)
    assert fits(glance, "without_footage", glance.created_at + timedelta(hours=1) + after) is lacking


@pytest.mark.parametrize(("gaps", "lacking"), [(0, False), (1, True), (2, True)])
def test_gaps_without_a_reason(gaps: int, lacking: bool) -> None:
    assert fits(a_glance(gaps_unexplained=gaps), "gaps_unexplained", CLEARED) is lacking


def test_each_number_of_the_board_is_the_length_of_its_list() -> None:
    now = CLEARED + timedelta(hours=21)
    there = [
        a_glance(), a_glance(recordings=0), a_glance(gaps_unexplained=2),
        a_glance(cleared_at=CLEARED - timedelta(hours=9)),
    ]  # fmt: skip
    counted = numbers(there, now)
    for name in FILTERS:
        assert getattr(counted, name) == sum(fits(each, name, now) for each in there), name
    assert (counted.without_footage, counted.gaps_unexplained, counted.due_soon, counted.overdue) == (1, 1, 3, 1)


def test_a_line_without_footage_has_no_verdict() -> None:
    line = summary(a_glance(recordings=0, word="", strip=""), None, CLEARED)
    assert (line.verdict, line.coverage_percent, line.overdue) == (None, None, False)
