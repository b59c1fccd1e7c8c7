"""Writes the Python half of claims.json: `python -m tests.vectors.make_python`, after a change of the words."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import rfc8785
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from schemas.devices import ServerKey
from schemas.footage import Claim, ClosingClaim, EndReason, PartClaim, Position, SignedReceipt
from tests.fakes.footage_peer import base64url

FILE = Path(__file__).with_name("claims.json")
RECORDING = UUID("0193f2a0-5b1c-7c3e-9d4f-000000000001")
DEVICE = UUID("0193f2a0-5b1c-7c3e-9d4f-000000000002")
OFFICER = UUID("0193f2a0-5b1c-7c3e-9d4f-000000000003")
# Known to everyone: these keys sign vectors and nothing else.
DEVICE_KEY = ec.derive_private_key(0x11A75EC0DE, ec.SECP256R1())
SERVER_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(b"lianzheng vectors, not a secret!")


def part(number: int, previous: str | None) -> PartClaim:
    """Returns a part claim."""
    return PartClaim(
        version=1, recording_id=RECORDING, device_id=DEVICE, officer_id=OFFICER, incident_id=None, take=0,
        number=number, sha256="ab" * 32, size=1_048_576, init_sha256="cd" * 32, previous=previous,
        media_from_us=number * 5_000_000,
        media_to_us=(number + 1) * 5_000_000, wall_from_ms=1_795_000_000_000, wall_to_ms=1_795_000_005_000,
        mono_from_us=1_000_000, mono_to_us=6_000_000, frames=150, frames_dropped=1, recorder="mediarecorder",
        video="avc1", audio=None,
        position=Position(latitude=30.5, longitude=104.0, accuracy_m=8, at_ms=1_795_000_004_000),
    )  # fmt: skip


def closing(parts: int, previous: str | None) -> ClosingClaim:
    """Returns a closing claim."""
    return ClosingClaim(
        version=1, recording_id=RECORDING, device_id=DEVICE, officer_id=OFFICER, incident_id=None, parts=parts, takes=1,
        previous=previous, reason=EndReason.KILLED, recovered=True, wall_ms=1_795_000_020_000, mono_us=7_000_000,
    )  # fmt: skip


def signed(claim: Claim) -> dict[str, str]:
    """Returns text, hash and raw r||s signature; deterministic, so that the file changes only with the words."""
    text = msgspec.json.encode(claim)
    der = DEVICE_KEY.sign(text, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = utils.decode_dss_signature(der)
    return {
        "text": text.decode(),
        "sha256": hashlib.sha256(text).hexdigest(),
        "signature": base64url(r.to_bytes(32) + s.to_bytes(32)),
    }


def receipt(claims: list[dict[str, str]]) -> dict[str, Any]:
    """Returns a receipt for these claims and the key that signed it."""
    named: list[dict[str, Any]] = [
        {"number": number, "claim_sha256": claim["sha256"], "sha256": "ab" * 32, "size": 1_048_576}
        for number, claim in enumerate(claims)
    ]
    text = rfc8785.dumps({
        "version": 1, "kind": "receipt", "recording_id": str(RECORDING), "device_id": str(DEVICE), "parts": named,
        "held_at": "2026-11-18T08:00:00Z",
    })  # fmt: skip
    whole = SignedReceipt(receipt=text.decode(), key_id="k1", signature=base64url(SERVER_KEY.sign(text)))
    raw = SERVER_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = ServerKey(id="k1", public_key=base64url(raw), from_at=datetime(2026, 1, 1, tzinfo=UTC))
    return {"signed": msgspec.to_builtins(whole), "keys": [msgspec.to_builtins(key)]}


def python_side() -> dict[str, Any]:
    """Returns a chain of two parts and their close, with the key that signed it and a receipt."""
    first = signed(part(0, None))
    second = signed(part(1, first["sha256"]))
    spki = DEVICE_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    claims = [first, second, signed(closing(2, second["sha256"]))]
    return {"public_key": base64url(spki), "claims": claims, "receipt": receipt(claims[:2])}


if __name__ == "__main__":
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    FILE.write_text(json.dumps({**kept, "python": python_side()}, ensure_ascii=False, indent=2) + "\n", "utf-8")
