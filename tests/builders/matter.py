"""An incident with footage as the rules of reviews see it; say only what differs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from backend.reviews.rules import Matter
from schemas.continuity import Finding, Gap, Severity, Verdict, VerdictWord
from schemas.coverage import Coverage, CoveredSpan, LinkedRecording, OfficerCoverage
from schemas.footage import EndReason, RecordingSummary
from schemas.incidents import (
    Incident,
    IncidentClass,
    IncidentOfficer,
    IncidentState,
    InvolvedPerson,
    PersonRole,
    Report,
    TimeEntry,
    TimeKind,
    TimeSource,
)

ARRIVED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CLEARED = ARRIVED + timedelta(minutes=20)
OFFICER, COLLEAGUE, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
RECORDING = UUID(int=10)
REASON = "手机来电中断"


def a_time(kind: TimeKind, at: datetime, *, current: bool = True, number: int = 0) -> TimeEntry:
    """A typed time."""
    return TimeEntry(
        id=UUID(int=100 + number + list(TimeKind).index(kind)), kind=kind, at=at, source=TimeSource.TYPED,
        entered_by_name="民警甲", entered_at=CLEARED, current=current,
    )  # fmt: skip


def an_incident(**facts: Any) -> Incident:
    """A whole report with arrival and clearing, by two officers."""
    person = InvolvedPerson(role=PersonRole.REPORTER, name="报警人", contact="", note="")
    whole = Incident(
        id=UUID(int=20), number="510199-1", unit_id=UUID(int=30), unit_name="城东派出所", state=IncidentState.OPEN,
        version=1, created_at=ARRIVED, created_by_name="民警甲", editable=True,
        report=Report(incident_class=IncidentClass.DISPATCH, place="人民南路12号", narrative="劝解。", people=[person]),
        times=[a_time(TimeKind.ARRIVED, ARRIVED), a_time(TimeKind.CLEARED, CLEARED)],
        officers=[
            IncidentOfficer(id=OFFICER, police_no="010001", name="民警甲"),
            IncidentOfficer(id=COLLEAGUE, police_no="010002", name="民警乙"),
        ],
    )  # fmt: skip
    return replace(whole, **facts)


def a_gap(**facts: Any) -> Gap:
    """A gap of 8.4 s, explained."""
    whole = Gap(
        id="gap-2", after_number=2, before_number=3, wall_from=ARRIVED, wall_to=ARRIVED + timedelta(seconds=8.4),
        seconds=8.4, machine_reason=EndReason.CAMERA_LOST, reason=REASON,
    )  # fmt: skip
    return replace(whole, **facts)


def a_finding(**facts: Any) -> Finding:
    """A freeze of 2.5 s."""
    whole = Finding(
        id="FREEZE-0-1000000", code="FREEZE", severity=Severity.WARN, take=0, number=0, from_us=1_000_000,
        to_us=3_500_000, numbers={"seconds": 2.5}, text_zh="画面静止", text_en="Frozen picture", explanation="拍墙",
    )  # fmt: skip
    return replace(whole, **facts)


def a_verdict(word: str = "COMPLETE", strip: str = "....", **facts: Any) -> Verdict:
    """A verdict on the one recording."""
    whole = Verdict(
        recording_id=RECORDING, word=VerdictWord(word), basis="claims", strip=strip, sentence_zh="完整", gaps=[],
        sentence_en="Complete", findings=[], claims_root="ab" * 32, engine="1", judged_at=CLEARED,
    )  # fmt: skip
    return replace(whole, **facts)


def a_recording(**facts: Any) -> RecordingSummary:
    """The one recording, by the first officer."""
    whole = RecordingSummary(
        id=RECORDING, officer_id=OFFICER, officer_name="民警甲", device_name="警务通", incident_id=UUID(int=20),
        begun_at=ARRIVED, ended_at=CLEARED, open=False, parts_claimed=4, parts_held=4, last_contact_at=CLEARED,
        battery_percent=80,
    )  # fmt: skip
    return replace(whole, **facts)


def a_matter(
    verdict: Verdict | None = None, *, incident: Incident | None = None, recording: RecordingSummary | None = None,
    covered_s: int = 1200, footage: bool = True, judged: bool = True,
) -> Matter:  # fmt: skip
    """The incident with one recording that covers all of its 1200 seconds."""
    verdict, recording = verdict or a_verdict(), recording or a_recording()
    link = LinkedRecording(recording=recording, how="chosen", strip=verdict.strip, word=verdict.word.value)
    spans = [CoveredSpan(from_at=ARRIVED, to_at=ARRIVED + timedelta(seconds=covered_s))]
    coverage = Coverage(
        incident_id=UUID(int=20), scene_from=ARRIVED, scene_to=CLEARED, scene_s=1200, covered_s=covered_s,
        percent=covered_s // 12, recordings=[link] if footage else [],
        officers=[
            OfficerCoverage(officer_id=OFFICER, officer_name="民警甲", covered_s=covered_s, percent=99, spans=spans)
        ],
        uncovered=[CoveredSpan(from_at=spans[0].to_at, to_at=CLEARED)] if covered_s < 1200 else [],
    )  # fmt: skip
    verdicts = {RECORDING: verdict} if footage and judged else {}
    return Matter(incident=incident or an_incident(), coverage=coverage, verdicts=verdicts)
