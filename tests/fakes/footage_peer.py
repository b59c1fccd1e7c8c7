"""A small server of the footage routes over a folder: believes signatures, never words. Faults on demand."""

import base64
import hashlib
import json
import mimetypes
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from schemas.devices import EnrolDevice, ServerKey, SignedTime
from schemas.footage import (
    Claim,
    ClaimAnswer,
    ClaimAnswers,
    ClaimStatus,
    ClosingClaim,
    ConfirmAnswer,
    ConfirmBody,
    HandInClaims,
    PartClaim,
    PartProblem,
    SignedClaim,
    SignedConfirm,
    SignedReceipt,
    UploadTicket,
)

KEY_ID = "peer-1"


def base64url(data: bytes) -> str:
    """Returns base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Returns the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def holds(public_key: str, text: str, signature: str) -> bool:
    """Returns whether a raw r||s ECDSA P-256 signature over `text` is by this key (SPKI, base64url)."""
    key = load_der_public_key(from_base64url(public_key))
    raw = from_base64url(signature)
    if not isinstance(key, ec.EllipticCurvePublicKey) or len(raw) != 64:
        return False
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    try:
        key.verify(der, text.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@dataclass
class Faults:
    """How many of the next requests of a kind go wrong."""

    puts_answer_500: int = 0
    puts_lose_answer: int = 0
    confirms_lose_answer: int = 0


@dataclass
class FootagePeer:
    """What it was told and holds: claims by hash, devices by id, parts as files."""

    root: Path
    static: Path
    faults: Faults = field(default_factory=Faults)
    devices: dict[uuid.UUID, str] = field(default_factory=dict)
    claims: dict[str, tuple[Claim, SignedClaim]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    key: ed25519.Ed25519PrivateKey = field(default_factory=ed25519.Ed25519PrivateKey.generate)

    def __post_init__(self) -> None:
        peer = self

        class Handler(_Handler):
            """Requests of this peer."""

        Handler.peer = peer
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops listening."""
        self.server.shutdown()
        self.server.server_close()

    def time(self) -> SignedTime:
        """Returns the signed time of now."""
        at_ms = int(time.time() * 1000)
        signature = base64url(self.key.sign(f"lianzheng time {at_ms}".encode()))
        return SignedTime(at_ms=at_ms, key_id=KEY_ID, signature=signature)

    def keys(self) -> list[ServerKey]:
        """Returns its one public key."""
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return [ServerKey(id=KEY_ID, public_key=base64url(raw), from_at=datetime.now(UTC))]

    def enrol(self, order: EnrolDevice) -> None:
        """Believes this device from now on."""
        self.devices[order.id] = order.public_key

    def path_of(self, digest: str) -> Path:
        """Returns where the part of this claim lies or will lie."""
        return self.root / f"{digest}.mp4"

    def parts(self) -> list[PartClaim]:
        """Returns the part claims it knows, by number."""
        found = [claim for claim, _ in self.claims.values() if isinstance(claim, PartClaim)]
        return sorted(found, key=lambda claim: claim.number)

    def closings(self) -> list[ClosingClaim]:
        """Returns the closing claims it knows."""
        return [claim for claim, _ in self.claims.values() if isinstance(claim, ClosingClaim)]

    def hand_in(self, order: HandInClaims) -> ClaimAnswers:
        """Returns one answer per claim: a ticket where its part is not here yet."""
        return ClaimAnswers(answers=[self._answer(signed) for signed in order.claims], server_time=self.time())

    def _answer(self, signed: SignedClaim) -> ClaimAnswer:
        digest = hashlib.sha256(signed.claim.encode()).hexdigest()
        claim = msgspec.json.decode(signed.claim, type=Claim)
        if claim.device_id not in self.devices:
            return ClaimAnswer(claim_sha256=digest, status=ClaimStatus.REFUSED, code="device_unknown")
        if not holds(self.devices[claim.device_id], signed.claim, signed.signature):
            return ClaimAnswer(claim_sha256=digest, status=ClaimStatus.REFUSED, code="claim_signature")
        status = ClaimStatus.KNOWN if digest in self.claims else ClaimStatus.ACCEPTED
        self.claims[digest] = (claim, signed)
        self.log.append(f"claim {claim.number if isinstance(claim, PartClaim) else 'close'}")
        if isinstance(claim, ClosingClaim):
            return ClaimAnswer(claim_sha256=digest, status=status)
        if self.path_of(digest).exists():
            return ClaimAnswer(claim_sha256=digest, status=ClaimStatus.HELD)
        ticket = UploadTicket(
            method="PUT", url=f"{self.url}/store/{digest}", headers={"content-type": "video/mp4"},
            expires_at=datetime.now(UTC) + timedelta(minutes=15),
        )  # fmt: skip
        return ClaimAnswer(claim_sha256=digest, status=status, ticket=ticket)

    def put(self, digest: str, body: bytes) -> tuple[int, str]:
        """Returns status and code of a PUT: only the claimed bytes, only once."""
        claim = self.claims[digest][0]
        with self.lock:
            if self.faults.puts_answer_500 > 0:
                self.faults.puts_answer_500 -= 1
                return 500, "store_down"
            if not isinstance(claim, PartClaim) or hashlib.sha256(body).hexdigest() != claim.sha256:
                return 400, "body_hash"
            if self.path_of(digest).exists():
                return 412, "write_once"
            self.path_of(digest).write_bytes(body)
            self.log.append(f"put {claim.number}")
            return 200, ""

    def confirm(self, signed: SignedConfirm) -> ConfirmAnswer:
        """Returns a receipt for what is here, and what is wrong with the rest."""
        body = msgspec.json.decode(signed.confirm, type=ConfirmBody)
        assert holds(self.devices[body.device_id], signed.confirm, signed.signature)
        here = [digest for digest in body.claims if self.path_of(digest).exists()]
        problems = [
            PartProblem(claim_sha256=digest, code="part_absent", text_zh="", text_en="")
            for digest in body.claims
            if digest not in here
        ]
        receipt = self._receipt(body, here) if here else None
        self.log.append(f"confirm {len(here)}")
        return ConfirmAnswer(receipt=receipt, problems=problems, server_time=self.time())

    def _receipt(self, body: ConfirmBody, here: list[str]) -> SignedReceipt:
        parts: list[dict[str, Any]] = []
        for digest in here:
            claim = self.claims[digest][0]
            assert isinstance(claim, PartClaim)
            part = {"number": claim.number, "claim_sha256": digest, "sha256": claim.sha256, "size": claim.size}
            parts.append(part)
        text = rfc8785.dumps({
            "version": 1, "kind": "receipt", "recording_id": str(body.recording_id), "device_id": str(body.device_id),
            "parts": parts, "held_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        })  # fmt: skip
        return SignedReceipt(receipt=text.decode(), key_id=KEY_ID, signature=base64url(self.key.sign(text)))


class _Handler(BaseHTTPRequestHandler):
    peer: FootagePeer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Serves time, keys and the files of the page."""
        if self.path == "/api/time":
            return self._send(200, msgspec.json.encode(self.peer.time()))
        if self.path == "/api/keys":
            return self._send(200, msgspec.json.encode(self.peer.keys()))
        name = self.path.split("?")[0].lstrip("/") or "index.html"
        file = self.peer.static / name
        if not file.is_file():
            return self._send(404, b"{}")
        return self._send(200, file.read_bytes(), mimetypes.guess_type(name)[0] or "text/plain")

    def do_POST(self) -> None:
        """Serves claims and confirms."""
        body = self._body()
        if self.path == "/api/footage/claims":
            return self._send(200, msgspec.json.encode(self.peer.hand_in(msgspec.json.decode(body, type=HandInClaims))))
        answer = self.peer.confirm(msgspec.json.decode(body, type=SignedConfirm))
        if self._lost("confirms_lose_answer"):
            return None
        return self._send(200, msgspec.json.encode(answer))

    def do_PUT(self) -> None:
        """Takes a part."""
        status, code = self.peer.put(self.path.rsplit("/", 1)[1], self._body())
        if status == 200 and self._lost("puts_lose_answer"):
            return None
        return self._send(status, json.dumps({"code": code}).encode())

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def _lost(self, fault: str) -> bool:
        """Returns whether this answer gets lost: the work is done, the connection dies."""
        left: int = getattr(self.peer.faults, fault)
        if left <= 0:
            return False
        setattr(self.peer.faults, fault, left - 1)
        self.close_connection = True
        self.connection.close()
        return True

    def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""
