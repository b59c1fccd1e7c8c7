"""The judge, fault by fault, in the language of the strip."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.continuity.rules import Facts, judge
from backend.continuity.rules.chain import MAX_SEAM_US, MAX_STEP_MS, MIN_GAP_MS
from backend.continuity.rules.content import FREEZE_WARN_US, WARN_GAP_US
from backend.continuity.rules.judge import PATIENCE
from schemas.continuity import Severity, Statement, Verdict
from schemas.measures import Span
from tests.builders.recording import NOW, PART_US, claim, closing_claim, measured, numbers, picture, recording


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


def with_part(facts: Facts, index: int, **changes: object) -> Facts:
    """The same recording with one part changed: fields of Claimed, of its claim or of its numbers."""
    parts = list(facts.parts)
    part = parts[index]
    for name, value in changes.items():
        if name in part.__struct_fields__:
            part = replace(part, **{name: value})
        elif name in part.claim.__struct_fields__:
            part = replace(part, claim=replace(part.claim, **{name: value}))
        else:
            assert part.numbers
            part = replace(part, numbers=replace(part.numbers, **{name: value}))
    parts[index] = part
    return replace(facts, parts=parts)


@dataclass
class Case:
    letters: str
    word: str
    code: str | None = None


@pytest.mark.parametrize(
    "case",
    [
        Case(".....", "COMPLETE"),
        Case("..M..", "INCOMPLETE", "SEG_GONE"),
        Case("..N..", "INCOMPLETE", "CLAIM_MISSING"),
        Case("..X..", "INCOMPLETE", "SEG_HASH"),
        Case("..S..", "INCOMPLETE", "CLAIM_SIG"),
        Case("..K..", "INCOMPLETE", "SEG_ORDER"),
        Case("..U..", "INCOMPLETE", "UNREADABLE"),
        Case("..G..", "INCOMPLETE"),
        Case("..g..", "COMPLETE_WITH_FINDINGS"),
        Case("..F..", "COMPLETE_WITH_FINDINGS", "BLACK"),
        Case("..P..", "PENDING"),
        Case("X.g.M", "INCOMPLETE", "SEG_HASH"),
    ],
    ids=lambda case: case.letters,
)
def test_what_happened_is_what_the_strip_says(case: Case) -> None:
    verdict = judge(recording(case.letters), NOW)
    assert (verdict.strip, verdict.word) == (case.letters, case.word)
    assert case.code is None or case.code in codes(verdict)
    assert verdict.sentence_zh and verdict.sentence_en


@given(st.text(alphabet=".MNXSKgFUP", min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_verdict(letters: str, random: object) -> None:
    facts = recording(letters)
    shuffled = list(facts.parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judge(facts, NOW) == judge(replace(facts, parts=shuffled), NOW)


@given(st.text(alphabet=".MNXSKgFU", min_size=1, max_size=12))
def test_a_letter_never_hides_a_worse_one(letters: str) -> None:
    verdict = judge(recording(letters), NOW + PATIENCE + timedelta(seconds=1))
    bad = set(letters) & set("MNXSKU")
    assert (verdict.word == "INCOMPLETE") == bool(bad)


def test_first_part_claiming_a_predecessor_is_a_broken_chain() -> None:
    assert judge(with_part(recording("..."), 0, previous="a" * 64), NOW).strip == "K.."


def test_two_claims_with_one_number_are_a_fork_and_both_are_kept() -> None:
    facts = recording("...")
    fork = replace(facts.parts[1], claim_sha256="f" * 64, received_at=NOW + timedelta(seconds=1))
    verdict = judge(replace(facts, parts=[*facts.parts, fork]), NOW)
    assert (verdict.strip, verdict.word) == (".K.", "INCOMPLETE")


def test_last_parts_withheld_are_known_from_the_closing_claim_once_the_phone_is_silent() -> None:
    facts = replace(recording("..."), closings=[closing_claim(5)])
    assert judge(facts, NOW).strip == "...PP"
    assert judge(facts, NOW + PATIENCE + timedelta(seconds=1)).strip == "...NN"


@pytest.mark.parametrize(
    ("late", "strip", "word"), [(-1, ".P", "PENDING"), (0, ".P", "PENDING"), (1, ".M", "INCOMPLETE")]
)
def test_bytes_that_never_came_are_missing_after_the_life_of_a_ticket(late: int, strip: str, word: str) -> None:
    facts = with_part(recording(".."), 1, numbers=None, held_at=None)
    verdict = judge(facts, NOW + PATIENCE + timedelta(seconds=late))
    assert (verdict.strip, verdict.word) == (strip, word)


def test_recording_without_closing_claim_is_pending_then_open() -> None:
    facts = recording("..", closed=False)
    assert judge(facts, NOW).word == "PENDING"
    silent = judge(facts, NOW + PATIENCE + timedelta(seconds=1))
    assert silent.word == "INCOMPLETE" and "RECORDING_OPEN" in codes(silent)


@pytest.mark.parametrize(("more_ms", "gaps"), [(-1, 0), (0, 1), (1, 1)])
def test_a_pause_of_a_second_between_takes_is_a_gap(more_ms: int, gaps: int) -> None:
    facts = recording("..")
    end = facts.parts[0].claim.wall_to_ms + MIN_GAP_MS + more_ms
    facts = with_part(facts, 1, take=1, wall_from_ms=end, wall_to_ms=end + 5000)
    assert len(judge(facts, NOW).gaps) == gaps


def test_clock_in_the_future_is_shown() -> None:
    facts = recording("..")
    ahead = int((NOW + timedelta(minutes=6)).timestamp() * 1000)
    facts = with_part(facts, 1, wall_from_ms=ahead, wall_to_ms=ahead + 5000)
    verdict = judge(facts, NOW)
    assert verdict.strip == ".F" and {"CLOCK_WRONG", "CLOCK_STEP"} <= set(codes(verdict))


@pytest.mark.parametrize(("back_ms", "strip"), [(MAX_STEP_MS - 1, ".."), (MAX_STEP_MS, ".."), (MAX_STEP_MS + 1, ".G")])
def test_clock_set_back_between_takes_does_not_hide_the_gap(back_ms: int, strip: str) -> None:
    facts = recording("..")
    start = facts.parts[0].claim.wall_to_ms - back_ms
    facts = with_part(facts, 1, take=1, wall_from_ms=start, wall_to_ms=start + 5000)
    verdict = judge(facts, NOW)
    assert verdict.strip == strip
    assert all(gap.wall_from <= gap.wall_to and gap.seconds >= 0 for gap in verdict.gaps)


def test_pause_that_only_the_monotonic_clock_saw_is_a_gap_of_that_length() -> None:
    facts = recording("..")
    later = facts.parts[0].claim.mono_to_us + 90_000_000
    facts = with_part(facts, 1, take=1, mono_from_us=later, mono_to_us=later + PART_US)
    [gap] = judge(facts, NOW).gaps
    assert gap.seconds == 90


@pytest.mark.parametrize(("ahead_ms", "found"), [(-MAX_STEP_MS, False), (MAX_STEP_MS, False), (MAX_STEP_MS + 1, True)])
@pytest.mark.parametrize("where", ["in_the_part", "at_the_seam"])
def test_clock_set_while_a_take_runs_is_shown(ahead_ms: int, found: bool, where: str) -> None:
    facts = recording("..")
    claim = facts.parts[1].claim
    begin = ahead_ms if where == "at_the_seam" else 0
    facts = with_part(facts, 1, wall_from_ms=claim.wall_from_ms + begin, wall_to_ms=claim.wall_to_ms + ahead_ms)
    assert ("CLOCK_STEP" in codes(judge(facts, NOW))) is found


def test_closing_claim_that_names_another_last_claim_is_a_broken_chain() -> None:
    facts = recording("...")
    exchanged = with_part(facts, 2, claim_sha256="e" * 64)
    assert judge(exchanged, NOW).strip == "..K"
    assert judge(replace(exchanged, closings=[closing_claim(4)]), NOW).strip == "...P"


@pytest.mark.parametrize(("more_us", "found"), [(0, False), (1, True)])
def test_hole_between_two_parts_of_one_take_is_found(more_us: int, found: bool) -> None:
    facts = with_part(recording(".."), 1, media_from_us=PART_US + MAX_SEAM_US + more_us)
    assert ("TS_GAP" in codes(judge(facts, NOW))) is found


@pytest.mark.parametrize(("length", "found"), [(WARN_GAP_US - 1, False), (WARN_GAP_US, True)])
def test_dropped_packets_inside_a_part_are_found(length: int, found: bool) -> None:
    gap = Span(from_us=1_000_000, to_us=1_000_000 + length)
    facts = with_part(recording(".."), 0, numbers=replace(measured(0), video=picture(gaps=[gap])))
    assert ("TS_GAP" in codes(judge(facts, NOW))) is found


@pytest.mark.parametrize(
    ("length", "moving", "severity"),
    [(FREEZE_WARN_US - 1, True, "INFO"), (FREEZE_WARN_US, True, "WARN"), (FREEZE_WARN_US, False, "INFO")],
)
def test_frozen_picture_warns_from_two_seconds_after_motion(length: int, moving: bool, severity: str) -> None:
    span = Span(from_us=1_000_000, to_us=1_000_000 + length)
    facts = with_part(recording(".."), 0, frozen=[span], moving_before_frozen=[moving])
    [finding] = judge(facts, NOW).findings
    assert (finding.code, finding.severity) == ("FREEZE", severity)


def test_black_over_a_seam_is_one_finding() -> None:
    facts = with_part(recording(".."), 0, black=[Span(from_us=4_000_000, to_us=PART_US)])
    facts = with_part(facts, 1, black=[Span(from_us=PART_US + 33_000, to_us=6_000_000)])
    [finding] = judge(facts, NOW).findings
    assert (finding.from_us, finding.to_us, finding.numbers["seconds"]) == (4_000_000, 6_000_000, 2.0)


def test_parts_after_the_closing_claim_are_kept_and_shown() -> None:
    verdict = judge(replace(recording("..."), closings=[closing_claim(2)]), NOW)
    assert verdict.strip == "..F" and "SEG_AFTER_CLOSE" in codes(verdict)


def test_part_of_a_device_revoked_meanwhile_is_kept_and_shown() -> None:
    verdict = judge(replace(recording(".."), device_revoked_at=NOW - timedelta(seconds=1)), NOW)
    assert verdict.strip == "FF" and "DEVICE_REVOKED" in codes(verdict)


def test_dropped_frames_warn_from_five_percent() -> None:
    few = with_part(recording("."), 0, frames=950, frames_dropped=49)
    many = with_part(recording("."), 0, frames=950, frames_dropped=50)
    assert [judge(each, NOW).findings[0].severity for each in (few, many)] == [Severity.INFO, Severity.WARN]


def test_a_reason_explains_a_finding_but_does_not_mend_it() -> None:
    facts = recording("..X")
    gone = judge(facts, NOW).findings[0]
    facts = replace(facts, statements=[Statement(subject_id=gone.id, reason="手机进水")])
    verdict = judge(facts, NOW)
    assert verdict.findings[0].explanation == "手机进水" and verdict.word == "INCOMPLETE"


def test_nothing_claimed_is_not_verifiable() -> None:
    assert judge(replace(recording("."), parts=[], closings=[]), NOW).word == "NOT_VERIFIABLE"


def test_claims_root_changes_with_any_claim() -> None:
    facts = recording("...")
    other = with_part(facts, 1, claim_sha256="e" * 64)
    assert judge(facts, NOW).claims_root != judge(other, NOW).claims_root


def test_builder_makes_what_the_letters_say() -> None:
    assert numbers(0, "P") is None and claim(0, 0, 0).previous is None
