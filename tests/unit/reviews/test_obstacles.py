"""What hinders handing in and signing off: each reason alone, all at once, and each number at its edge."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from backend.reviews.rules import (
    Matter,
    Standing,
    blocking,
    due_at,
    obstacles_to_hand_in,
    obstacles_to_sign_off,
    unexplained,
)
from schemas.continuity import Severity
from schemas.incidents import IncidentClass, IncidentState, Report, TimeKind
from schemas.reviews import Obstacle, ReviewState
from tests.builders.matter import (
    ARRIVED,
    CLEARED,
    COLLEAGUE,
    OFFICER,
    STRANGER,
    a_finding,
    a_gap,
    a_matter,
    a_recording,
    a_time,
    a_verdict,
    an_incident,
)

LEADS = Standing(leads=True, own=False)


def codes(found: list[Obstacle]) -> list[str]:
    return [each.code for each in found]


def hand_in(matter: Matter, officer: UUID = OFFICER) -> list[Obstacle]:
    return obstacles_to_hand_in(matter, officer)


def sign_off(matter: Matter, standing: Standing = LEADS, opinion: str | None = "同意") -> list[Obstacle]:
    return obstacles_to_sign_off(matter, standing, ReviewState.WAITING, 1, opinion)


def test_a_whole_report_with_whole_footage_has_no_obstacle() -> None:
    assert hand_in(a_matter()) == [] == sign_off(a_matter(), opinion="")


def test_everything_that_hinders_is_told_at_once() -> None:
    bare = an_incident(report=Report(incident_class=IncidentClass.DISPATCH, place=" ", narrative="\n"), times=[])
    gap = a_verdict("INCOMPLETE", "..G.", gaps=[a_gap(reason=None)])
    found = hand_in(a_matter(gap, incident=bare))
    assert codes(blocking(found)) == [
        "narrative_missing", "place_missing", "arrival_missing", "clearing_missing", "gap_unexplained",
    ]  # fmt: skip
    assert codes(found)[-1] == "incomplete"


def test_only_an_officer_of_the_incident_hands_in() -> None:
    assert codes(hand_in(a_matter(), COLLEAGUE)) == []
    assert codes(hand_in(a_matter(), STRANGER)) == ["not_your_incident"]


@pytest.mark.parametrize("state", list(IncidentState))
def test_what_is_handed_in_or_signed_is_not_handed_in_again(state: IncidentState) -> None:
    again = state in (IncidentState.HANDED_IN, IncidentState.SIGNED)
    assert codes(hand_in(a_matter(incident=an_incident(state=state)))) == (["already_handed_in"] if again else [])


def test_an_earlier_entry_of_a_time_does_not_count() -> None:
    old = a_time(TimeKind.CLEARED, CLEARED, current=False)
    matter = a_matter(incident=an_incident(times=[a_time(TimeKind.ARRIVED, ARRIVED), old]))
    assert codes(hand_in(matter)) == ["clearing_missing"]


@pytest.mark.parametrize(("seconds", "found"), [(1, []), (0, []), (-1, ["times_reversed"])])
def test_clearing_before_arrival_shows_and_does_not_block(seconds: int, found: list[str]) -> None:
    times = [a_time(TimeKind.ARRIVED, ARRIVED), a_time(TimeKind.CLEARED, ARRIVED + timedelta(seconds=seconds))]
    obstacles = hand_in(a_matter(incident=an_incident(times=times)))
    assert codes(obstacles) == found and blocking(obstacles) == []


def test_footage_that_is_still_being_measured_blocks_and_says_what_to_do() -> None:
    for matter in (a_matter(a_verdict("PENDING", "..PP")), a_matter(judged=False)):
        [obstacle] = hand_in(matter)
        assert (obstacle.code, obstacle.blocks) == ("recording_pending", True) and "打开应用" in obstacle.text_zh
        assert codes(blocking(sign_off(matter))) == ["recording_pending"]


def test_ones_own_gap_blocks_until_it_has_a_reason() -> None:
    for reason in (None, "", "  "):
        [obstacle, _] = hand_in(a_matter(a_verdict("INCOMPLETE", "..G.", gaps=[a_gap(reason=reason)])))
        assert (obstacle.code, obstacle.blocks, obstacle.law) == ("gap_unexplained", True, "录16 art. 6")
        assert "8 秒" in obstacle.text_zh
    [explained] = hand_in(a_matter(a_verdict("COMPLETE_WITH_FINDINGS", "..g.", gaps=[a_gap()])))
    assert (explained.code, explained.blocks) == ("gaps_explained", False)


def test_a_colleagues_gap_shows_with_his_name_and_does_not_block() -> None:
    theirs = a_recording(officer_id=COLLEAGUE, officer_name="民警乙")
    matter = a_matter(a_verdict("INCOMPLETE", "..G.", gaps=[a_gap(reason=None)]), recording=theirs)
    found = hand_in(matter)
    assert codes(found) == ["gap_unexplained", "incomplete"] and blocking(found) == []
    assert "民警乙" in found[0].text_zh
    assert [gap.id for _, gap in unexplained(matter)] == ["gap-2"]


@pytest.mark.parametrize(("covered_s", "found"), [(1200, []), (1199, ["uncovered"]), (0, ["uncovered"])])
def test_seconds_that_no_camera_saw_show_and_do_not_block(covered_s: int, found: list[str]) -> None:
    obstacles = hand_in(a_matter(covered_s=covered_s))
    assert codes(obstacles) == found and blocking(obstacles) == []


def test_no_footage_names_the_rule_where_there_is_one() -> None:
    [must] = hand_in(a_matter(footage=False, covered_s=0))
    assert (must.code, must.blocks, must.law) == ("no_footage_required", False, "录16 art. 4")
    other = an_incident(report=Report(incident_class=IncidentClass.OTHER, place="某处", narrative="咨询"))
    [may] = hand_in(a_matter(incident=other, footage=False, covered_s=0))
    assert (may.code, may.law) == ("no_footage", None)


@pytest.mark.parametrize(
    ("verdict", "found"),
    [
        (a_verdict("INCOMPLETE", ".M.."), ["incomplete"]),
        (a_verdict("NOT_VERIFIABLE", "????"), ["not_verifiable"]),
        (a_verdict("COMPLETE_WITH_FINDINGS", ".F..", findings=[a_finding()]), ["findings"]),
        (a_verdict("COMPLETE", findings=[a_finding(severity=Severity.INFO)]), []),
    ],
)
def test_what_the_footage_lacks_shows_and_an_opinion_is_enough(verdict: object, found: list[str]) -> None:
    matter = a_matter(verdict)  # type: ignore[arg-type]
    obstacles = sign_off(matter)
    assert codes(obstacles) == found and blocking(obstacles) == []
    assert codes(blocking(sign_off(matter, opinion=" "))) == (["opinion_needed"] if found else [])
    assert blocking(sign_off(matter, opinion=None)) == [], "nobody has asked yet"


def test_a_recording_never_closed_shows() -> None:
    assert codes(hand_in(a_matter(recording=a_recording(open=True)))) == ["recording_open"]


def test_who_may_not_decide() -> None:
    assert codes(sign_off(a_matter(), Standing(leads=False, own=True))) == ["not_in_charge", "own_incident"]
    assert codes(sign_off(a_matter(), Standing(leads=True, own=True))) == ["own_incident"]


@pytest.mark.parametrize("state", [ReviewState.RETURNED, ReviewState.APPROVED, ReviewState.VOIDED])
def test_what_is_decided_is_not_decided_again(state: ReviewState) -> None:
    assert codes(obstacles_to_sign_off(a_matter(), LEADS, state, 1)) == ["already_decided"]


@pytest.mark.parametrize(("version", "found"), [(1, ["version_moved"]), (2, []), (3, ["version_moved"])])
def test_only_the_version_handed_in_is_signed(version: int, found: list[str]) -> None:
    matter = a_matter(incident=replace(an_incident(), version=2))
    assert codes(obstacles_to_sign_off(matter, LEADS, ReviewState.WAITING, version)) == found


def test_a_review_is_due_a_day_after_handing_in() -> None:
    assert due_at(CLEARED) - CLEARED == timedelta(hours=24)
