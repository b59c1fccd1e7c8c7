"""The door of footage: take claims, give tickets, confirm what is held, answer who recorded what."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.devices import actions as devices
from backend.devices.actions import KnownDevice
from backend.footage import rules, store
from backend.footage.rules import Refusal
from backend.footage.store import RecordingFacts, StoredClaim
from backend.footage.tables import ClaimRow
from backend.kernel import live, trail
from backend.kernel.access import Actor, reach
from backend.kernel.canonical import canonical, from_base64url, p256_signature_holds, sha256_hex
from backend.kernel.ids import new_id
from backend.kernel.keys import ServerKeys
from backend.kernel.ports import ObjectStore
from backend.kernel.problems import Refused
from schemas.footage import (
    Claim,
    ClaimAnswer,
    ClaimAnswers,
    ClaimStatus,
    ConfirmAnswer,
    HandInClaims,
    PartClaim,
    PartProblem,
    ReceiptBody,
    ReceiptPart,
    RecordingSummary,
    SignedClaim,
    SignedConfirm,
    SignedReceipt,
)

__all__ = [
    "RecordingFacts",
    "StoredClaim",
    "claims_of",
    "confirm",
    "hand_in_claims",
    "moment",
    "open_recordings",
    "recording",
    "recordings",
    "recordings_by",
    "sweep",
]

NOBODY = UUID(int=0)


class _Read(msgspec.Struct):
    """One claim on its way through: what it is, whose, and what was decided."""

    signed: SignedClaim
    sha256: str
    claim: Claim | None = None
    device: KnownDevice | None = None
    refusal: Refusal | None = None


def _holds(device: KnownDevice, text: str, signature: str) -> bool:
    try:
        raw = from_base64url(signature)
    except ValueError:
        return False
    return p256_signature_holds(device.public_key, raw, text.encode())


async def _read(session: AsyncSession, signed: SignedClaim, seen: dict[UUID, KnownDevice | None]) -> _Read:
    """Take one claim apart and check device and signature."""
    read = _Read(signed, sha256_hex(signed.claim.encode()))
    read.claim = rules.read_claim(signed.claim)
    if read.claim is None:
        read.refusal = rules.MALFORMED
        return read
    device_id = read.claim.device_id
    if device_id not in seen:
        seen[device_id] = await devices.known(session, device_id)
    device = seen[device_id]
    read.device, read.refusal = device, rules.device_refusal(device.state if device else None)
    if device and read.refusal is None and not _holds(device, signed.claim, signed.signature):
        read.refusal = rules.SIGNATURE
    return read


async def hand_in_claims(
    session: AsyncSession, keys: ServerKeys, objects: ObjectStore, order: HandInClaims, now: datetime
) -> ClaimAnswers:
    """Take claims in any order and number, idempotently; answer each with a ticket, a receipt's word or a refusal."""
    seen: dict[UUID, KnownDevice | None] = {}
    reads = [await _read(session, signed, seen) for signed in order.claims]
    groups: dict[UUID, list[_Read]] = {}
    for read in reads:
        if read.claim is not None and read.refusal is None:
            groups.setdefault(read.claim.recording_id, []).append(read)
    held: dict[str, ClaimRow | None] = {}
    for recording_id, group in sorted(groups.items()):
        held |= await _take(session, recording_id, group, now)
    for device_id, device in seen.items():
        if device is not None:
            await devices.heard_from(session, device_id, now)
    await _note_refusals(session, [read for read in reads if read.refusal], now)
    answers = [await _answer(objects, read, held.get(read.sha256)) for read in reads]
    return ClaimAnswers(answers=answers, server_time=keys.signed_time(now))


async def _take(
    session: AsyncSession, recording_id: UUID, group: list[_Read], now: datetime
) -> dict[str, ClaimRow | None]:
    """Write one recording's new claims and the trail; return those known before, with their rows."""
    opened = await store.open_recording(session, _recording_facts(recording_id, group, now))
    if opened is None:
        for read in group:
            read.refusal = rules.FOREIGN
        return {}
    month, unit_path, incident_id, is_new = opened
    known = await store.known_claims(session, month, recording_id, [read.sha256 for read in group])
    new = {read.sha256: read for read in group if read.sha256 not in known}
    if new:
        await store.add_claims(session, [_claim_row(month, read, now) for read in new.values()])
        first = group[0]
        assert first.device
        who = trail.Who("device", first.device.id, first.device.name)
        closing = any(not isinstance(read.claim, PartClaim) for read in new.values())
        body = {"claims": [_told(read) for read in new.values()], "opened": is_new, "closing": closing}
        columns = trail.row(
            who, "footage.claims_taken", "recording", recording_id, unit_path, body, now=now, context_id=incident_id
        )
        await trail.record(session, columns)
    return {sha256: row for sha256, row in known.items()}


