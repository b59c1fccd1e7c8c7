"""Who recorded what: answers for screens and for sub-systems downstream."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.footage import store
from backend.footage.store import RecordingFacts, StoredClaim
from backend.kernel.access import Actor, reach
from schemas.footage import RecordingSummary


async def recording(session: AsyncSession, recording_id: UUID) -> RecordingFacts | None:
    """Return the facts of a recording, without a question of access."""
    return await store.recording(session, recording_id)


async def claims_of(session: AsyncSession, facts: RecordingFacts) -> list[StoredClaim]:
    """Return the claims of a recording as they were signed."""
    return await store.claims_of(session, facts.month, facts.id)


async def open_recordings(session: AsyncSession, paths: list[str], now: datetime) -> list[RecordingSummary]:
    """Return recordings of these units that nobody closed yet: who records now."""
    if not paths:
        return []
    values: dict[str, Any] = {f"p{i}": path + "%" for i, path in enumerate(paths)}
    where = " OR ".join(f"r.unit_path LIKE :p{i}" for i in range(len(paths)))
    return await store.summaries(session, f"r.closed_at IS NULL AND ({where})", values)


async def recordings(session: AsyncSession, actor: Actor, scope: str, now: datetime) -> list[RecordingSummary]:
    """Return my recordings, or the open ones within reach."""
    if scope == "open":
        return await open_recordings(session, reach(actor, "footage.read_unit"), now)
    return await store.summaries(session, "r.officer_id = :me", {"me": actor.person_id})


async def recordings_by(session: AsyncSession, ids: Sequence[UUID]) -> list[RecordingSummary]:
    """Return these recordings, without a question of access."""
    return await store.summaries(session, "r.id = ANY(:ids)", {"ids": list(ids)}) if ids else []


async def made_by(session: AsyncSession, officer_ids: Sequence[UUID], *, since: datetime, or_for: UUID) -> list[UUID]:
    """Return the officers' recordings begun since then, or made for this incident whenever."""
    return await store.made_by(session, officer_ids, since, or_for)
