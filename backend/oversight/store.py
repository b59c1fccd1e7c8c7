"""All SQL of oversight: the trail, the queue's tables, and whether the database answers."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.oversight import DeadLetter


class TrailLine(msgspec.Struct, frozen=True):
    """One row of the trail, and whether the sealer has chained it."""

    id: int
    at: datetime
    kind: str
    actor_name: str
    actor_kind: str
    body: dict[str, Any]
    row_sha256: str
    sealed: bool


class Pulse(msgspec.Struct, frozen=True, kw_only=True):
    """What the database knows of the other processes."""

    oldest_job: datetime | None
    waiting: int
    failed: int
    workers: int
    oldest_unsealed: datetime | None


class UnitPlace(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    path: str


_TRAIL = text(
    "SELECT t.id, t.at, t.kind, t.actor_name, t.actor_kind, t.body, encode(t.row_sha256, 'hex') AS row_sha256,"
    " EXISTS (SELECT FROM trail_seal s WHERE s.trail_id = t.id) AS sealed FROM trail t"
    " WHERE (t.object_kind = :kind AND t.object_id = :id) OR (:with_context AND t.context_id = :id)"
    " ORDER BY t.at DESC, t.id DESC LIMIT :most"
)


async def history(
    session: AsyncSession, kind: str, object_id: UUID, *, with_context: bool, most: int = 500
) -> list[TrailLine]:
    """Return what happened to an object, newest first; with_context: also to what belongs to it."""
    rows = await session.execute(_TRAIL, {"kind": kind, "id": object_id, "with_context": with_context, "most": most})
    return [
        TrailLine(
            row.id,
            row.at,
            row.kind,
            row.actor_name,
            row.actor_kind,
            msgspec.json.decode(row.body),
            row.row_sha256,
            row.sealed,
        )
        for row in rows
    ]


async def unit(session: AsyncSession, unit_id: UUID) -> UnitPlace | None:
    """Return where a unit stands in the tree."""
    query = text("SELECT id, name, path FROM unit_name WHERE id = :id")
    row = (await session.execute(query, {"id": unit_id})).one_or_none()
    return UnitPlace(row.id, row.name, row.path) if row else None


_DEAD = text(
    "SELECT j.id, j.task_name, j.attempts, (SELECT max(e.at) FROM procrastinate_events e"
    "  WHERE e.job_id = j.id AND e.type = 'failed') AS failed_at"
    " FROM procrastinate_jobs j WHERE j.status = 'failed' ORDER BY j.id DESC LIMIT :most"
)


async def dead_letters(session: AsyncSession, now: datetime, most: int = 200) -> list[DeadLetter]:
    """Return jobs that gave up, newest first."""
    return [
        DeadLetter(
            id=row.id,
            task=row.task_name,
            attempts=row.attempts,
            failed_at=row.failed_at or now,
            reason=f"gave up after {row.attempts} attempts; the worker's log has job {row.id}",
        )
        for row in await session.execute(_DEAD, {"most": most})
    ]


async def retry(session: AsyncSession, job_id: int, now: datetime) -> str | None:
    """Put a job that gave up back into its queue; return its task, None when there is no such job."""
    found = text("SELECT task_name FROM procrastinate_jobs WHERE id = :id AND status = 'failed' FOR UPDATE")
    task: str | None = await session.scalar(found, {"id": job_id})
    if task is not None:
        again = text("SELECT procrastinate_retry_job_v2(:id, :now, NULL, NULL, NULL)")
        await session.execute(again, {"id": job_id, "now": now})
    return task


_PULSE = text(
    "SELECT (SELECT min(coalesce(j.scheduled_at, e.at)) FROM procrastinate_jobs j"
    "   JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
    "   WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())) AS oldest_job,"
    " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo') AS waiting,"
    " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed') AS failed,"
    " (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - CAST(:beat AS interval)) AS workers,"
    " (SELECT t.at FROM trail t WHERE (t.xid, t.id) > ("
    "    coalesce((SELECT h.xid FROM trail_seal s JOIN trail h ON h.id = s.trail_id AND h.at = s.trail_at"
    "      ORDER BY s.n DESC LIMIT 1), '0'::xid8),"
    "    coalesce((SELECT s.trail_id FROM trail_seal s ORDER BY s.n DESC LIMIT 1), 0))"
    "  ORDER BY t.xid, t.id LIMIT 1) AS oldest_unsealed"
)


async def pulse(session: AsyncSession, beat: timedelta) -> Pulse | None:
    """Return what the database knows, None when it does not answer."""
    try:
        row = (await session.execute(_PULSE, {"beat": beat})).one()
    except SQLAlchemyError:
        return None
    return Pulse(
        oldest_job=row.oldest_job,
        waiting=row.waiting,
        failed=row.failed,
        workers=row.workers,
        oldest_unsealed=row.oldest_unsealed,
    )
