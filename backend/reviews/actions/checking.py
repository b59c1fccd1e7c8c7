"""Anyone's later check of a signature, from stored bytes alone; and voiding it when what was signed has changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.ext.asyncio import AsyncSession

from backend.incidents import actions as incidents
from backend.kernel import trail
from backend.kernel.access import Actor
from backend.kernel.canonical import canonical, from_base64url, p256_signature_holds, sha256_hex, to_base64url
from backend.kernel.keys import ServerKeys
from backend.kernel.problems import NotFound
from backend.reviews import rules, store
from backend.reviews.actions import passkeys
from backend.reviews.actions.handing_in import note
from backend.reviews.actions.matter import papers
from backend.reviews.actions.reading import visible
from backend.reviews.store import ReviewRow, SignatureRow
from schemas.devices import ServerKey
from schemas.incidents import IncidentState
from schemas.reviews import CheckStep, Method, ReviewState, SignatureCheck


async def check(session: AsyncSession, keys: ServerKeys, actor: Actor, review_id: UUID) -> SignatureCheck:
    """Return the check of a signature, step by step. Raises NotFound where nothing is signed."""
    row = await visible(session, actor, review_id)
    signature = await store.signature(session, row.id)
    if signature is None:
        raise NotFound
    steps = verify(signature, keys.public())
    return SignatureCheck(valid=all(step.ok for step in steps), digest=signature.digest, steps=steps)


def verify(row: SignatureRow, server_keys: Sequence[ServerKey]) -> list[CheckStep]:
    """Return every step of the check; needs the stored bytes and the public server keys, nothing else."""
    both = _json(row.cosigned)
    method = Method(row.method)
    server = next((key for key in server_keys if key.id == row.server_key_id), None)
    steps = [
        CheckStep(
            ok=sha256_hex(row.document) == row.digest,
            text_zh="文件的摘要与记录一致",
            text_en="The document has the recorded digest",
        ),
        CheckStep(
            ok=not _statement_faults(row, method),
            text_zh="签署的声明写明这份文件、这条意见和这位签署人",
            text_en="The statement names this document, this opinion and this signer",
        ),
        CheckStep(ok=_person_holds(row, method, both), text_zh=_PERSON[method][0], text_en=_PERSON[method][1]),
        CheckStep(
            ok=canonical(_cosigned_again(row, method, both)) == row.cosigned,
            text_zh="服务器加签的内容正是这份签名",
            text_en="The server co-signed exactly this signature",
        ),
        CheckStep(
            ok=server is not None and _server_holds(row, server),
            text_zh="服务器加签有效，所用密钥当时在用",
            text_en="The server's co-signature holds, by a key in use then",
        ),
    ]
    if row.voided_at is not None:
        changed = ("签署后内容有改动，签名已失效", "What was signed changed afterwards; it is void")
        steps.append(CheckStep(ok=False, text_zh=changed[0], text_en=changed[1]))
    return steps


def _statement_faults(row: SignatureRow, method: Method) -> list[str]:
    return rules.statement_faults(
        _json(row.statement),
        digest=row.digest,
        opinion=row.opinion,
        signer_id=row.signer_id,
        review_id=row.review_id,
        method=method,
    )


def _cosigned_again(row: SignatureRow, method: Method, both: dict[str, Any]) -> Any:
    return rules.cosigned(
        signed=row.statement.decode("utf-8", "replace"),
        method=method,
        key_id=row.key_id,
        public_key=to_base64url(row.public_key),
        proof=row.proof.decode("utf-8", "replace"),
        rp_id=str(both.get("rp_id")),
        origin=str(both.get("origin")),
        now=row.signed_at,
    )


_PERSON = {
    Method.PASSKEY: (
        "通行密钥的签名有效，设备验证过使用者",
        "The passkey's signature holds, and its device verified the user",
    ),
    Method.PERSON_KEY: ("个人签名密钥的签名有效", "The signature by the person's key holds"),
}


def _bytes(text: bytes) -> bytes:
    try:
        return from_base64url(text.decode("ascii"))
    except ValueError:
        return b""


def _json(data: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _person_holds(row: SignatureRow, method: Method, both: dict[str, Any]) -> bool:
    if method is Method.PERSON_KEY:
        return p256_signature_holds(row.public_key, _bytes(row.proof), row.statement)
    count = passkeys.assertion_count(
        assertion=_json(row.proof),
        challenge=rules.passkey_challenge(row.statement),
        relying_party=str(both.get("rp_id")),
        origin=str(both.get("origin")),
        public_key=row.public_key,
        count=0,
    )
    return count is not None


def _server_holds(row: SignatureRow, key: ServerKey) -> bool:
    in_use = key.from_at <= row.signed_at and (key.to_at is None or row.signed_at < key.to_at)
    try:
        Ed25519PublicKey.from_public_bytes(from_base64url(key.public_key)).verify(row.server_signature, row.cosigned)
    except (InvalidSignature, ValueError):
        return False
    return in_use


async def check_signed(session: AsyncSession, incident_id: UUID, now: datetime) -> bool:
    """Void the signature if what was signed has changed, and reopen the incident; return whether it did."""
    await store.lock_incident(session, incident_id)
    row = await store.standing(session, incident_id)
    signature = await store.signature(session, row.id) if row else None
    if row is None or signature is None or signature.voided_at is not None:
        return False
    there = await papers(session, incident_id, now)
    if there.digest == signature.digest:
        return False
    await _void(session, row, signature, there.digest, now)
    return True


async def _void(session: AsyncSession, row: ReviewRow, signature: SignatureRow, digest: str, now: datetime) -> None:
    row.state = ReviewState.VOIDED.value
    signature.voided_at, signature.void_reason = now, "document_changed"
    store.add_step(session, row, "voided", by_id=None, by_name="server", now=now)
    await incidents.mark(session, row.incident_id, IncidentState.REOPENED)
    body = {"signed": signature.digest, "now": digest, "version": row.version}
    await note(session, trail.SERVER, "reviews.voided", row, body, now)
