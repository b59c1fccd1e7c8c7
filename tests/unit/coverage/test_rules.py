"""Seconds on scene, and to which incident a recording belongs."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from backend.coverage.rules import (
    CLOCKS_DIFFER,
    NEAR,
    Candidate,
    Span,
    best_match,
    filmed,
    percent,
    seconds,
    union,
    within,
    without,
)
from tests.builders.recording import PART_US, claim

START = datetime(2026, 11, 22, tzinfo=UTC)
A, B = UUID(int=1), UUID(int=2)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def span(start: float, end: float) -> Span:
    return Span(at(start), at(end))


spans = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda two: span(min(two), max(two))), max_size=12
)


@given(spans)
def test_union_covers_each_second_once(many: list[Span]) -> None:
    merged = union(many)
    assert all(a.end < b.start for a, b in pairwise(merged))
    inside = [s for s in range(100) if any(each.start <= at(s) < each.end for each in many)]
    assert seconds(merged) == len(inside)


@given(spans)
def test_covered_and_uncovered_are_the_whole_scene(many: list[Span]) -> None:
    scene = span(10, 90)
    covered = within(many, scene)
    assert seconds(covered) + seconds(without(scene, covered)) == 80


def test_one_hundred_percent_means_every_second() -> None:
    assert (percent(99, 100), percent(999, 1000), percent(1000, 1000), percent(0, 0)) == (99, 99, 100, None)


def test_two_cameras_at_once_count_once() -> None:
    assert seconds(within([span(0, 60), span(30, 90)], span(0, 120))) == 90


def test_recording_belongs_where_it_overlaps_most() -> None:
    candidates = [Candidate(A, at(0), at(100)), Candidate(B, at(100), at(400))]
    assert best_match(span(90, 300), candidates) == B
    assert best_match(span(10, 105), candidates) == A


def test_recording_on_the_way_matches_within_half_an_hour_and_not_beyond() -> None:
    later = [Candidate(A, at(NEAR.total_seconds() + 60), at(9000))]
    assert best_match(span(0, 60), later) == A
    assert best_match(span(0, 59), later) is None


def test_without_incidents_nothing_matches() -> None:
    assert best_match(span(0, 60), []) is None


def test_a_clock_set_forward_while_filming_covers_no_more_than_was_filmed() -> None:
    begun_ms = int(START.timestamp() * 1000)
    honest, ahead = claim(0, 0, begun_ms), claim(0, 0, begun_ms, wall_to_ms=begun_ms + 3_600_000)
    back = claim(0, 0, begun_ms, wall_to_ms=begun_ms - 1)
    assert filmed(honest) == span(0, 5)
    assert filmed(ahead) == Span(START, START + timedelta(microseconds=PART_US) + CLOCKS_DIFFER)
    assert union([filmed(back)]) == []
