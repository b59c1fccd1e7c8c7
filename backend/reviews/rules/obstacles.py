"""What hinders handing in and signing off: all of it at once, each with a sentence that says what to do."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from backend.reviews.rules.document import Matter
from backend.reviews.rules.sentences import blocks, shows
from backend.reviews.rules.strip import findings_count
from schemas.continuity import Gap, Verdict, VerdictWord
from schemas.coverage import LinkedRecording
from schemas.incidents import IncidentClass, IncidentState, TimeKind
from schemas.reviews import Obstacle, ReviewState

REVIEW_WITHIN = timedelta(hours=24)  # ours, not law: review hours are set locally
DUE_BASIS = (
    "本产品的参考时限（交审后 24 小时），不是法定时限",
    "Our own target (24 h from handing in), not a legal limit",
)
INTERRUPTION = "录16 art. 6"
SIX_CLASSES = "录16 art. 4"
WHOLE = "录16 art. 5"
RECUSED = "行程 art. 24"
REVIEWERS = "行程 art. 171"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where the reviewer stands to the incident: leads its unit, was on it himself."""

    leads: bool
    own: bool


def due_at(handed_in_at: datetime) -> datetime:
    """Return until when a review should be decided; it only shows"""
    return handed_in_at + REVIEW_WITHIN


def blocking(obstacles: Iterable[Obstacle]) -> list[Obstacle]:
    """Return those that block."""
    return [each for each in obstacles if each.blocks]


def unexplained(matter: Matter) -> list[tuple[LinkedRecording, Gap]]:
    """Return every gap without a stated reason, with the recording it lies in."""
    return [
        (link, gap)
        for link, verdict in matter.linked
        for gap in (verdict.gaps if verdict else [])
        if not (gap.reason or "").strip()
    ]


def obstacles_to_hand_in(matter: Matter, officer_id: UUID) -> list[Obstacle]:
    """Return everything that hinders this officer from handing in, and what the reviewer will see.

    A colleague's unexplained gap is shown with his name and does not block: only he can state its reason.
    Law: 录16 art. 6
    """
    found = [*_officer(matter, officer_id), *_report(matter)]
    for link, verdict in matter.linked:
        found += _pending(link, verdict)
    found += [_gap(link, gap, own=link.recording.officer_id == officer_id) for link, gap in unexplained(matter)]
    return found + _concerns(matter)


def obstacles_to_sign_off(
    matter: Matter, standing: Standing, state: ReviewState, version: int, opinion: str | None = None
) -> list[Obstacle]:
    """Return everything that hinders this reviewer. `version`: the one handed in; `opinion` None: not asked yet.

    What the footage lacks never blocks: the reviewer may approve with an opinion in words.
    Law: 行程 art. 171, 行程 art. 24
    """
    found = [*_reviewer(standing), *_submission(matter, state, version)]
    for link, verdict in matter.linked:
        found += _pending(link, verdict)
    concerns = [_gap(link, gap, own=False) for link, gap in unexplained(matter)] + _concerns(matter)
    if concerns and opinion is not None and not opinion.strip():
        found.append(blocks("opinion_needed"))
    return found + concerns


def _officer(matter: Matter, officer_id: UUID) -> list[Obstacle]:
    found = []
    if all(each.id != officer_id for each in matter.incident.officers):
        found.append(blocks("not_your_incident"))
    if matter.incident.state in (IncidentState.HANDED_IN, IncidentState.SIGNED):
        found.append(blocks("already_handed_in"))
    return found


def _report(matter: Matter) -> list[Obstacle]:
    report, jump = matter.incident.report, f"/incidents/{matter.incident.id}"
    entered = {entry.kind: entry.at for entry in matter.incident.times if entry.current}
    arrived, cleared = entered.get(TimeKind.ARRIVED), entered.get(TimeKind.CLEARED)
    lacking = {
        "narrative_missing": not report.narrative.strip(),
        "place_missing": not report.place.strip(),
        "arrival_missing": arrived is None,
        "clearing_missing": cleared is None,
    }
    found = [blocks(code, jump=jump) for code, lacks in lacking.items() if lacks]
    if arrived and cleared and cleared < arrived:
        found.append(shows("times_reversed", jump=jump))
    return found


def _reviewer(standing: Standing) -> list[Obstacle]:
    found = []
    if not standing.leads:
        found.append(blocks("not_in_charge", law=REVIEWERS))
    if standing.own:
        found.append(blocks("own_incident", law=RECUSED))
    return found


def _submission(matter: Matter, state: ReviewState, version: int) -> list[Obstacle]:
    found = []
    if state is not ReviewState.WAITING:
        found.append(blocks("already_decided"))
    if matter.incident.version != version:
        found.append(blocks("version_moved"))
    return found


def _pending(link: LinkedRecording, verdict: Verdict | None) -> list[Obstacle]:
    if verdict is not None and verdict.word is not VerdictWord.PENDING:
        return []
    return [blocks("recording_pending", name=link.recording.officer_name, jump=f"/recordings/{link.recording.id}")]


def _gap(link: LinkedRecording, gap: Gap, *, own: bool) -> Obstacle:
    say = blocks if own else shows  # that it blocks is our decision (the article was seen only in a derived rule)
    name, jump = link.recording.officer_name, f"/recordings/{link.recording.id}"
    return say("gap_unexplained", name=name, n=round(gap.seconds), law=INTERRUPTION, jump=jump)


def _concerns(matter: Matter) -> list[Obstacle]:
    """Return what should be known before deciding; none of it blocks."""
    jump = f"/incidents/{matter.incident.id}"
    if not matter.coverage.recordings:
        must = matter.incident.report.incident_class is not IncidentClass.OTHER
        return [shows("no_footage_required", law=SIX_CLASSES, jump=jump) if must else shows("no_footage", jump=jump)]
    found = [each for link, verdict in matter.linked for each in _verdict(link, verdict)]
    missing = matter.coverage.scene_s - matter.coverage.covered_s
    if missing > 0:
        found.append(shows("uncovered", n=missing, law=WHOLE, jump=jump))
    return found


_OF_WORD = {
    VerdictWord.INCOMPLETE: "incomplete",
    VerdictWord.NOT_VERIFIABLE: "not_verifiable",
    VerdictWord.COMPLETE_WITH_FINDINGS: "findings",
}


def _verdict(link: LinkedRecording, verdict: Verdict | None) -> list[Obstacle]:
    name, jump = link.recording.officer_name, f"/recordings/{link.recording.id}"
    found = [shows("recording_open", name=name, jump=jump)] if link.recording.open else []
    code = _OF_WORD.get(verdict.word) if verdict else None
    if verdict and code:
        count = findings_count([verdict])
        code = "gaps_explained" if code == "findings" and not count else code
        found.append(shows(code, name=name, n=count, jump=jump))
    return found
