"""The verdict on a recording: a strip of letters, findings in words, and what they rest on."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from schemas.footage import EndReason, PartState
from schemas.vocabulary import Base64Url, EpochMs, Moment


class Letter(StrEnum):
    """One per part of the footage; the worst wins (order: see backend/continuity/rules)."""

    PROVEN = "."
    MISSING = "M"  # claimed, bytes missing
    NO_CLAIM = "N"  # number known, claim missing
    HASH = "X"  # hash differs
    SIGNATURE = "S"  # signature bad
    CHAIN = "K"  # chain broken
    GAP = "G"  # gap unexplained
    GAP_SIGNED = "g"  # gap with a signed reason
    FINDING = "F"  # WARN finding
    UNDECODABLE = "U"
    PENDING = "P"
    NOT_VERIFIABLE = "?"


class Severity(StrEnum):
    FAIL = "FAIL"
    WARN = "WARN"
    INFO = "INFO"


class VerdictWord(StrEnum):
    COMPLETE = "COMPLETE"
    COMPLETE_WITH_FINDINGS = "COMPLETE_WITH_FINDINGS"
    INCOMPLETE = "INCOMPLETE"
    NOT_VERIFIABLE = "NOT_VERIFIABLE"
    PENDING = "PENDING"


class PictureRef(Struct, frozen=True, kw_only=True):
    """A picture beside a finding; `id` is what the picture route takes, None until it was made."""

    at_us: int
    take: int
    id: UUID | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """`id` is stable over re-judging: code, take and start. Media span half-open on the take's clock."""

    id: str
    code: str
    severity: Severity
    take: int | None = None
    number: int | None = None
    from_us: int | None = None
    to_us: int | None = None
    wall_from: Moment | None = None
    wall_to: Moment | None = None
    numbers: dict[str, float] = {}
    text_zh: str
    text_en: str
    explanation: str | None = None
    pictures: list[PictureRef] = []


class Gap(Struct, frozen=True, kw_only=True):
    """Time between two takes, or numbers that never came; `id` is stable."""

    id: str
    after_number: int
    before_number: int
    wall_from: Moment
    wall_to: Moment
    seconds: float
    machine_reason: EndReason | None
    reason: str | None = None


class TakeInfo(Struct, frozen=True, kw_only=True):
    take: int
    first_number: int
    last_number: int
    wall_from: Moment
    wall_to: Moment
    media_from_us: int
    media_to_us: int
    ended: EndReason | None
    viewing_ready: bool
    sheet_id: UUID | None = None
    waveform_id: UUID | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    recording_id: UUID
    word: VerdictWord
    basis: Literal["claims", "file"]
    strip: str
    sentence_zh: str
    sentence_en: str
    findings: list[Finding]
    gaps: list[Gap]
    claims_root: str
    engine: str
    judged_at: Moment


class RecordingDetail(Struct, frozen=True, kw_only=True):
    """Everything the timeline of one recording needs."""

    id: UUID
    officer_id: UUID
    officer_name: str
    device_name: str
    incident_id: UUID | None
    open: bool
    verdict: Verdict
    takes: list[TakeInfo]
    parts: list[PartState]
    may_play: bool


class StatementBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The JSON text inside SignedStatement: an officer's typed reason for a gap."""

    version: Literal[1]
    kind: Literal["statement"]
    recording_id: UUID
    gap_id: str
    officer_id: UUID
    device_id: UUID
    reason: Annotated[str, Meta(min_length=2, max_length=2_000)]
    at_ms: EpochMs


class SignedStatement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Signed with the device's claim key while the officer is signed in: both stand behind it."""

    statement: Annotated[str, Meta(max_length=8_192)]
    signature: Base64Url


class Statement(Struct, frozen=True, kw_only=True):
    """A signed reason for a gap or a finding, by its stable id."""

    subject_id: str
    reason: str
