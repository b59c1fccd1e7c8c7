"""All SQL of continuity."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity.tables import CopyRow as CopyRow
from backend.continuity.tables import MeasureRow, VerdictRow
from backend.continuity.tables import StatementRow as StatementRow
from schemas.continuity import Statement, Verdict
from schemas.measures import DerivedObject, PartNumbers


async def lock(session: AsyncSession, recording_id: UUID) -> None:
    """Judge a recording one at a time: until this transaction ends nobody else judges it."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 20))"), {"id": str(recording_id)})


async def keep_measure(
    session: AsyncSession,
    month: date,
    recording_id: UUID,
    claim_sha256: str,
    numbers: PartNumbers,
    series: bytes,
    now: datetime,
) -> None:
    """Keep what was measured; a later measure of the same part replaces the earlier."""
    values: dict[str, Any] = {
        "month": month,
        "recording_id": recording_id,
        "claim_sha256": claim_sha256,
        "numbers": msgspec.to_builtins(numbers),
        "series": series,
        "measured_at": now,
    }
    put = insert(MeasureRow).values(values)
    await session.execute(
        put.on_conflict_do_update(
            index_elements=["month", "recording_id", "claim_sha256"],
            set_={name: values[name] for name in ("numbers", "series", "measured_at")},
        )
    )


async def numbers_of(session: AsyncSession, month: date, recording_id: UUID) -> dict[str, PartNumbers]:
    """Return the measured numbers of a recording by claim hash."""
    rows = await session.execute(
        select(MeasureRow.claim_sha256, MeasureRow.numbers).where(
            MeasureRow.month == month, MeasureRow.recording_id == recording_id
        )
    )
    return {row.claim_sha256: msgspec.convert(row.numbers, PartNumbers) for row in rows}


async def oldest_measure(session: AsyncSession, month: date, recording_id: UUID) -> datetime | None:
    """Return when the part was measured whose measure is the oldest."""
    oldest: datetime | None = await session.scalar(
        select(func.min(MeasureRow.measured_at)).where(
            MeasureRow.month == month, MeasureRow.recording_id == recording_id
        )
    )
    return oldest


async def statements(session: AsyncSession, recording_id: UUID) -> list[Statement]:
    """Return the reasons stated, oldest first: the last one on a gap counts."""
    rows = await session.scalars(
        select(StatementRow).where(StatementRow.recording_id == recording_id).order_by(StatementRow.stated_at)
    )
    return [Statement(subject_id=row.gap_id, reason=row.reason) for row in rows]


async def keep_statement(session: AsyncSession, row: StatementRow) -> None:
    """Keep a statement as it was signed."""
    session.add(row)
    await session.flush()


async def statement_known(session: AsyncSession, recording_id: UUID, raw: str) -> bool:
    """Return whether these very bytes were stated before."""
    query = select(StatementRow.id).where(StatementRow.recording_id == recording_id, StatementRow.raw == raw)
    return await session.scalar(query) is not None


async def copies(session: AsyncSession, recording_id: UUID) -> list[CopyRow]:
    """Return the derived objects of a recording."""
    return list(await session.scalars(select(CopyRow).where(CopyRow.recording_id == recording_id)))


async def copy(session: AsyncSession, copy_id: UUID) -> CopyRow | None:
    """Return one derived object."""
    return await session.get(CopyRow, copy_id)


async def keep_copies(
    session: AsyncSession,
    recording_id: UUID,
    take: int,
    parts: Sequence[int],
    objects: Sequence[DerivedObject],
    ids: Sequence[UUID],
    now: datetime,
) -> None:
    """Keep what was derived; made again, it replaces what lay under the same key."""
    for each, new_id in zip(objects, ids, strict=True):
        values = {
            "id": new_id,
            "recording_id": recording_id,
            "take": take,
            "kind": each.kind,
            "key": each.key,
            "size": each.size,
            "sha256": each.sha256,
            "media_type": each.media_type,
            "recipe": each.recipe,
            "at_us": each.at_us,
            "from_us": each.from_us,
            "parts": list(parts),
            "made_at": now,
        }
        put = insert(CopyRow).values(values)
        fresh = {name: values[name] for name in ("size", "sha256", "recipe", "from_us", "parts", "made_at")}
        await session.execute(put.on_conflict_do_update(index_elements=["key"], set_=fresh))


async def essence(session: AsyncSession, recording_id: UUID) -> str | None:
    """Return the hash of what the last kept verdict said."""
    found: str | None = await session.scalar(
        select(VerdictRow.essence_sha256).where(VerdictRow.recording_id == recording_id)
    )
    return found


async def keep_verdict(session: AsyncSession, verdict: Verdict, essence_sha256: str) -> None:
    """Keep the verdict for lists."""
    values = {
        "recording_id": verdict.recording_id,
        "word": verdict.word.value,
        "strip": verdict.strip,
        "findings": len(verdict.findings),
        "gaps_unexplained": sum(1 for gap in verdict.gaps if not gap.reason),
        "essence_sha256": essence_sha256,
        "judged_at": verdict.judged_at,
    }
    put = insert(VerdictRow).values(values)
    fresh = {name: value for name, value in values.items() if name != "recording_id"}
    await session.execute(put.on_conflict_do_update(index_elements=["recording_id"], set_=fresh))


class KeptVerdict(msgspec.Struct, frozen=True):
    """What lists show of a recording."""

    recording_id: UUID
    word: str
    strip: str
    findings: int
    gaps_unexplained: int


async def kept(session: AsyncSession, recording_ids: Sequence[UUID]) -> dict[UUID, KeptVerdict]:
    """Return the last kept verdicts of these recordings."""
    if not recording_ids:
        return {}
    rows = await session.scalars(select(VerdictRow).where(VerdictRow.recording_id.in_(recording_ids)))
    return {
        row.recording_id: KeptVerdict(row.recording_id, row.word, row.strip, row.findings, row.gaps_unexplained)
        for row in rows
    }


async def stale(session: AsyncSession, before: datetime, most: int) -> list[UUID]:
    """Return recordings whose kept verdict is PENDING since before then: time itself may have changed it."""
    rows = await session.scalars(
        select(VerdictRow.recording_id)
        .where(VerdictRow.word == "PENDING", VerdictRow.judged_at < before)
        .order_by(VerdictRow.judged_at)
        .limit(most)
    )
    return list(rows)
