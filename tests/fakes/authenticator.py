"""An authenticator in software: one ES256 passkey that verifies its user, unless told otherwise."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def base64url(data: bytes) -> str:
    """Returns base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """Answers `navigator.credentials.create` and `.get` as a browser at `origin` would hand the answer on."""

    origin: str
    rp_id: str = "localhost"
    verifies_user: bool = True
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    used: int = 0

    def _flags(self) -> int:
        return PRESENT | (VERIFIED if self.verifies_user else 0)

    def _data(self, flags: int, attested: bytes = b"") -> bytes:
        self.used += self.counts
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.used.to_bytes(4) + attested

    def _client(self, kind: str, challenge: str) -> bytes:
        facts = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(facts).encode()

    def _cose(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Returns RegistrationResponseJSON for PublicKeyCredentialCreationOptionsJSON."""
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._cose()
        data = self._data(self._flags() | ATTESTED, attested)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "clientDataJSON": base64url(self._client("webauthn.create", options["challenge"])),
                "attestationObject": base64url(attestation),
                "transports": ["internal"],
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Returns AuthenticationResponseJSON for PublicKeyCredentialRequestOptionsJSON."""
        client, data = self._client("webauthn.get", options["challenge"]), self._data(self._flags())
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": base64url(client),
                "authenticatorData": base64url(data),
                "signature": base64url(signature),
                "userHandle": None,
            }
        )

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        name = base64url(self.credential_id)
        return {
            "id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }  # fmt: skip
