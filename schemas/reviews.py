"""Handing in, reviewing, and the signature over exactly what was seen."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from schemas.continuity import Finding, Gap
from schemas.coverage import Coverage
from schemas.incidents import Incident, IncidentClass
from schemas.vocabulary import Base64Url, LongText, Moment, Sha256, ShortText


class ReviewState(StrEnum):
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    VOIDED = "voided"  # something signed was changed afterwards


class Method(StrEnum):
    PASSKEY = "passkey"
    PERSON_KEY = "person_key"


class Obstacle(Struct, frozen=True, kw_only=True):
    """Something that hinders (`blocks`) or should be known; `jump` is a screen path of the app."""

    code: str
    blocks: bool
    text_zh: str
    text_en: str
    law: str | None = None
    jump: str | None = None


class HandIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Freeze this version of the report and send it to review. Gaps were stated before (continuity)."""

    submission_id: UUID
    version: int


class HandInCheck(Struct, frozen=True, kw_only=True):
    """What still hinders handing in, all at once, and the gaps that want a reason."""

    ready: bool
    obstacles: list[Obstacle]
    gaps: list[Gap]


class ReviewSummary(Struct, frozen=True, kw_only=True):
    id: UUID
    incident_id: UUID
    incident_number: str
    incident_class: IncidentClass
    place: str
    unit_name: str
    handed_in_by_name: str
    handed_in_at: Moment
    due_at: Moment
    overdue: bool
    state: ReviewState
    strip: str
    word: str
    findings: int
    coverage_percent: int | None
    due_basis_zh: str = ""
    due_basis_en: str = ""


class SignatureRecord(Struct, frozen=True, kw_only=True):
    """`proves_zh/en` say in words what this method proves and what not."""

    signer_id: UUID
    signer_name: str
    method: Method
    key_id: str
    signed_at: Moment
    digest: Sha256
    code: str
    opinion: str
    proves_zh: str
    proves_en: str
    voided_at: Moment | None = None
    void_reason: str | None = None


class Review(Struct, frozen=True, kw_only=True):
    """One page for the reviewer. `document` is the canonical text (RFC 8785) whose SHA-256 is `digest`;
    `code` its first ten hex digits in groups, shown to the signer."""

    id: UUID
    incident: Incident
    coverage: Coverage
    findings: list[Finding]
    gaps: list[Gap]
    obstacles: list[Obstacle]
    state: ReviewState
    handed_in_by_name: str
    handed_in_at: Moment
    document: str
    digest: Sha256
    code: str
    history: list["ReviewStep"]
    signature: SignatureRecord | None
    may_decide: bool
    due_at: Moment | None = None
    due_basis_zh: str = ""
    due_basis_en: str = ""


class ReviewStep(Struct, frozen=True, kw_only=True):
    at: Moment
    by_name: str
    what: Literal["handed_in", "returned", "approved", "voided"]
    opinion: str = ""
    points: list[str] = []
    version: int


class ReturnReview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    opinion: ShortText
    points: Annotated[list[ShortText], Meta(max_length=30)] = []


class AskToSign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The digest that stands on the signer's screen, and the opinion that will be signed with it."""

    digest: Sha256
    opinion: LongText
    method: Method
    key_id: Annotated[str, Meta(max_length=600)] | None = None


class SigningChallenge(Struct, frozen=True, kw_only=True):
    """`statement` is the canonical text to be signed (document digest, opinion, signer, nonce).

    Person key: sign the UTF-8 bytes of `statement` (ECDSA P-256/SHA-256, raw r||s).
    Passkey: `passkey_options` is PublicKeyCredentialRequestOptionsJSON whose challenge is
    SHA-256(`lianzheng sign-off v1\\n` + statement).
    """

    id: UUID
    statement: str
    expires_at: Moment
    passkey_options: dict[str, Any] | None = None


class SignOff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Exactly one of passkey (AuthenticationResponseJSON) or signature + pin."""

    challenge_id: UUID
    passkey: dict[str, Any] | None = None
    signature: Base64Url | None = None
    pin: Annotated[str, Meta(pattern=r"^[0-9]{6,12}$")] | None = None


class SigningKey(Struct, frozen=True, kw_only=True):
    """A person's key; the owner is named where a second person looks at it."""

    key_id: str
    method: Method
    name: str
    enrolled_at: Moment
    locked: bool
    revoked_at: Moment | None = None
    locked_at: Moment | None = None
    owner_name: str | None = None
    owner_police_no: str | None = None


class EnrolPersonKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A P-256 key of the person on this phone. `proof` is its signature over the ASCII bytes
    `lianzheng person-key <person_id>`."""

    name: ShortText
    public_key: Base64Url
    proof: Base64Url
    pin: Annotated[str, Meta(pattern=r"^[0-9]{6,12}$")]
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class BeginPasskey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class PasskeyOptions(Struct, frozen=True, kw_only=True):
    challenge_id: UUID
    options: dict[str, Any]


class EnrolPasskey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    challenge_id: UUID
    name: ShortText
    credential: dict[str, Any]


class SignatureCheck(Struct, frozen=True, kw_only=True):
    """Anyone's later check, from stored bytes alone, step by step."""

    valid: bool
    digest: Sha256
    steps: list["CheckStep"]


class CheckStep(Struct, frozen=True, kw_only=True):
    ok: bool
    text_zh: str
    text_en: str
