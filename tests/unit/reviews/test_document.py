"""The document: the same facts give the same bytes, any other signed fact gives another digest."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.kernel.canonical import canonical, sha256_hex
from backend.reviews.rules import Matter, document
from schemas.continuity import Gap, PictureRef
from tests.builders.matter import (
    ARRIVED,
    CLEARED,
    RECORDING,
    a_finding,
    a_gap,
    a_matter,
    a_recording,
    a_verdict,
    an_incident,
)

VERDICT = a_verdict("COMPLETE_WITH_FINDINGS", ".Fg.", findings=[a_finding()], gaps=[a_gap()])
MATTER = a_matter(VERDICT, covered_s=1100)
# What is not signed, each with the reason.
UNSIGNED = {
    "state", "created_at", "created_by_name", "editable", "unit_name",  # the incident's own course
    "sentence_zh", "sentence_en", "text_zh", "text_en",  # wording of what is signed as codes and numbers
    "engine", "judged_at", "pictures", "wall_from@Finding", "wall_to@Finding",  # when and by what it was measured
    "recording@LinkedRecording", "strip@LinkedRecording", "word@LinkedRecording",  # live copies of the verdict's
    "officer_name@OfficerCoverage", "percent", "recording_id@Verdict", "incident_id@Coverage",
}  # fmt: skip


def digest(matter: Matter) -> str:
    return sha256_hex(canonical(document(matter)))


def test_building_it_twice_gives_the_same_bytes() -> None:
    again = msgspec.json.decode(msgspec.json.encode(MATTER), type=Matter)
    assert canonical(document(again)) == canonical(document(MATTER))


def test_what_moves_by_itself_is_not_in_it() -> None:
    moved = replace(
        MATTER.coverage.recordings[0],
        recording=a_recording(last_contact_at=CLEARED + timedelta(days=1), battery_percent=3, parts_held=0),
    )
    verdict = replace(VERDICT, judged_at=CLEARED + timedelta(days=1), engine="2")
    pictured = replace(a_finding(), pictures=[PictureRef(at_us=1, take=0, id=UUID(int=9))], text_zh="别的说法")
    verdict = replace(verdict, findings=[pictured])
    other = Matter(
        incident=replace(MATTER.incident, editable=False),
        coverage=replace(MATTER.coverage, recordings=[moved]),
        verdicts={RECORDING: verdict},
    )
    assert digest(other) == digest(MATTER)


def test_the_order_in_which_rows_come_does_not_matter() -> None:
    gaps = [a_gap(), a_gap(id="gap-5", after_number=5, before_number=6)]
    findings = [a_finding(), a_finding(id="BLACK-0-9", code="BLACK")]
    incident = an_incident()
    forward = a_matter(a_verdict(gaps=gaps, findings=findings), incident=incident)
    backward = a_matter(
        a_verdict(gaps=gaps[::-1], findings=findings[::-1]),
        incident=replace(incident, times=incident.times[::-1], officers=incident.officers[::-1]),
    )
    assert digest(forward) == digest(backward)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every path to a plain value in nested structs, lists and dicts, without what is not signed."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if not {name, f"{name}@{type(value).__name__}"} & UNSIGNED:
                yield from places(getattr(value, name), (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from places(each, (*path, number))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*path, key))
    else:
        yield path


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with something else at this path."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, msgspec.Struct):
        return replace(value, **{first: put(getattr(value, first), rest, new)})
    if isinstance(value, list):
        return [put(each, rest, new) if number == first else each for number, each in enumerate(value)]
    return {key: put(each, rest, new) if key == first else each for key, each in value.items()}


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = getattr(value, step) if isinstance(value, msgspec.Struct) else value[step]
    return value


def other(value: Any) -> st.SearchStrategy[Any]:
    """Another value of the same kind."""
    if isinstance(value, Enum):
        return st.sampled_from([each for each in type(value) if each is not value])
    if value is None or isinstance(value, str):
        return st.text("ab0 甲乙，\n", min_size=1, max_size=20).filter(lambda new: new != value)
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.integers(0, 2**53 - 1).filter(lambda new: new != value)
    if isinstance(value, float):
        return st.floats(allow_nan=False, allow_infinity=False).filter(lambda new: new != value)
    if isinstance(value, datetime):
        return st.integers(1, 10**12).map(lambda us: value + timedelta(microseconds=us))
    assert isinstance(value, UUID), value
    return st.uuids().filter(lambda new: new != value)


SIGNED_PLACES = [path for path in places(MATTER) if path[:1] != ("verdicts",)] + [
    ("verdicts", RECORDING, *path) for path in places(VERDICT)
]
OPTIONAL = {"latitude", "longitude", "accuracy_m"}  # None here, a number where it is known


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(data=st.data(), path=st.sampled_from(SIGNED_PLACES))
def test_any_change_of_anything_signed_changes_the_digest(data: st.DataObject, path: tuple[Any, ...]) -> None:
    old = at(MATTER, path)
    new = data.draw(st.floats(-90, 90) if path[-1] in OPTIONAL else other(old))
    changed = put(MATTER, path, new)
    assert digest(changed) != digest(MATTER), (path, old, new)


def test_nothing_signed_is_forgotten() -> None:
    names = {path[-1] if isinstance(path[-1], str) else path[-2] for path in SIGNED_PLACES}
    assert {"narrative", "place", "claims_root", "strip", "word", "severity", "reason", "covered_s", "at"} <= names


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_does_not_know_still_has_bytes(number: float) -> None:
    odd = a_matter(a_verdict(findings=[a_finding(numbers={"ratio": number})]))
    assert digest(odd) != digest(a_matter(a_verdict(findings=[a_finding(numbers={"ratio": 0.0})])))


def test_a_gap_that_comes_or_goes_changes_the_digest() -> None:
    gaps: list[list[Gap]] = [[], [a_gap()], [a_gap(reason=None)], [a_gap(), a_gap(id="gap-9", after_number=9)]]
    assert len({digest(a_matter(a_verdict(gaps=each))) for each in gaps}) == len(gaps)


def test_moments_are_written_in_utc() -> None:
    from zoneinfo import ZoneInfo

    local = replace(MATTER.coverage, scene_from=ARRIVED.astimezone(ZoneInfo("Asia/Shanghai")))
    assert digest(Matter(incident=MATTER.incident, coverage=local, verdicts=MATTER.verdicts)) == digest(MATTER)
