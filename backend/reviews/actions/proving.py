"""Whether the person really signed: a passkey's assertion, or the person's key with the PIN."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel import trail
from backend.kernel.access import Actor
from backend.kernel.canonical import from_base64url, p256_signature_holds
from backend.kernel.problems import Malformed, Problem, Refused
from backend.reviews import rules, store
from backend.reviews.actions import passkeys
from backend.reviews.actions.handing_in import note
from backend.reviews.actions.keys import check_pin
from backend.reviews.store import ChallengeRow, ReviewRow, SigningKeyRow
from schemas.reviews import Method, SignOff


async def verify(
    session: AsyncSession, actor: Actor, row: ReviewRow, asked: ChallengeRow, order: SignOff, origin: str, now: datetime
) -> tuple[SigningKeyRow, str]:
    """Return the key that signed and its proof as text."""
    if asked.method == Method.PASSKEY.value and order.passkey is not None and order.signature is None:
        return await _by_passkey(session, actor, row, asked, order.passkey, origin, now)
    if asked.method == Method.PERSON_KEY.value and order.signature and order.pin and order.passkey is None:
        return await _by_person_key(session, actor, row, asked, order.signature, order.pin, now)
    raise Malformed("sign_off_form", "签名内容与所选方式不符。", "What was sent does not fit the chosen way to sign.")


async def _by_passkey(
    session: AsyncSession,
    actor: Actor,
    row: ReviewRow,
    asked: ChallengeRow,
    assertion: dict[str, Any],
    origin: str,
    now: datetime,
) -> tuple[SigningKeyRow, str]:
    key_id = str(assertion.get("id", ""))
    key = await _key(session, actor, key_id if asked.key_id in (None, key_id) else "", Method.PASSKEY)
    count = passkeys.assertion_count(
        assertion=assertion,
        challenge=rules.passkey_challenge(asked.statement),
        relying_party=passkeys.rp_id(origin),
        origin=origin,
        public_key=key.public_key,
        count=key.sign_count,
    )
    if count is None:
        raise await _wrong(session, actor, row, key, now)
    key.sign_count = count
    return key, msgspec.json.encode(assertion).decode()


async def _by_person_key(
    session: AsyncSession, actor: Actor, row: ReviewRow, asked: ChallengeRow, signature: str, pin: str, now: datetime
) -> tuple[SigningKeyRow, str]:
    key = await _key(session, actor, asked.key_id or "", Method.PERSON_KEY)
    if not p256_signature_holds(key.public_key, _bytes(signature), asked.statement):
        raise await _wrong(session, actor, row, key, now)
    await check_pin(session, actor, key, pin, now)
    return key, signature


def _bytes(text: str) -> bytes:
    try:
        return from_base64url(text)
    except ValueError:
        return b""


async def _key(session: AsyncSession, actor: Actor, key_id: str, method: Method) -> SigningKeyRow:
    key = await store.key(session, key_id, lock=True)
    if key is None or key.person_id != actor.person_id or key.method != method.value or key.revoked_at is not None:
        raise Refused("key_unknown", "这把签名密钥未登记或已注销。", "This signing key is not enrolled, or revoked.")
    return key


async def _wrong(session: AsyncSession, actor: Actor, row: ReviewRow, key: SigningKeyRow, now: datetime) -> Problem:
    await note(session, trail.person(actor), "reviews.signature_refused", row, {"key": key.key_id}, now)
    return Refused("signature_wrong", "签名未通过验证，请重签。", "The signature does not hold: sign again.", keep=True)
