"""All SQL of coverage."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.coverage.tables import LinkRow


async def link_of(session: AsyncSession, recording_id: UUID) -> LinkRow | None:
    """Return the link of a recording."""
    return await session.get(LinkRow, recording_id)


async def links_of(session: AsyncSession, recording_ids: Sequence[UUID]) -> list[LinkRow]:
    """Return the links of these recordings."""
    return list(await session.scalars(select(LinkRow).where(LinkRow.recording_id.in_(recording_ids))))


async def links_to(session: AsyncSession, incident_ids: Sequence[UUID]) -> list[LinkRow]:
    """Return the links to these incidents, in a fixed order."""
    if not incident_ids:
        return []
    rows = await session.scalars(
        select(LinkRow).where(LinkRow.incident_id.in_(incident_ids)).order_by(LinkRow.linked_at, LinkRow.recording_id)
    )
    return list(rows)


async def put_link(
    session: AsyncSession, recording_id: UUID, incident_id: UUID, how: str, by: UUID | None, now: datetime
) -> bool:
    """Link a recording, replacing an earlier link; only a hand replaces what is not a match. Returns whether it did."""
    values = {"incident_id": incident_id, "how": how, "linked_by": by, "linked_at": now}
    put = insert(LinkRow).values(recording_id=recording_id, **values)
    replaceable = None if by else LinkRow.how == "matched"
    put = put.on_conflict_do_update(index_elements=["recording_id"], set_=values, where=replaceable)
    return await session.scalar(put.returning(LinkRow.recording_id)) is not None
