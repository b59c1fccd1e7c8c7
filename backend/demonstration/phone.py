"""A phone in Python: the same claims, signatures and uploads as the browser's, for demonstrations, tests and load.

It speaks only HTTP to the house and to the store; what it knows of the wire is schemas/ and nothing else.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from backend.kernel.canonical import to_base64url
from schemas.devices import EnrolDevice
from schemas.footage import (
    ClaimAnswer,
    ClaimAnswers,
    ClosingClaim,
    ConfirmAnswer,
    ConfirmBody,
    EndReason,
    PartClaim,
    SignedClaim,
    SignedConfirm,
    UploadTicket,
)

FRAMES_PER_S = 30
HELD_ALREADY = 412  # the store's answer to a second body: confirm, do not send again


def sha256(data: bytes) -> str:
    """Return SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


class SoftKey:
    """A P-256 key that signs like WebCrypto: ECDSA over SHA-256, raw r||s."""

    def __init__(self, pem: str | None = None) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        if pem is not None:
            kept = serialization.load_pem_private_key(pem.encode(), None)
            assert isinstance(kept, ec.EllipticCurvePrivateKey)
            self._private = kept

    @property
    def pem(self) -> str:
        """The private key as text, for a demonstration that goes on where it broke off."""
        kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self._private.private_bytes(serialization.Encoding.PEM, kind, plain).decode()

    @property
    def spki(self) -> bytes:
        """The public key as SubjectPublicKeyInfo."""
        return self._private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, data: bytes) -> str:
        """Return the signature as base64url."""
        r, s = decode_dss_signature(self._private.sign(data, ec.ECDSA(hashes.SHA256())))
        return to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


@dataclass
class Part:
    """One part as it lies on the phone."""

    data: bytes
    claim: PartClaim
    signed: SignedClaim

    @property
    def claim_sha256(self) -> str:
        """Hash of the claim's raw bytes."""
        return sha256(self.signed.claim.encode())


@dataclass
class Recording:
    """What one press on the button made: parts in order, and the closing claim."""

    id: UUID
    parts: list[Part] = field(default_factory=list)
    closing: SignedClaim | None = None

    @property
    def claims(self) -> list[SignedClaim]:
        """All claims in order."""
        return [part.signed for part in self.parts] + ([self.closing] if self.closing else [])


@dataclass
class Take:
    """One unbroken run: its parts' bytes, when it began, why it ended, and how it was coded."""

    parts: list[bytes]
    begun_at: datetime
    ended: EndReason = EndReason.MANUAL
    part_s: float = 5.0
    last_s: float | None = None
    fps: int = FRAMES_PER_S
    audio: str | None = "opus"


