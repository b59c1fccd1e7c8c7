"""Canonical JSON (RFC 8785), digests, and checking signatures over exact bytes."""

import base64
import hashlib
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a struct or of plain values; ids and moments become text."""
    return rfc8785.dumps(msgspec.to_builtins(value, str_keys=True))


def sha256_hex(data: bytes) -> str:
    """Return SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def to_base64url(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url with or without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=4096)
def load_p256(spki: bytes) -> ec.EllipticCurvePublicKey:
    """Return the P-256 public key of a SubjectPublicKeyInfo (DER). Raises ValueError for any other key."""
    key = serialization.load_der_public_key(spki)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    return key


@lru_cache(maxsize=16_384)  # a recording is judged again with every part; its claims do not change
def p256_signature_holds(spki: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether the raw r||s signature (64 bytes, WebCrypto) of SHA-256(data) holds under the key."""
    if len(signature) != 64:
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        load_p256(spki).verify(der, data, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def short_code(digest: str) -> str:
    """Return the first ten hex digits in two groups, as a person compares them aloud."""
    return f"{digest[:5]} {digest[5:10]}".upper()


def as_uuid(value: object) -> UUID:
    """Return a UUID from whatever the driver gave."""
    return value if isinstance(value, UUID) else UUID(str(value))
