"""How many of the seconds on scene some camera recorded."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from schemas.footage import RecordingSummary
from schemas.vocabulary import Moment

How = Literal["chosen", "matched", "corrected"]


class CoveredSpan(Struct, frozen=True, kw_only=True):
    from_at: Moment
    to_at: Moment


class OfficerCoverage(Struct, frozen=True, kw_only=True):
    officer_id: UUID
    officer_name: str
    covered_s: int
    percent: int | None
    spans: list[CoveredSpan]


class LinkedRecording(Struct, frozen=True, kw_only=True):
    """`how`: chosen while recording, found by officer and time, or corrected by hand afterwards."""

    recording: RecordingSummary
    how: How
    strip: str
    word: str


class Coverage(Struct, frozen=True, kw_only=True):
    """Scene time is [arrived, cleared), REC-02; `scene_from` None when no arrival is entered yet."""

    incident_id: UUID
    scene_from: Moment | None
    scene_to: Moment | None
    scene_s: int
    covered_s: int
    percent: int | None
    officers: list[OfficerCoverage]
    uncovered: list[CoveredSpan]
    recordings: list[LinkedRecording]