class Phone:
    """An enrolled device in one officer's hand. `http` needs a base URL; no session is needed to hand in."""

    def __init__(
        self, http: httpx.AsyncClient, officer_id: UUID, device_id: UUID | None = None, key: SoftKey | None = None
    ) -> None:
        self.http, self.officer_id, self.id, self.key = http, officer_id, device_id or uuid4(), key or SoftKey()

    def enrolment(self, name: str) -> EnrolDevice:
        """Return what the officer sends to enrol this phone."""
        return EnrolDevice(id=self.id, name=name, public_key=to_base64url(self.key.spki), user_agent="python")

    def sign(self, claim: PartClaim | ClosingClaim) -> SignedClaim:
        """Return the claim with this device's signature."""
        text = msgspec.json.encode(claim)
        return SignedClaim(claim=text.decode(), signature=self.key.sign(text))

    def record(
        self,
        takes: list[Take],
        incident_id: UUID | None = None,
        *,
        close: bool = True,
        recording_id: UUID | None = None,
    ) -> Recording:
        """Return a recording of these takes, claimed and signed but not handed in."""
        recording = Recording(recording_id or uuid4())
        for number, take in enumerate(takes):
            self._take(recording, number, take, incident_id)
        if close:
            recording.closing = self.sign(self._closing(recording, takes, incident_id))
        return recording

    def _take(self, recording: Recording, number: int, take: Take, incident_id: UUID | None) -> None:
        at_us = 0
        for index, data in enumerate(take.parts):
            last = index == len(take.parts) - 1
            length_us = int((take.last_s if last and take.last_s else take.part_s) * 1_000_000)
            previous = recording.parts[-1].claim_sha256 if recording.parts else None
            claim = self._claim(recording, number, data, (at_us, at_us + length_us), take, incident_id, previous)
            if last:
                claim = msgspec.structs.replace(claim, take_ended=take.ended)
            recording.parts.append(Part(data, claim, self.sign(claim)))
            at_us += length_us

    def _claim(
        self,
        recording: Recording,
        take: int,
        data: bytes,
        span_us: tuple[int, int],
        facts: Take,
        incident_id: UUID | None,
        previous: str | None,
    ) -> PartClaim:
        wall_ms = int(facts.begun_at.timestamp() * 1000)
        init = data[: data.index(b"moof") - 4] if b"moof" in data else data[:0]
        return PartClaim(
            version=1,
            recording_id=recording.id,
            device_id=self.id,
            officer_id=self.officer_id,
            incident_id=incident_id,
            take=take,
            number=len(recording.parts),
            sha256=sha256(data),
            size=len(data),
            init_sha256=sha256(init),
            previous=previous,
            media_from_us=span_us[0],
            media_to_us=span_us[1],
            wall_from_ms=wall_ms + span_us[0] // 1000,
            wall_to_ms=wall_ms + span_us[1] // 1000,
            mono_from_us=span_us[0],
            mono_to_us=span_us[1],
            frames=round((span_us[1] - span_us[0]) * facts.fps / 1_000_000),
            frames_dropped=0,
            recorder="webcodecs",
            video="avc1.42E01F",
            audio=facts.audio,
            position_missing="not asked",
            battery_percent=80,
        )

    def _closing(self, recording: Recording, takes: list[Take], incident_id: UUID | None) -> ClosingClaim:
        last = recording.parts[-1]
        return ClosingClaim(
            version=1,
            recording_id=recording.id,
            device_id=self.id,
            officer_id=self.officer_id,
            incident_id=incident_id,
            parts=len(recording.parts),
            takes=len(takes),
            previous=last.claim_sha256,
            reason=takes[-1].ended,
            recovered=False,
            wall_ms=last.claim.wall_to_ms,
            mono_us=last.claim.mono_to_us,
        )

    async def hand_in(self, claims: list[SignedClaim]) -> list[ClaimAnswer]:
        """Send claims; return the answers in their order."""
        body = msgspec.json.encode({"claims": claims})
        answer = await self._post("/api/footage/claims", body)
        return msgspec.json.decode(answer.content, type=ClaimAnswers).answers

    async def put(self, ticket: UploadTicket, data: bytes) -> httpx.Response:
        """Send a part's bytes to where the ticket says."""
        return await self.http.request(ticket.method, ticket.url, headers=ticket.headers, content=data)

    async def confirm(self, recording_id: UUID, claims: list[str]) -> ConfirmAnswer:
        """Say that the store should hold these; return receipt and problems."""
        body = ConfirmBody(
            version=1, kind="confirm", device_id=self.id, recording_id=recording_id, claims=claims,
            at_ms=int(datetime.now(UTC).timestamp() * 1000),
        )  # fmt: skip
        text = msgspec.json.encode(body)
        order = SignedConfirm(confirm=text.decode(), signature=self.key.sign(text))
        answer = await self._post("/api/footage/confirms", msgspec.json.encode(order))
        return msgspec.json.decode(answer.content, type=ConfirmAnswer)

    async def upload(self, recording: Recording, *, skip: frozenset[int] = frozenset()) -> ConfirmAnswer:
        """Hand in all claims, send the bytes of all parts but those numbered in `skip`, confirm."""
        answers = await self.hand_in(recording.claims)
        sent = []
        for part, answer in zip(recording.parts, answers, strict=False):
            if part.claim.number in skip:
                continue
            if answer.ticket is not None:
                sending = await self.put(answer.ticket, part.data)
                if sending.status_code != HELD_ALREADY:
                    sending.raise_for_status()
            sent.append(part.claim_sha256)
        return await self.confirm(recording.id, sent)

    async def _post(self, path: str, body: bytes) -> Any:
        answer = await self.http.post(path, content=body, headers={"content-type": "application/json"})
        answer.raise_for_status()
        return answer
