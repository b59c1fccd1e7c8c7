"""All SQL of custody: views are rows of the trail and nothing else."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.tables import TrailRow
from schemas.custody import ViewEntry

VIEWED = "custody.viewed"
LOOKED = "custody.looked"


class _Body(msgspec.Struct):
    viewer: str
    police_no: str
    take: int


async def views(session: AsyncSession, recording_id: UUID, most: int = 500) -> list[ViewEntry]:
    """Return who played a recording, newest first."""
    rows = await session.execute(
        select(TrailRow.at, TrailRow.body)
        .where(TrailRow.object_kind == "recording", TrailRow.object_id == recording_id, TrailRow.kind == VIEWED)
        .order_by(TrailRow.at.desc())
        .limit(most)
    )
    found = []
    for at, body in rows:
        view = msgspec.json.decode(body, type=_Body)
        found.append(
            ViewEntry(
                at=at,
                viewer_name=view.viewer,
                viewer_police_no=view.police_no,
                recording_id=recording_id,
                take=view.take,
            )
        )
    return found


async def looked_since(session: AsyncSession, recording_id: UUID, person_id: UUID, since: datetime) -> bool:
    """Return whether this person's look at the pictures is in the log already."""
    query = select(TrailRow.id).where(
        TrailRow.object_kind == "recording",
        TrailRow.object_id == recording_id,
        TrailRow.kind == LOOKED,
        TrailRow.actor_id == person_id,
        TrailRow.at >= since,
    )
    return (await session.scalars(query.limit(1))).first() is not None
