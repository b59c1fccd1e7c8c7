"""Claims about footage, tickets to upload it, receipts for what is held.

recording (one officer, one device) → takes (unbroken runs, each with its own clock and init segment)
→ parts (about 5 s, immutable once closed: the unit of upload, claim and measure) → fragments (1 s, one GOP).
Part numbers run over the whole recording, from 0, through all its takes.
"""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from schemas.devices import SignedTime
from schemas.vocabulary import Base64Url, Bytes, Count, EpochMs, Micros, Moment, Sha256

MAX_PARTS = 100_000  # of one recording, 138 h of parts of 5 s: the strip has a letter for each number up to the last


class EndReason(StrEnum):
    """Why a take ended, as the machine saw it."""

    MANUAL = "manual"
    HIDDEN = "hidden"  # page hidden, other app
    SCREEN = "screen"  # freeze, screen lock
    CAMERA_LOST = "camera_lost"  # track ended or muted: call, other app
    PERMISSION = "permission"
    STORAGE = "storage"
    BATTERY = "battery"
    KILLED = "killed"  # found on recovery: the browser died
    ENCODER = "encoder"
    CAMERA_SWITCH = "camera_switch"


class Position(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    accuracy_m: Annotated[float, Meta(ge=0)]
    at_ms: EpochMs


class Anchor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last server-signed time the phone knew and its own monotonic clock when it came."""

    time: SignedTime
    received_mono_us: Micros


class PartClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="part"):
    """What the phone says of one part. The raw signed bytes are stored and verified, never re-serialised.

    `previous` is the SHA-256 of the raw bytes of the claim with number-1 (None for number 0).
    Media span is half-open on the take's own clock; wall and monotonic clocks are the phone's at
    the first and after the last frame of the part.
    """

    version: Literal[1]
    recording_id: UUID
    device_id: UUID
    officer_id: UUID
    incident_id: UUID | None
    take: Count
    number: Annotated[int, Meta(ge=0, lt=MAX_PARTS)]
    sha256: Sha256
    size: Annotated[int, Meta(ge=1, le=512 * 1024 * 1024)]
    init_sha256: Sha256
    previous: Sha256 | None
    media_from_us: Micros
    media_to_us: Micros
    wall_from_ms: EpochMs
    wall_to_ms: EpochMs
    mono_from_us: Micros
    mono_to_us: Micros
    frames: Count
    frames_dropped: Count
    recorder: Literal["webcodecs", "mediarecorder"]
    video: Annotated[str, Meta(max_length=80)]
    audio: Annotated[str, Meta(max_length=80)] | None
    anchor: Anchor | None = None
    position: Position | None = None
    position_missing: Annotated[str, Meta(max_length=80)] | None = None
    battery_percent: Annotated[int, Meta(ge=0, le=100)] | None = None
    take_ended: EndReason | None = None
    unattested_bytes: Bytes = 0


class ClosingClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="close"):
    """How many parts and takes the recording has, and why it ended. `previous` is the last part's claim."""

    version: Literal[1]
    recording_id: UUID
    device_id: UUID
    officer_id: UUID
    incident_id: UUID | None
    parts: Annotated[int, Meta(ge=0, le=MAX_PARTS)]
    takes: Count
    previous: Sha256 | None
    reason: EndReason
    recovered: bool
    wall_ms: EpochMs
    mono_us: Micros
    anchor: Anchor | None = None


Claim = PartClaim | ClosingClaim


class SignedClaim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`claim` is the JSON text of a Claim exactly as signed (UTF-8); `signature` is ECDSA P-256/SHA-256, raw r||s."""

    claim: Annotated[str, Meta(max_length=8_192)]
    signature: Base64Url


class HandInClaims(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    claims: Annotated[list[SignedClaim], Meta(min_length=1, max_length=500)]


class UploadTicket(Struct, frozen=True, kw_only=True):
    method: str
    url: str
    headers: dict[str, str]
    expires_at: Moment


class ClaimStatus(StrEnum):
    ACCEPTED = "accepted"  # new
    KNOWN = "known"  # the same bytes were here before
    HELD = "held"  # known, and the store holds its part: no upload needed
    REFUSED = "refused"


class ClaimAnswer(Struct, frozen=True, kw_only=True):
    """Answer to one claim, in the order they were sent. A refused one carries code and both sentences."""

    claim_sha256: Sha256
    status: ClaimStatus
    ticket: UploadTicket | None = None
    code: str | None = None
    text_zh: str = ""
    text_en: str = ""


class ClaimAnswers(Struct, frozen=True, kw_only=True):
    answers: list[ClaimAnswer]
    server_time: SignedTime


class ConfirmBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The JSON text inside SignedConfirm: 'the store should now hold these'."""

    version: Literal[1]
    kind: Literal["confirm"]
    device_id: UUID
    recording_id: UUID
    claims: Annotated[list[Sha256], Meta(min_length=1, max_length=500)]
    at_ms: EpochMs


class SignedConfirm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    confirm: Annotated[str, Meta(max_length=65_536)]
    signature: Base64Url


class ReceiptPart(Struct, frozen=True, kw_only=True):
    number: int
    claim_sha256: Sha256
    sha256: Sha256
    size: int


class ReceiptBody(Struct, frozen=True, kw_only=True):
    """The JSON text (RFC 8785) inside SignedReceipt."""

    version: Literal[1]
    kind: Literal["receipt"]
    recording_id: UUID
    device_id: UUID
    parts: list[ReceiptPart]
    held_at: Moment


class SignedReceipt(Struct, frozen=True, kw_only=True):
    """`signature`: Ed25519 by server key `key_id` over the UTF-8 bytes of `receipt`."""

    receipt: str
    key_id: str
    signature: Base64Url


class PartProblem(Struct, frozen=True, kw_only=True):
    claim_sha256: Sha256
    code: str
    text_zh: str
    text_en: str


class ConfirmAnswer(Struct, frozen=True, kw_only=True):
    """Either part may be empty: what is held has a receipt, what is not says why."""

    receipt: SignedReceipt | None
    problems: list[PartProblem]
    server_time: SignedTime


class PartState(Struct, frozen=True, kw_only=True):
    number: int
    take: int
    letter: str
    claimed: bool
    held: bool
    measured: bool
    size: int | None = None
    wall_from: Moment | None = None
    wall_to: Moment | None = None
    media_from_us: int | None = None
    media_to_us: int | None = None


class RecordingSummary(Struct, frozen=True, kw_only=True):
    id: UUID
    officer_id: UUID
    officer_name: str
    device_name: str
    incident_id: UUID | None
    begun_at: Moment
    ended_at: Moment | None
    open: bool
    parts_claimed: int
    parts_held: int
    last_contact_at: Moment
    battery_percent: int | None = None


class LinkRecording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Officer's own word afterwards on which incident a recording belongs to."""

    incident_id: UUID
