"""A supervisor returns a submission, or signs exactly what he saw."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions as continuity
from backend.coverage import actions as coverage
from backend.incidents import actions as incidents
from backend.kernel import trail
from backend.kernel.access import Actor, require
from backend.kernel.canonical import canonical, from_base64url, to_base64url
from backend.kernel.ids import new_id
from backend.kernel.keys import ServerKeys
from backend.kernel.problems import Conflict, Refused
from backend.reviews import rules, store
from backend.reviews.actions import passkeys, proving
from backend.reviews.actions.handing_in import note, refuse
from backend.reviews.actions.keys import fits_challenge, key_locked
from backend.reviews.actions.matter import Papers, papers
from backend.reviews.actions.reading import stands, visible, whole
from backend.reviews.store import ChallengeRow, ReviewRow, SignatureRow, SigningKeyRow
from schemas.incidents import IncidentState
from schemas.reviews import AskToSign, Method, ReturnReview, Review, ReviewState, SigningChallenge, SignOff


async def _mine_to_decide(session: AsyncSession, actor: Actor, review_id: UUID) -> ReviewRow:
    """Return the submission, locked, to one who may decide it, if nobody did. Raises NotFound, Forbidden, Conflict."""
    incident_id = await store.incident_of(session, review_id)
    if incident_id is not None:
        await store.lock_incident(session, incident_id)  # first, everywhere: so no two acts wait for each other
    row = await visible(session, actor, review_id, lock=True)
    require(actor, "reviews.decide", row.unit_path)
    if row.state != ReviewState.WAITING.value:
        raise Conflict(
            "already_decided",
            "这份报告已由他人处理，请刷新查看。",
            "Somebody decided this already: look at it again.",
            extra={"state": row.state},
        )
    return row


async def return_review(
    session: AsyncSession, actor: Actor, review_id: UUID, order: ReturnReview, now: datetime
) -> Review:
    """Send it back with an opinion and points. Raises Conflict when somebody was first, Refused for one's own."""
    row = await _mine_to_decide(session, actor, review_id)
    if (await stands(session, actor, row)).own:
        raise Refused("own_incident", "不能审核自己参与处置的警情。", "Nobody reviews his own incident.")
    row.state, row.decided_by, row.decided_at = ReviewState.RETURNED.value, actor.person_id, now
    store.add_step(
        session,
        row,
        "returned",
        by_id=actor.person_id,
        by_name=actor.name,
        now=now,
        opinion=order.opinion,
        points=order.points,
    )
    await incidents.mark(session, row.incident_id, IncidentState.RETURNED)
    body = {"opinion": order.opinion, "points": order.points, "version": row.version}
    await note(session, trail.person(actor), "reviews.returned", row, body, now)
    return await whole(session, actor, row, now)


async def _rechecked(session: AsyncSession, row: ReviewRow) -> None:
    """Raises Refused until every part was hashed again after the hand-in: what is signed is what lies there."""
    for recording_id in await coverage.recordings_of(session, row.incident_id):
        if not await continuity.rechecked(session, recording_id, row.handed_in_at):
            raise Refused(
                "recheck_running",
                "正在逐段重新核对存储中的录像，请稍候几秒再签。",
                "The stored footage is being hashed once more: try again in a few seconds.",
            )


async def ask_to_sign(
    session: AsyncSession, actor: Actor, review_id: UUID, order: AskToSign, origin: str, now: datetime
) -> SigningChallenge:
    """Return the statement to sign, bound to the document on the screen; five minutes, one use.

    Raises Conflict (document_changed, already_decided), Refused with all obstacles, or for the key.
    """
    row = await _mine_to_decide(session, actor, review_id)
    await _rechecked(session, row)
    await _as_seen(session, actor, row, order.digest, order.opinion, now)
    keys = await _usable_keys(session, actor, order)
    key_id = keys[0].key_id if len(keys) == 1 else None
    asked = _asked(actor, row, order, key_id, now)
    await store.ask(session, asked)
    options = None
    if order.method is Method.PASSKEY:
        options = passkeys.sign_options(origin, rules.passkey_challenge(asked.statement), keys)
    return SigningChallenge(
        id=asked.id, statement=asked.statement.decode(), expires_at=asked.expires_at, passkey_options=options
    )


def _asked(actor: Actor, row: ReviewRow, order: AskToSign, key_id: str | None, now: datetime) -> ChallengeRow:
    """Return the statement with a nonce of ours, as it will be signed once."""
    signed = rules.statement(
        digest=order.digest,
        opinion=order.opinion,
        method=order.method,
        key_id=key_id,
        review_id=row.id,
        signer=rules.Signer(id=actor.person_id, name=actor.name, police_no=actor.police_no),
        incident_id=row.incident_id,
        nonce=to_base64url(secrets.token_bytes(32)),
        now=now,
    )
    return ChallengeRow(
        id=new_id(),
        purpose="sign",
        person_id=actor.person_id,
        review_id=row.id,
        method=order.method.value,
        key_id=key_id,
        digest=order.digest,
        opinion=order.opinion,
        statement=canonical(signed),
        issued_at=now,
        expires_at=now + rules.CHALLENGE_LIFE,
    )