def _told(read: _Read) -> dict[str, Any]:
    number = read.claim.number if isinstance(read.claim, PartClaim) else None
    return {"number": number, "claim_sha256": read.sha256}


def _recording_facts(recording_id: UUID, group: list[_Read], now: datetime) -> dict[str, Any]:
    parts = [read.claim for read in group if isinstance(read.claim, PartClaim)]
    claims = [read.claim for read in group if read.claim]
    first, device = claims[0], group[0].device
    assert device
    walls = [part.wall_from_ms for part in parts] or [c.wall_ms for c in claims if not isinstance(c, PartClaim)]
    ends = [part.wall_to_ms for part in parts] or walls
    return {
        "id": recording_id,
        "month": rules.month_of(now),
        "device_id": device.id,
        "officer_id": first.officer_id,
        "incident_id": next((claim.incident_id for claim in claims if claim.incident_id), None),
        "unit_path": device.unit_path,
        "begun_at": moment(min(walls)),
        "ended_at": moment(max(ends)),
        "now": now,
        "closed_at": now if len(parts) < len(claims) else None,
        "battery": next((part.battery_percent for part in reversed(parts) if part.battery_percent is not None), None),
    }


def moment(epoch_ms: int) -> datetime:
    """Return the aware moment of a phone's clock reading."""
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)


def _claim_row(month: Any, read: _Read, now: datetime) -> dict[str, Any]:
    claim = read.claim
    assert claim and read.device
    part = claim if isinstance(claim, PartClaim) else None
    return {
        "month": month,
        "recording_id": claim.recording_id,
        "claim_sha256": read.sha256,
        "number": part.number if part else None,
        "take": part.take if part else None,
        "sha256": part.sha256 if part else None,
        "size": part.size if part else None,
        "raw": read.signed.claim,
        "signature": from_base64url(read.signed.signature),
        "device_id": read.device.id,
        "received_at": now,
    }


async def _note_refusals(session: AsyncSession, refused: list[_Read], now: datetime) -> None:
    for read in refused:
        device_id = read.claim.device_id if read.claim else NOBODY
        path = read.device.unit_path if read.device else ""
        assert read.refusal
        body = {"code": read.refusal.code, "claim_sha256": read.sha256}
        who = trail.Who("device", device_id, read.device.name if read.device else "?")
        await trail.record(session, trail.row(who, "footage.claim_refused", "device", device_id, path, body, now=now))


async def _answer(objects: ObjectStore, read: _Read, row: ClaimRow | None) -> ClaimAnswer:
    if read.refusal:
        return ClaimAnswer(
            claim_sha256=read.sha256,
            status=ClaimStatus.REFUSED,
            code=read.refusal.code,
            text_zh=read.refusal.zh,
            text_en=read.refusal.en,
        )
    if row is not None and row.held_at is not None:
        return ClaimAnswer(claim_sha256=read.sha256, status=ClaimStatus.HELD)
    status = ClaimStatus.ACCEPTED if row is None else ClaimStatus.KNOWN
    ticket = None
    if isinstance(read.claim, PartClaim):
        key = rules.key_of(read.claim, read.sha256)
        ticket = await objects.sign_put(key, size=read.claim.size, sha256=read.claim.sha256)
    return ClaimAnswer(claim_sha256=read.sha256, status=status, ticket=ticket)


async def confirm(
    session: AsyncSession, keys: ServerKeys, objects: ObjectStore, order: SignedConfirm, now: datetime
) -> ConfirmAnswer:
    """Check what the store really holds; return a signed receipt for it and a reason for the rest."""
    body = rules.read_confirm(order.confirm)
    device = await devices.known(session, body.device_id) if body else None
    if body is None or device is None or not _holds(device, order.confirm, order.signature):
        raise Refused(*rules.CONFIRM)
    receipt, problems = await _hold(session, keys, objects, device, body.recording_id, body.claims, now)
    await devices.heard_from(session, device.id, now)
    return ConfirmAnswer(receipt=receipt, problems=problems, server_time=keys.signed_time(now))


