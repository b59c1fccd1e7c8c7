"""Delays, dates and clashing roles, each number at it, one below, one above."""

from datetime import date, timedelta

import pytest

from backend.people.rules import FREE_TRIES, MAX_DELAY_S, clashing, delay_after, in_force
from schemas.people import Role

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (FREE_TRIES - 1, 0), (FREE_TRIES, 1), (FREE_TRIES + 1, 2), (50, MAX_DELAY_S)]
)
def test_delay_grows_and_ends(failures: int, seconds: int) -> None:
    assert delay_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True)])
def test_role_holds_from_its_first_day(days: int, holds: bool) -> None:
    assert in_force(DAY, None, DAY + timedelta(days=days)) is holds


@pytest.mark.parametrize(("days", "holds"), [(-1, True), (0, True), (1, False)])
def test_role_holds_through_its_last_day(days: int, holds: bool) -> None:
    assert in_force(date(2026, 1, 1), DAY, DAY + timedelta(days=days)) is holds


def test_administrator_and_inspector_clash_both_ways() -> None:
    assert clashing(Role.ADMIN, [Role.INSPECTOR, Role.OFFICER]) == [Role.INSPECTOR]
    assert clashing(Role.INSPECTOR, [Role.ADMIN]) == [Role.ADMIN]
    assert clashing(Role.OFFICER, [Role.ADMIN]) == []
