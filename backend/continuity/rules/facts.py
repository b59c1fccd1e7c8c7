"""What the judge is told. All of it is stored; nothing is asked of a clock or a database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from schemas.footage import ClosingClaim, PartClaim
from schemas.measures import BoxFacts, PacketFacts, Span


class PartNumbers(Struct, frozen=True, kw_only=True):
    """A PartMeasure without its series: the series were turned into spans when they came in."""

    engine: str
    outcome: str
    detail: str
    size: int
    sha256: str
    boxes: BoxFacts | None = None
    video: PacketFacts | None = None
    audio: PacketFacts | None = None
    decode_errors: int = 0
    black: list[Span] = []
    frozen: list[Span] = []
    moving_before_frozen: list[bool] = []
    silent: list[Span] = []
    median_difference: float | None = None
    quiet_db: float | None = None


class Claimed(Struct, frozen=True, kw_only=True):
    """One part claim as received: itself, its hash, whether its signature still holds over the stored bytes."""

    claim: PartClaim
    claim_sha256: str
    signature_holds: bool
    received_at: datetime
    held_at: datetime | None
    numbers: PartNumbers | None = None


class Closing(Struct, frozen=True, kw_only=True):
    """One closing claim as received."""

    claim: ClosingClaim
    claim_sha256: str
    signature_holds: bool


class Statement(Struct, frozen=True, kw_only=True):
    """A signed reason for a gap or a finding, by its stable id."""

    subject_id: str
    reason: str


class Facts(Struct, frozen=True, kw_only=True):
    """Everything known of one recording."""

    recording_id: UUID
    parts: list[Claimed]
    closings: list[Closing] = []
    statements: list[Statement] = []
    last_contact_at: datetime
    device_revoked_at: datetime | None = None
