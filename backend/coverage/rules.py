"""Pure answers about coverage: which incident a recording belongs to, which seconds on scene are covered."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from schemas.footage import PartClaim

NEAR = timedelta(minutes=30)  # ours: recording begins on the way or after arrival; a match is shown as "matched"
CLOCKS_DIFFER = timedelta(seconds=1)  # ours: an honest phone's media and wall clock stay closer than this in one part
LOST = frozenset("MNXSU")  # letters of parts whose picture is not there or cannot be believed


class Span(NamedTuple):
    """Half-open in true time."""

    start: datetime
    end: datetime


class Candidate(NamedTuple):
    """An incident of the officer with the time he was, or may have been, on scene."""

    incident_id: UUID
    start: datetime
    end: datetime


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the spans as a disjoint, ordered list; touching ones are one."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def within(spans: Iterable[Span], scene: Span) -> list[Span]:
    """Return the parts of the spans that lie on scene."""
    return union(Span(max(span.start, scene.start), min(span.end, scene.end)) for span in spans)


def without(scene: Span, covered: Sequence[Span]) -> list[Span]:
    """Return the time on scene that no span covers; `covered` is disjoint and ordered."""
    holes, at = [], scene.start
    for span in covered:
        if at < span.start:
            holes.append(Span(at, span.start))
        at = max(at, span.end)
    if at < scene.end:
        holes.append(Span(at, scene.end))
    return holes


def seconds(spans: Iterable[Span]) -> int:
    """Return whole seconds, rounded down over the sum."""
    return int(sum((span.end - span.start).total_seconds() for span in spans))


def percent(covered_s: int, scene_s: int) -> int | None:
    """Return whole percent, rounded down so that 100 means all; None without time on scene."""
    return None if scene_s <= 0 else 100 * covered_s // scene_s


def best_match(recording: Span, candidates: Sequence[Candidate]) -> UUID | None:
    """Return the officer's incident that the recording overlaps most, else the nearest within half an hour.

    A tie belongs to the incident that began later: the officer went on to it.
    """

    def overlap(each: Candidate) -> float:
        return (min(recording.end, each.end) - max(recording.start, each.start)).total_seconds()

    ranked = sorted(candidates, key=lambda each: (overlap(each), each.start))
    if not ranked or overlap(ranked[-1]) < -NEAR.total_seconds():
        return None
    return ranked[-1].incident_id


def filmed(claim: PartClaim) -> Span:
    """Return when the part was filmed, by the phone's clock, but not for longer than its media last.

    That clock may be set while it records: footage of five seconds never covers an hour.
    """
    start, end = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (claim.wall_from_ms, claim.wall_to_ms))
    media = timedelta(microseconds=claim.media_to_us - claim.media_from_us)
    return Span(start, min(end, start + media + CLOCKS_DIFFER))
