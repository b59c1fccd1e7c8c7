"""Phones whose claims are believed: enrolled once, approved by a second person, revocable."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from schemas.vocabulary import Base64Url, Moment, ShortText


class DeviceState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REVOKED = "revoked"


class EnrolDevice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`public_key` is the SubjectPublicKeyInfo (DER) of a non-extractable P-256 key."""

    id: UUID
    name: ShortText
    public_key: Base64Url
    user_agent: Annotated[str, Meta(max_length=400)] = ""


class Device(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    unit_id: UUID
    unit_name: str
    enrolled_by: UUID
    enrolled_by_name: str
    enrolled_at: Moment
    state: DeviceState
    fingerprint: str
    approved_at: Moment | None = None
    revoked_at: Moment | None = None
    last_contact_at: Moment | None = None
    user_agent: str = ""


class RevokeDevice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: ShortText


class ServerKey(Struct, frozen=True, kw_only=True):
    """A public key of the server (Ed25519, raw 32 bytes), kept for ever with its dates."""

    id: str
    public_key: Base64Url
    from_at: Moment
    to_at: Moment | None = None


class SignedTime(Struct, frozen=True, kw_only=True):
    """Server time signed by a server key: the anchor that a claim carries ("not before").

    The signature (Ed25519) is over the ASCII bytes `lianzheng time <at_ms>`.
    """

    at_ms: int
    key_id: str
    signature: Base64Url
