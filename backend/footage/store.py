"""All SQL of footage."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.footage.tables import ClaimRow as ClaimRow
from backend.footage.tables import ReceiptRow, RecordingRow
from schemas.footage import RecordingSummary, SignedReceipt


class RecordingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What other sub-systems need of a recording, without any question of access."""

    id: UUID
    month: date
    officer_id: UUID
    officer_name: str
    unit_path: str
    device_id: UUID
    device_name: str
    device_key: bytes
    device_revoked_at: datetime | None
    incident_id: UUID | None
    begun_at: datetime
    ended_at: datetime
    last_contact_at: datetime
    closed: bool


class StoredClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim as it was signed, and whether its bytes are held."""

    claim_sha256: str
    raw: str
    signature: bytes
    received_at: datetime
    held_at: datetime | None


# One statement, since a request of a phone is mostly waiting for the database: open or touch the recording, unless
# it is another device's, and write its new claims.
_TAKE = text(
    "WITH opened AS (INSERT INTO recording (id, month, device_id, officer_id, incident_id, unit_path, begun_at,"
    " ended_at, last_contact_at, closed_at, battery_percent)"
    " VALUES (:id, :month, :device_id, :officer_id, :incident_id,"
    " COALESCE((SELECT u.path FROM person_name p JOIN unit_name u ON u.id = p.unit_id WHERE p.id = :officer_id),"
    " :unit_path), :begun_at, :ended_at, :now, :closed_at, :battery)"
    " ON CONFLICT (id) DO UPDATE SET last_contact_at = GREATEST(recording.last_contact_at, excluded.last_contact_at),"
    " begun_at = LEAST(recording.begun_at, excluded.begun_at),"
    " ended_at = GREATEST(recording.ended_at, excluded.ended_at),"
    " incident_id = COALESCE(recording.incident_id, excluded.incident_id),"
    " closed_at = COALESCE(recording.closed_at, excluded.closed_at),"
    " battery_percent = COALESCE(excluded.battery_percent, recording.battery_percent)"
    " WHERE recording.device_id = excluded.device_id"
    " RETURNING month, unit_path, incident_id, (xmax = 0) AS is_new,"
    " COALESCE(recording.closed_at < :now, false) AS was_closed),"
    " added AS (INSERT INTO claim (month, recording_id, claim_sha256, number, take, sha256, size, raw, signature,"
    " device_id, received_at)"
    " SELECT o.month, :id, c.claim_sha256, c.number, c.take, c.sha256, c.size, c.raw,"
    " decode(c.signature, 'hex'), :device_id, :now"
    " FROM opened o, json_to_recordset(CAST(:claims AS json)) AS c (claim_sha256 text, number int, take int,"
    " sha256 text, size bigint, raw text, signature text)"
    " ON CONFLICT DO NOTHING RETURNING claim_sha256)"
    " SELECT o.month, o.unit_path, o.incident_id, o.is_new, o.was_closed,"
    " ARRAY(SELECT claim_sha256 FROM added) AS added FROM opened o"
)


class NewClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim to be written: `number`, `take`, `sha256` and `size` are a part's; `signature` is hex."""

    claim_sha256: str
    raw: str
    signature: str
    number: int | None = None
    take: int | None = None
    sha256: str | None = None
    size: int | None = None


class Taken(msgspec.Struct, frozen=True):
    """A recording after claims of it were taken, and the hashes of those that are new."""

    month: date
    unit_path: str
    incident_id: UUID | None
    is_new: bool
    was_closed: bool
    added: frozenset[str]


async def take_claims(session: AsyncSession, facts: dict[str, Any], claims: list[NewClaim]) -> Taken | None:
    """Open or touch a recording and write its new claims; None when it is another device's.

    A claim that came meanwhile on another line stays as it is.
    """
    rows = msgspec.json.encode(claims).decode()
    row = (await session.execute(_TAKE, facts | {"claims": rows})).one_or_none()
    if row is None:
        return None
    return Taken(row.month, row.unit_path, row.incident_id, row.is_new, row.was_closed, frozenset(row.added))


async def known_claims(
    session: AsyncSession, month: date, recording_id: UUID, hashes: Sequence[str], *, lock: bool = False
) -> dict[str, ClaimRow]:
    """Return those of these claims that are here, by hash."""
    query = select(ClaimRow).where(
        ClaimRow.month == month, ClaimRow.recording_id == recording_id, ClaimRow.claim_sha256.in_(hashes)
    )
    rows = await session.scalars(query.order_by(ClaimRow.claim_sha256).with_for_update() if lock else query)
    return {row.claim_sha256: row for row in rows}


async def mark_held(
    session: AsyncSession, month: date, recording_id: UUID, hashes: Sequence[str], now: datetime
) -> None:
    """Note that the store holds these parts."""
    await session.execute(
        update(ClaimRow)
        .where(ClaimRow.month == month, ClaimRow.recording_id == recording_id, ClaimRow.claim_sha256.in_(hashes))
        .values(held_at=now)
    )
    await session.execute(
        update(RecordingRow)
        .where(RecordingRow.id == recording_id, RecordingRow.last_contact_at < now)
        .values(last_contact_at=now)
    )


