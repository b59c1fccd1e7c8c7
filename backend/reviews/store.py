"""All SQL of reviews."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.ids import new_id
from backend.reviews.tables import ChallengeRow as ChallengeRow
from backend.reviews.tables import ReviewRow as ReviewRow
from backend.reviews.tables import ReviewStepRow
from backend.reviews.tables import SignatureRow as SignatureRow
from backend.reviews.tables import SigningKeyRow as SigningKeyRow
from schemas.reviews import Method, ReviewState, ReviewStep, SigningKey

_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")


class Owner(msgspec.Struct, frozen=True):
    """Whose key it is."""

    name: str
    police_no: str
    unit_path: str


async def lock_incident(session: AsyncSession, incident_id: UUID) -> None:
    """Let one act at a time hand in, decide or void an incident; released with the transaction."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(CAST(:id AS text), 7))"), {"id": str(incident_id)}
    )


async def review(session: AsyncSession, review_id: UUID, *, lock: bool = False) -> ReviewRow | None:
    """Return one submission."""
    query = select(ReviewRow).where(ReviewRow.id == review_id)
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def incident_of(session: AsyncSession, review_id: UUID) -> UUID | None:
    """Return the incident of a submission."""
    found: UUID | None = await session.scalar(select(ReviewRow.incident_id).where(ReviewRow.id == review_id))
    return found


async def of_submission(session: AsyncSession, submission_id: UUID) -> ReviewRow | None:
    """Return what this submission became before."""
    return (await session.scalars(select(ReviewRow).where(ReviewRow.submission_id == submission_id))).one_or_none()


async def standing(session: AsyncSession, incident_id: UUID) -> ReviewRow | None:
    """Return the submission that waits or stands approved, locked."""
    states = [ReviewState.WAITING.value, ReviewState.APPROVED.value]
    query = select(ReviewRow).where(ReviewRow.incident_id == incident_id, ReviewRow.state.in_(states))
    return (await session.scalars(query.with_for_update())).one_or_none()


async def reviews_in(
    session: AsyncSession,
    paths: Sequence[str],
    incident_ids: Sequence[UUID],
    state: ReviewState | None,
    most: int = 200,
) -> list[ReviewRow]:
    """Return submissions of these units and of these incidents; what runs out first stands first."""
    own = ReviewRow.incident_id.in_(incident_ids)
    query = select(ReviewRow).where(or_(own, *(ReviewRow.unit_path.startswith(path) for path in paths))).limit(most)
    if state is not None:
        query = query.where(ReviewRow.state == state.value)
    newest_first = state is not None and state is not ReviewState.WAITING
    order = ReviewRow.handed_in_at.desc() if newest_first else ReviewRow.due_at
    return list(await session.scalars(query.order_by(order)))


def add_step(
    session: AsyncSession,
    row: ReviewRow,
    what: str,
    *,
    by_id: UUID | None,
    by_name: str,
    now: datetime,
    opinion: str = "",
    points: Sequence[str] = (),
) -> None:
    """Write a step of a submission."""
    session.add(
        ReviewStepRow(
            id=new_id(),
            review_id=row.id,
            incident_id=row.incident_id,
            at=now,
            by_id=by_id,
            by_name=by_name,
            what=what,
            opinion=opinion,
            points=list(points),
            version=row.version,
        )
    )


async def steps(session: AsyncSession, incident_id: UUID) -> list[ReviewStep]:
    """Return every step of all submissions of an incident, oldest first."""
    rows = await session.scalars(
        select(ReviewStepRow)
        .where(ReviewStepRow.incident_id == incident_id)
        .order_by(ReviewStepRow.at, ReviewStepRow.id)
    )
    facts = [
        {
            "at": row.at,
            "by_name": row.by_name,
            "what": row.what,
            "opinion": row.opinion,
            "points": row.points,
            "version": row.version,
        }
        for row in rows
    ]
    return msgspec.convert(facts, list[ReviewStep])


async def signature(session: AsyncSession, review_id: UUID) -> SignatureRow | None:
    """Return the signature over a submission."""
    return (await session.scalars(select(SignatureRow).where(SignatureRow.review_id == review_id))).one_or_none()


# ------------------------------------------------------------------ keys and challenges


async def key(session: AsyncSession, key_id: str, *, lock: bool = False) -> SigningKeyRow | None:
    """Return one signing key."""
    if not _KEY_ID.fullmatch(key_id):
        return None
    query = select(SigningKeyRow).where(SigningKeyRow.key_id == key_id)
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def keys_of(session: AsyncSession, person_id: UUID) -> list[SigningKeyRow]:
    """Return all keys of a person, newest first."""
    query = select(SigningKeyRow).where(SigningKeyRow.person_id == person_id)
    return list(await session.scalars(query.order_by(SigningKeyRow.enrolled_at.desc())))


async def owner(session: AsyncSession, person_id: UUID) -> Owner | None:
    """Return whose key it is."""
    query = text(
        "SELECT p.name, p.police_no, u.path FROM person_name p JOIN unit_name u ON u.id = p.unit_id WHERE p.id = :id"
    )
    row = (await session.execute(query, {"id": person_id})).one_or_none()
    return Owner(row.name, row.police_no, row.path) if row else None


async def locked_keys(session: AsyncSession) -> list[SigningKeyRow]:
    """Return every key that waits for a second person, longest first."""
    query = select(SigningKeyRow).where(SigningKeyRow.locked_at.is_not(None), SigningKeyRow.revoked_at.is_(None))
    return list(await session.scalars(query.order_by(SigningKeyRow.locked_at)))


async def is_device_key(session: AsyncSession, public_key: bytes) -> bool:
    """Return whether a phone signs its claims with this very key, without asking anybody."""
    query = text("SELECT 1 FROM device_key WHERE public_key = :k")
    return await session.scalar(query, {"k": public_key}) is not None


def wire_key(row: SigningKeyRow, owner: Owner | None = None) -> SigningKey:
    """Return a key as it goes over the wire."""
    return SigningKey(
        key_id=row.key_id,
        method=Method(row.method),
        name=row.name,
        enrolled_at=row.enrolled_at,
        locked=row.locked_at is not None,
        revoked_at=row.revoked_at,
        locked_at=row.locked_at,
        owner_name=owner.name if owner else None,
        owner_police_no=owner.police_no if owner else None,
    )


async def challenge(session: AsyncSession, challenge_id: UUID) -> ChallengeRow | None:
    """Return a challenge, locked."""
    query = select(ChallengeRow).where(ChallengeRow.id == challenge_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def ask(session: AsyncSession, row: ChallengeRow) -> None:
    """Keep a challenge; the person's old ones are forgotten."""
    old = ChallengeRow.expires_at < row.issued_at - timedelta(days=1)
    await session.execute(delete(ChallengeRow).where(ChallengeRow.person_id == row.person_id, old))
    session.add(row)


async def use(session: AsyncSession, challenge_id: UUID, now: datetime) -> None:
    """Note that a challenge was answered; it is never taken again."""
    await session.execute(update(ChallengeRow).where(ChallengeRow.id == challenge_id).values(used_at=now))