async def _hold(
    session: AsyncSession,
    keys: ServerKeys,
    objects: ObjectStore,
    device: KnownDevice,
    recording_id: UUID,
    hashes: Sequence[str],
    now: datetime,
) -> tuple[SignedReceipt | None, list[PartProblem]]:
    month = await store.month_of(session, recording_id, device.id)
    rows = await store.known_claims(session, month, recording_id, hashes, lock=True) if month else {}
    parts = {h: (row, c) for h, row in rows.items() if isinstance(c := rules.read_claim(row.raw), PartClaim)}
    heads = await asyncio.gather(*(objects.head(rules.key_of(claim, h)) for h, (_, claim) in parts.items()))
    problems = [_problem(h, rules.CLAIM_UNKNOWN) for h in hashes if h not in parts]
    held: list[tuple[str, PartClaim]] = []
    for (h, (_, claim)), found in zip(parts.items(), heads, strict=True):
        refusal = rules.store_refusal(claim.size, claim.sha256, (found.size, found.sha256) if found else None)
        if refusal:
            problems.append(_problem(h, refusal))
        else:
            held.append((h, claim))
    if not held:
        return None, problems
    assert month
    fresh = [(h, claim) for h, claim in held if parts[h][0].held_at is None]
    await store.mark_held(session, month, recording_id, [h for h, _ in fresh], now)
    receipt = await _receipt(session, keys, device, recording_id, held, now)
    if fresh:
        await _note_held(session, device, recording_id, fresh, now)
    return receipt, problems


def _problem(claim_sha256: str, refusal: Refusal) -> PartProblem:
    return PartProblem(claim_sha256=claim_sha256, code=refusal.code, text_zh=refusal.zh, text_en=refusal.en)


async def _receipt(
    session: AsyncSession,
    keys: ServerKeys,
    device: KnownDevice,
    recording_id: UUID,
    held: list[tuple[str, PartClaim]],
    now: datetime,
) -> SignedReceipt:
    parts = [ReceiptPart(number=c.number, claim_sha256=h, sha256=c.sha256, size=c.size) for h, c in held]
    parts.sort(key=lambda part: part.number)
    body = ReceiptBody(
        version=1, kind="receipt", recording_id=recording_id, device_id=device.id, parts=parts, held_at=now
    )
    text = canonical(body)
    key_id, signature = keys.sign(text)
    receipt = SignedReceipt(receipt=text.decode(), key_id=key_id, signature=signature)
    await store.keep_receipt(session, new_id(), recording_id, receipt, now)
    return receipt


async def _note_held(
    session: AsyncSession, device: KnownDevice, recording_id: UUID, fresh: list[tuple[str, PartClaim]], now: datetime
) -> None:
    facts = await store.recording(session, recording_id)
    assert facts
    parts = [
        {
            "number": c.number,
            "take": c.take,
            "claim_sha256": h,
            "sha256": c.sha256,
            "size": c.size,
            "key": rules.key_of(c, h),
        }
        for h, c in fresh
    ]
    who = trail.Who("device", device.id, device.name)
    columns = trail.row(
        who,
        "footage.part_held",
        "recording",
        recording_id,
        facts.unit_path,
        {"parts": parts},
        now=now,
        context_id=facts.incident_id,
    )
    await trail.record(session, columns)
    await live.tell(session, "recording", recording_id, facts.unit_path)


async def sweep(session: AsyncSession, keys: ServerKeys, objects: ObjectStore, before: datetime, now: datetime) -> int:
    """Find parts that arrived without a confirm; return how many are held now that were not."""
    groups: dict[tuple[UUID, UUID], list[str]] = {}
    for recording_id, device_id, claim_sha256 in await store.unconfirmed(session, before, 500):
        groups.setdefault((recording_id, device_id), []).append(claim_sha256)
    found = 0
    for (recording_id, device_id), hashes in sorted(groups.items()):
        device = await devices.known(session, device_id)
        if device is not None:
            receipt, _ = await _hold(session, keys, objects, device, recording_id, hashes, now)
            found += len(msgspec.json.decode(receipt.receipt, type=ReceiptBody).parts) if receipt else 0
    return found


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