async def month_of(session: AsyncSession, recording_id: UUID, device_id: UUID) -> date | None:
    """Return the partition of a device's recording."""
    query = select(RecordingRow.month).where(RecordingRow.id == recording_id, RecordingRow.device_id == device_id)
    month: date | None = await session.scalar(query)
    return month


async def keep_receipt(
    session: AsyncSession, row_id: UUID, recording_id: UUID, receipt: SignedReceipt, now: datetime
) -> None:
    """Keep a receipt as it is handed out."""
    session.add(
        ReceiptRow(
            id=row_id,
            recording_id=recording_id,
            receipt=receipt.receipt,
            key_id=receipt.key_id,
            signature=receipt.signature,
            issued_at=now,
        )
    )
    await session.flush()


_FACTS = (
    "SELECT r.*, COALESCE(p.name, '?') AS officer_name, COALESCE(d.name, '?') AS device_name, d.public_key,"
    " d.revoked_at FROM recording r LEFT JOIN person_name p ON p.id = r.officer_id"
    " LEFT JOIN device_key d ON d.id = r.device_id"
)


async def recording(session: AsyncSession, recording_id: UUID) -> RecordingFacts | None:
    """Return the facts of one recording."""
    row = (await session.execute(text(_FACTS + " WHERE r.id = :id"), {"id": recording_id})).one_or_none()
    if row is None:
        return None
    return RecordingFacts(
        id=row.id,
        month=row.month,
        officer_id=row.officer_id,
        officer_name=row.officer_name,
        unit_path=row.unit_path,
        device_id=row.device_id,
        device_name=row.device_name,
        device_key=row.public_key,
        device_revoked_at=row.revoked_at,
        incident_id=row.incident_id,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        last_contact_at=row.last_contact_at,
        closed=row.closed_at is not None,
    )


async def claims_of(session: AsyncSession, month: date, recording_id: UUID) -> list[StoredClaim]:
    """Return all claims of a recording, in order of number, closing claims last."""
    rows = await session.execute(
        select(ClaimRow.claim_sha256, ClaimRow.raw, ClaimRow.signature, ClaimRow.received_at, ClaimRow.held_at)
        .where(ClaimRow.month == month, ClaimRow.recording_id == recording_id)
        .order_by(ClaimRow.number.nulls_last(), ClaimRow.received_at)
    )
    return [
        StoredClaim(
            claim_sha256=row.claim_sha256,
            raw=row.raw,
            signature=bytes(row.signature),
            received_at=row.received_at,
            held_at=row.held_at,
        )
        for row in rows
    ]


_SUMMARY = (
    "SELECT r.*, COALESCE(p.name, '?') AS officer_name, COALESCE(d.name, '?') AS device_name,"
    " (SELECT count(DISTINCT c.number) FROM claim c WHERE c.month = r.month AND c.recording_id = r.id"
    "  AND c.number IS NOT NULL) AS claimed,"
    " (SELECT count(DISTINCT c.number) FROM claim c WHERE c.month = r.month AND c.recording_id = r.id"
    "  AND c.held_at IS NOT NULL) AS held"
    " FROM recording r LEFT JOIN person_name p ON p.id = r.officer_id LEFT JOIN device_key d ON d.id = r.device_id"
)


async def summaries(session: AsyncSession, where: str, values: dict[str, Any]) -> list[RecordingSummary]:
    """Return recordings by a condition on `r`, newest first, at most 200."""
    query = text(f"{_SUMMARY} WHERE {where} ORDER BY r.begun_at DESC LIMIT 200")
    return [
        RecordingSummary(
            id=row.id,
            officer_id=row.officer_id,
            officer_name=row.officer_name,
            device_name=row.device_name,
            incident_id=row.incident_id,
            begun_at=row.begun_at,
            ended_at=row.ended_at if row.closed_at else None,
            open=row.closed_at is None,
            parts_claimed=row.claimed,
            parts_held=row.held,
            last_contact_at=row.last_contact_at,
            battery_percent=row.battery_percent,
        )
        for row in await session.execute(query, values)
    ]


async def made_by(session: AsyncSession, officer_ids: Sequence[UUID], since: datetime, incident_id: UUID) -> list[UUID]:
    """Return the officers' recordings begun since then or naming the incident, oldest first."""
    wanted = or_(RecordingRow.begun_at >= since, RecordingRow.incident_id == incident_id)
    query = select(RecordingRow.id).where(RecordingRow.officer_id.in_(officer_ids), wanted)
    return list(await session.scalars(query.order_by(RecordingRow.begun_at)))


async def unconfirmed(session: AsyncSession, before: datetime, most: int) -> list[tuple[UUID, UUID, str]]:
    """Return (recording, device, claim hash) of parts that nobody confirmed, claimed before then: some of them.

    By chance, not by age: parts that never come must not keep the others from being looked at.
    """
    query = (
        select(ClaimRow.recording_id, ClaimRow.device_id, ClaimRow.claim_sha256)
        .where(ClaimRow.held_at.is_(None), ClaimRow.number.is_not(None), ClaimRow.received_at < before)
        .order_by(func.random())
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]
