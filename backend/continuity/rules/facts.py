"""What the judge is told. All of it is stored; nothing is asked of a clock or a database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from schemas.continuity import Statement
from schemas.footage import ClosingClaim, PartClaim
from schemas.measures import PartNumbers


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


class Facts(Struct, frozen=True, kw_only=True):
    """Everything known of one recording."""

    recording_id: UUID
    parts: list[Claimed]
    closings: list[Closing] = []
    statements: list[Statement] = []
    last_contact_at: datetime
    device_revoked_at: datetime | None = None
