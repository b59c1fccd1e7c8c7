"""A person's signing keys: enrol with the password, revoke, lock after wrong PINs, unlock by a second person."""

import asyncio
import secrets
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel import live, trail
from backend.kernel.access import Actor, may, reach, require
from backend.kernel.canonical import from_base64url, load_p256, p256_signature_holds, sha256_hex
from backend.kernel.ids import new_id
from backend.kernel.problems import Conflict, Malformed, NotFound, Problem, Refused
from backend.people import actions as people
from backend.reviews import rules, store
from backend.reviews.actions import passkeys
from backend.reviews.store import ChallengeRow, SigningKeyRow
from schemas.reviews import BeginPasskey, EnrolPasskey, EnrolPersonKey, Method, PasskeyOptions, SigningKey

_hasher = PasswordHasher()


async def my_keys(session: AsyncSession, actor: Actor) -> list[SigningKey]:
    """Return one's own signing keys."""
    return [store.wire_key(row) for row in await store.keys_of(session, actor.person_id)]


async def enrol_person_key(session: AsyncSession, actor: Actor, order: EnrolPersonKey, now: datetime) -> SigningKey:
    """Take a person's key on this phone, with a PIN that only the server checks.

    Raises Refused (wrong_password, key_proof, key_shared), Malformed, Conflict (key_taken).
    """
    await people.check_password(session, actor, order.password, now)
    await people.refuse_fresh_reset(session, actor, now)
    try:
        spki, proof = from_base64url(order.public_key), from_base64url(order.proof)
        load_p256(spki)
    except ValueError as error:
        raise Malformed("person_key", "签名公钥无法识别。", "The signing key cannot be read.") from error
    if not p256_signature_holds(spki, proof, f"lianzheng person-key {actor.person_id}".encode("ascii")):
        raise Refused("key_proof", "签名密钥未能证明属于本人。", "The key did not prove that it is yours.")
    if await store.is_device_key(session, spki):
        raise Refused("key_shared", "签名密钥不能与设备密钥相同。", "A signing key is never the device's claim key.")
    row = SigningKeyRow(
        key_id=f"p-{sha256_hex(spki)[:40]}",
        person_id=actor.person_id,
        method=Method.PERSON_KEY.value,
        name=order.name,
        public_key=spki,
        transports=[],
        pin_hash=await asyncio.to_thread(_hasher.hash, order.pin),
        enrolled_at=now,
    )
    return await _keep(session, actor, row, now)


async def begin_passkey(
    session: AsyncSession, actor: Actor, order: BeginPasskey, origin: str, now: datetime
) -> PasskeyOptions:
    """Return what the browser needs to make a passkey. Raises Refused (wrong_password)."""
    await people.check_password(session, actor, order.password, now)
    await people.refuse_fresh_reset(session, actor, now)
    nonce = secrets.token_bytes(32)
    row = ChallengeRow(
        id=new_id(),
        purpose="enrol",
        person_id=actor.person_id,
        method=Method.PASSKEY.value,
        digest="",
        opinion="",
        statement=nonce,
        issued_at=now,
        expires_at=now + rules.CHALLENGE_LIFE,
    )
    await store.ask(session, row)
    known = [key for key in await store.keys_of(session, actor.person_id) if key.method == Method.PASSKEY.value]
    signer = rules.Signer(id=actor.person_id, name=actor.name, police_no=actor.police_no)
    return PasskeyOptions(challenge_id=row.id, options=passkeys.enrol_options(origin, signer, nonce, known))


async def enrol_passkey(
    session: AsyncSession, actor: Actor, order: EnrolPasskey, origin: str, now: datetime
) -> SigningKey:
    """Take a passkey whose device verified its user. Raises Refused (challenge_expired, passkey_wrong), Conflict."""
    asked = await store.challenge(session, order.challenge_id)
    fits_challenge(asked, actor, "enrol", now)
    assert asked
    found = passkeys.enrolled(origin, order.credential, asked.statement)
    if found is None:
        raise Refused("passkey_wrong", "通行密钥未通过验证，请重新登记。", "It does not verify: enrol again.")
    await store.use(session, asked.id, now)
    row = SigningKeyRow(
        key_id=found.key_id,
        person_id=actor.person_id,
        method=Method.PASSKEY.value,
        name=order.name,
        public_key=found.public_key,
        sign_count=found.sign_count,
        transports=found.transports,
        enrolled_at=now,
    )
    return await _keep(session, actor, row, now)


def fits_challenge(asked: ChallengeRow | None, actor: Actor, purpose: str, now: datetime) -> None:
    """Raises Refused unless this challenge was put to this person for this, is not answered and not expired."""
    if asked is None or asked.person_id != actor.person_id or asked.purpose != purpose:
        raise Refused("challenge_unknown", "签名请求不存在，请重新开始。", "No such request to sign: begin again.")
    if asked.used_at is not None:
        raise Refused("challenge_used", "签名请求已经用过，请重新开始。", "This request was used already: begin again.")
    if now >= asked.expires_at:
        raise Refused("challenge_expired", "签名请求已过期，请重新开始。", "This request has expired: begin again.")


