"""When a part counts as healthy: each number at its edge."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.oversight.rules import part_of_queue, part_of_sealer, part_of_workers

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(("waited_s", "ok"), [(119, True), (120, True), (121, False)])
def test_a_job_that_waits_two_minutes_is_a_fault(waited_s: int, ok: bool) -> None:
    assert part_of_queue(NOW - timedelta(seconds=waited_s), 1, 0, NOW).ok is ok


def test_an_empty_queue_is_well_and_dead_jobs_are_told() -> None:
    part = part_of_queue(None, 0, 3, NOW)
    assert part.ok and "3 dead" in part.detail


@pytest.mark.parametrize(("alive", "ok"), [(0, False), (1, True), (2, True)])
def test_one_worker_is_enough(alive: int, ok: bool) -> None:
    assert part_of_workers(alive).ok is ok


@pytest.mark.parametrize(("lag_s", "ok"), [(29, True), (30, True), (31, False)])
def test_a_sealer_half_a_minute_behind_is_a_fault(lag_s: int, ok: bool) -> None:
    assert part_of_sealer(NOW - timedelta(seconds=lag_s), NOW).ok is ok


def test_nothing_to_seal_is_well() -> None:
    assert part_of_sealer(None, NOW).ok
