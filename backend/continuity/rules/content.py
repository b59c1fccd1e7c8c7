"""Findings of one recording, each made of numbers already measured; texts come from words.py."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from backend.continuity.rules.chain import MAX_SEAM_US, MAX_STEP_MS, Row, moment, step_ms
from backend.continuity.rules.facts import Claimed, Facts
from backend.continuity.rules.words import finding_text
from schemas.continuity import Finding, PictureRef, Severity
from schemas.measures import PartNumbers, Span

WARN_GAP_US = 250_000  # ours: shorter losses are counted as lost frames
FREEZE_WARN_US = 2_000_000  # a tripod gives false spans of 0.7 to 1.0 s
FRAME_LOSS_WARN = 5.0  # percent of a part's frames
CLOCK_SKEW = timedelta(minutes=5)
SEEN_BEFORE_US = 170_000  # five frames: with fewer seen, the part before tells whether anything moved
STILL_SCENE = 0.18  # three times the floor of a frozen picture
TOUCH_US = 150_000  # spans of neighbouring parts this close are one: a codec's warm-up is not measured


class Found(NamedTuple):
    """One finding before it has words."""

    code: str
    severity: Severity
    part: Claimed
    span: Span | None
    numbers: dict[str, float]


def findings(facts: Facts, by_number: Mapping[int, Row]) -> Iterator[Found]:
    """Yield what the measures say, part by part, spans that run over a seam joined."""
    parts = [by_number[number].first for number in sorted(by_number)]
    for part in parts:
        yield from _of_claim(part, facts)
        if part.numbers is not None:
            yield from _of_file(part, part.numbers)
            yield from _of_packets(part, part.numbers)
    yield from _clock_steps(parts)
    yield from _seams(parts)
    yield from _joined(parts)


def _of_claim(part: Claimed, facts: Facts) -> Iterator[Found]:
    claim = part.claim
    shown = claim.frames + claim.frames_dropped
    if claim.frames_dropped and shown:
        percent = 100 * claim.frames_dropped / shown
        severity = Severity.WARN if percent >= FRAME_LOSS_WARN else Severity.INFO
        yield Found("FRAME_LOSS", severity, part, None, {"frames": claim.frames_dropped, "percent": percent})
    ahead = moment(claim.wall_to_ms) - part.received_at
    if ahead > CLOCK_SKEW:
        yield Found("CLOCK_WRONG", Severity.WARN, part, None, {"seconds": ahead.total_seconds()})
    if facts.device_revoked_at is not None and part.received_at > facts.device_revoked_at:
        yield Found("DEVICE_REVOKED", Severity.WARN, part, None, {})


def _of_file(part: Claimed, numbers: PartNumbers) -> Iterator[Found]:
    boxes = numbers.boxes
    if boxes is not None and boxes.truncated_at is not None:
        yield Found("FILE_TRUNCATED", Severity.FAIL, part, None, {"at": boxes.truncated_at})
    if boxes is not None and (boxes.trailing_bytes or boxes.out_of_bounds):
        yield Found("BOX_BOUNDS", Severity.WARN, part, None, {"trailing": boxes.trailing_bytes})
    if boxes is not None and boxes.init_sha256 not in (None, part.claim.init_sha256):
        yield Found("PARAM_CHANGE", Severity.WARN, part, None, {})
    if numbers.decode_errors:
        yield Found("DECODE_ERROR", Severity.WARN, part, None, {"errors": numbers.decode_errors})


def _of_packets(part: Claimed, numbers: PartNumbers) -> Iterator[Found]:
    for gap in numbers.video.gaps if numbers.video else []:
        if gap.to_us - gap.from_us >= WARN_GAP_US:
            yield Found("TS_GAP", Severity.WARN, part, gap, _seconds(gap))
    for gap in numbers.audio.grid_breaks if numbers.audio else []:
        severity = Severity.WARN if gap.to_us - gap.from_us >= WARN_GAP_US else Severity.INFO
        yield Found("AUDIO_GRID_BREAK", severity, part, gap, _seconds(gap))
    if numbers.video is not None and numbers.audio is None:
        severity = Severity.WARN if part.claim.audio else Severity.INFO
        yield Found("AUDIO_MISSING", severity, part, None, {})


def _seconds(span: Span) -> dict[str, float]:
    return {"seconds": (span.to_us - span.from_us) / 1e6}


def _clock_steps(parts: list[Claimed]) -> Iterator[Found]:
    """The phone's clock must not be set while a take runs: each part's own span, then the seam before it."""
    for number, part in enumerate(parts):
        claim, before = part.claim, parts[number - 1].claim if number else None
        steps = [claim.wall_to_ms - claim.wall_from_ms - (claim.mono_to_us - claim.mono_from_us) / 1000]
        if before is not None and before.take == claim.take and before.number + 1 == claim.number:
            steps.append(step_ms(before, claim))
        worst = max(steps, key=abs)
        if abs(worst) > MAX_STEP_MS:
            yield Found("CLOCK_STEP", Severity.WARN, part, None, {"seconds": worst / 1000})


def _seams(parts: list[Claimed]) -> Iterator[Found]:
    """Neighbouring parts of one take must meet."""
    for before, after in pairwise(parts):
        a, b = before.claim, after.claim
        if a.take != b.take or b.number != a.number + 1:
            continue
        jump = b.media_from_us - a.media_to_us
        if jump > MAX_SEAM_US:
            span = Span(from_us=a.media_to_us, to_us=b.media_from_us)
            yield Found("TS_GAP", Severity.WARN, after, span, _seconds(span))
        elif jump < -MAX_SEAM_US:
            span = Span(from_us=b.media_from_us, to_us=a.media_to_us)
            yield Found("TS_OVERLAP", Severity.WARN, after, span, _seconds(span))


def _joined(parts: list[Claimed]) -> Iterator[Found]:
    """Black, frozen and silent spans; one that goes on in the next part is one finding."""
    for code, name in (("BLACK", "black"), ("FREEZE", "frozen"), ("AUDIO_DEAD", "silent")):
        open_part: Claimed | None = None
        open_span, moving = Span(from_us=0, to_us=0), False
        for part in parts:
            spans: list[Span] = getattr(part.numbers, name) if part.numbers else []
            for index, span in enumerate(spans):
                if open_part is not None and _touch(open_part, open_span, part, span):
                    open_span = Span(from_us=open_span.from_us, to_us=span.to_us)
                    continue
                if open_part is not None:
                    yield _content(code, open_part, open_span, moving)
                open_part, open_span = part, span
                moving = code == "FREEZE" and _moved(parts, part, index)
        if open_part is not None:
            yield _content(code, open_part, open_span, moving)


def _moved(parts: list[Claimed], part: Claimed, index: int) -> bool:
    """Return whether the picture moved before a freeze; one that begins with its part asks the part before."""
    assert part.numbers
    if part.numbers.frozen[index].from_us - part.claim.media_from_us > SEEN_BEFORE_US:
        return part.numbers.moving_before_frozen[index]
    before = [each for each in parts if each.claim.number == part.claim.number - 1]
    usual = before[0].numbers.median_difference if before and before[0].numbers else None
    return usual is not None and usual > STILL_SCENE


def _touch(a: Claimed, first: Span, b: Claimed, second: Span) -> bool:
    return a.claim.take == b.claim.take and second.from_us - first.to_us <= TOUCH_US


def _content(code: str, part: Claimed, span: Span, moving: bool) -> Found:
    long_enough = code != "FREEZE" or (moving and span.to_us - span.from_us >= FREEZE_WARN_US)
    return Found(code, Severity.WARN if long_enough else Severity.INFO, part, span, _seconds(span))


def told(found: Found, explanation: str | None) -> Finding:
    """Return the finding with words, wall clock and the places of its pictures."""
    claim, span = found.part.claim, found.span
    start = span.from_us if span else claim.media_from_us
    zh, en = finding_text(found.code, found.numbers, claim.number)
    wall = moment(claim.wall_from_ms) + timedelta(microseconds=max(0, start - claim.media_from_us))
    until = wall + timedelta(microseconds=span.to_us - span.from_us) if span else moment(claim.wall_to_ms)
    ends = (max(claim.media_from_us, span.from_us - 40_000), span.from_us) if span else ()
    return Finding(
        id=f"{found.code}-{claim.take}-{start if span else f'n{claim.number}'}",
        code=found.code,
        severity=found.severity,
        take=claim.take,
        number=claim.number,
        from_us=start,
        to_us=span.to_us if span else claim.media_to_us,
        wall_from=wall,
        wall_to=until,
        numbers=found.numbers,
        text_zh=zh,
        text_en=en,
        explanation=explanation,
        pictures=[PictureRef(at_us=at, take=claim.take) for at in ends],
    )