async def _as_seen(
    session: AsyncSession, actor: Actor, row: ReviewRow, digest: str, opinion: str, now: datetime
) -> Papers:
    """Return the papers if they still are what the signer saw and nothing blocks. Raises Conflict, Refused."""
    there = await papers(session, row.incident_id, now)
    if there.digest != digest:
        raise Conflict(
            "document_changed",
            "您看到之后内容有变化，请重新查看后再签。",
            "Something changed since you looked: look again, then sign.",
            extra={"digest": there.digest},
        )
    standing = await stands(session, actor, row)
    obstacles = rules.obstacles_to_sign_off(there.matter, standing, ReviewState(row.state), row.version, opinion)
    refuse(obstacles, "sign_off_hindered", "还不能批准，请先处理以下各项。", "It cannot be approved: these come first.")
    return there


async def _usable_keys(session: AsyncSession, actor: Actor, order: AskToSign) -> list[SigningKeyRow]:
    mine = [
        key
        for key in await store.keys_of(session, actor.person_id)
        if key.method == order.method.value and key.revoked_at is None and order.key_id in (None, key.key_id)
    ]
    if not mine:
        raise Refused(
            "no_signing_key", "您还没有可用的签名方式，请先在“我的”里登记。", "Enrol a way to sign first, under “Mine”."
        )
    usable = [key for key in mine if key.locked_at is None]
    if not usable:
        raise key_locked()
    if order.method is Method.PERSON_KEY and len(usable) > 1:
        raise Refused("key_id_needed", "请指明用哪把签名密钥。", "Say which of your keys signs.")
    return usable


async def sign_off(
    session: AsyncSession, keys: ServerKeys, actor: Actor, review_id: UUID, order: SignOff, origin: str, now: datetime
) -> Review:
    """Approve: verify the person's signature over what was seen, co-sign it, keep every byte.

    Raises Conflict (already_decided, document_changed), Refused (challenge_*, signature_wrong, wrong_pin, key_locked).
    """
    row = await _mine_to_decide(session, actor, review_id)
    asked = await store.challenge(session, order.challenge_id)
    fits_challenge(asked, actor, "sign", now)
    assert asked
    if asked.review_id != row.id:
        raise Refused("challenge_unknown", "签名请求不属于这份报告。", "This request to sign is for another report.")
    there = await _as_seen(session, actor, row, asked.digest, asked.opinion, now)
    key, proof = await proving.verify(session, actor, row, asked, order, origin, now)
    await store.use(session, asked.id, now)
    await _put(session, keys, actor, row, there, asked, key, proof, origin, now)
    body = {
        "version": row.version,
        "digest": there.digest,
        "opinion": asked.opinion,
        "method": asked.method,
        "key": key.key_id,
    }
    await note(session, trail.person(actor), "reviews.signed", row, body, now)
    return await whole(session, actor, row, now)


async def _put(
    session: AsyncSession,
    keys: ServerKeys,
    actor: Actor,
    row: ReviewRow,
    there: Papers,
    asked: ChallengeRow,
    key: SigningKeyRow,
    proof: str,
    origin: str,
    now: datetime,
) -> None:
    """Co-sign and keep every byte that a later check needs."""
    both = canonical(
        rules.cosigned(
            signed=asked.statement.decode(),
            method=Method(asked.method),
            key_id=key.key_id,
            public_key=to_base64url(key.public_key),
            proof=proof,
            rp_id=passkeys.rp_id(origin),
            origin=origin,
            now=now,
        )
    )
    session.add(_signature(actor, row, there, asked, key, proof, both, keys.sign(both), now))
    row.state, row.decided_by, row.decided_at = ReviewState.APPROVED.value, actor.person_id, now
    store.add_step(session, row, "approved", by_id=actor.person_id, by_name=actor.name, now=now, opinion=asked.opinion)
    await incidents.mark(session, row.incident_id, IncidentState.SIGNED)


def _signature(
    actor: Actor,
    row: ReviewRow,
    there: Papers,
    asked: ChallengeRow,
    key: SigningKeyRow,
    proof: str,
    both: bytes,
    server: tuple[str, str],
    now: datetime,
) -> SignatureRow:
    return SignatureRow(
        id=new_id(),
        review_id=row.id,
        document=there.document,
        digest=there.digest,
        statement=asked.statement,
        opinion=asked.opinion,
        signer_id=actor.person_id,
        signer_name=actor.name,
        method=asked.method,
        key_id=key.key_id,
        public_key=key.public_key,
        proof=proof.encode(),
        cosigned=both,
        server_key_id=server[0],
        server_signature=from_base64url(server[1]),
        signed_at=now,
    )