async def _keep(session: AsyncSession, actor: Actor, row: SigningKeyRow, now: datetime) -> SigningKey:
    known = await store.key(session, row.key_id)
    if known is not None and (known.person_id != actor.person_id or known.revoked_at is not None):
        raise Conflict("key_taken", "这把密钥已经登记过，请换一把。", "This key was enrolled before: make another.")
    if known is not None:
        return store.wire_key(known)
    session.add(row)
    body = {"key": row.key_id, "method": row.method, "key_sha256": sha256_hex(row.public_key)}
    await _note(session, actor, "reviews.key_enrolled", row, actor.unit_path, body, now)
    return store.wire_key(row)


async def _note(
    session: AsyncSession, actor: Actor, kind: str, row: SigningKeyRow, path: str, body: dict[str, Any], now: datetime
) -> None:
    await session.flush()
    columns = trail.row(trail.person(actor), kind, "person", row.person_id, path, body, now=now)
    await trail.record(session, columns)
    await live.tell(session, "person", row.person_id, path, [row.person_id])


async def revoke_key(session: AsyncSession, actor: Actor, key_id: str, now: datetime) -> SigningKey:
    """End a key, one's own or (second person) another's; what it signed stays valid. Raises NotFound."""
    row = await store.key(session, key_id, lock=True)
    owner = await store.owner(session, row.person_id) if row else None
    if row is None or owner is None:
        raise NotFound
    if row.person_id != actor.person_id and not may(actor, "keys.unlock", owner.unit_path):
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = now
        await _note(session, actor, "reviews.key_revoked", row, owner.unit_path, {"key": row.key_id}, now)
    return store.wire_key(row)


async def locked_keys(session: AsyncSession, actor: Actor) -> list[SigningKey]:
    """Return locked keys of other people within reach: the second person's list."""
    paths, found = reach(actor, "keys.unlock"), []
    for row in await store.locked_keys(session):
        owner = await store.owner(session, row.person_id)
        if owner and row.person_id != actor.person_id and any(owner.unit_path.startswith(path) for path in paths):
            found.append(store.wire_key(row, owner))
    return found


async def unlock_key(session: AsyncSession, actor: Actor, key_id: str, now: datetime) -> SigningKey:
    """Be the second person for a locked key. Raises Refused for its owner, NotFound out of reach."""
    row = await store.key(session, key_id, lock=True)
    owner = await store.owner(session, row.person_id) if row else None
    if row is None or owner is None:
        raise NotFound
    require(actor, "keys.unlock", owner.unit_path)
    if row.person_id == actor.person_id:
        raise Refused("second_person", "须由另一人解锁。", "Another person must unlock this key.")
    if row.locked_at is not None:
        row.locked_at, row.failures = None, 0
        await _note(session, actor, "reviews.key_unlocked", row, owner.unit_path, {"key": row.key_id}, now)
    return store.wire_key(row, owner)


async def check_pin(session: AsyncSession, actor: Actor, row: SigningKeyRow, pin: str, now: datetime) -> None:
    """Raises Refused (wrong_pin, key_locked) unless this is the key's PIN; every wrong one counts and stays.

    `row` is locked by the caller, so that tries at once count one by one.
    """
    if row.locked_at is not None:
        raise key_locked()
    try:
        await asyncio.to_thread(_hasher.verify, row.pin_hash or "", pin)
    except VerifyMismatchError:
        raise await _wrong_pin(session, actor, row, now) from None
    row.failures = 0


async def _wrong_pin(session: AsyncSession, actor: Actor, row: SigningKeyRow, now: datetime) -> Problem:
    row.failures += 1
    left = rules.PIN_TRIES - row.failures
    if left <= 0:
        row.locked_at = now
    kind = "reviews.key_locked" if left <= 0 else "reviews.pin_wrong"
    await _note(session, actor, kind, row, actor.unit_path, {"key": row.key_id, "failures": row.failures}, now)
    if left <= 0:
        return key_locked(keep=True)
    text_zh, text_en = f"PIN 不对，还可以试 {left} 次。", f"Wrong PIN: {left} tries left."
    return Refused("wrong_pin", text_zh, text_en, extra={"tries_left": left}, keep=True)


def key_locked(*, keep: bool = False) -> Problem:
    """Return the answer for a locked key."""
    return Refused(
        "key_locked",
        "PIN 多次不对，密钥已锁定，请所领导或管理员解锁。",
        "Too many wrong PINs: the key is locked until a head or administrator unlocks it.",
        keep=keep,
    )
