"""Taking claims: in any order and number, idempotently, each answered with a ticket or why not."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.devices import actions as devices
from backend.devices.actions import KnownDevice
from backend.footage import rules, store
from backend.footage.rules import Refusal
from backend.footage.store import ClaimRow, NewClaim, Taken
from backend.kernel import trail
from backend.kernel.canonical import from_base64url, p256_signature_holds, sha256_hex
from backend.kernel.keys import ServerKeys
from backend.kernel.ports import ObjectStore
from schemas.footage import Claim, ClaimAnswer, ClaimAnswers, ClaimStatus, HandInClaims, PartClaim, SignedClaim

NOBODY = UUID(int=0)


class _Read(msgspec.Struct):
    """One claim on its way through: what it is, whose, and what was decided."""

    signed: SignedClaim
    sha256: str
    claim: Claim | None = None
    device: KnownDevice | None = None
    refusal: Refusal | None = None


def signature_holds(device: KnownDevice, text: str, signature: str) -> bool:
    """Return whether the device signed exactly this text."""
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
        seen[device_id] = await devices.signer(session, device_id)
    device = seen[device_id]
    read.device, read.refusal = device, rules.device_refusal(device.state if device else None)
    if device and read.refusal is None and not signature_holds(device, signed.claim, signed.signature):
        read.refusal = rules.SIGNATURE
    return read


async def hand_in_claims(
    session: AsyncSession, keys: ServerKeys, objects: ObjectStore, order: HandInClaims, now: datetime
) -> ClaimAnswers:
    """Take claims in any order and number, idempotently; answer each with a ticket, a receipt's word or a refusal."""
    seen: dict[UUID, KnownDevice | None] = {}
    reads = [await _read(session, signed, seen) for signed in order.claims]
    groups: dict[tuple[UUID, UUID], list[_Read]] = {}
    for read in reads:
        if read.claim is not None and read.refusal is None:
            groups.setdefault((read.claim.recording_id, read.claim.device_id), []).append(read)
    held: dict[str, ClaimRow | None] = {}
    for (recording_id, _), group in sorted(groups.items()):
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
    each = {read.sha256: read for read in group}
    facts, rows = _recording_facts(recording_id, group, now), [_new_claim(read) for read in each.values()]
    taken = await store.take_claims(session, facts, rows)
    if taken is None:
        for read in group:
            read.refusal = rules.FOREIGN
        return {}
    old = [sha256 for sha256 in each if sha256 not in taken.added]
    known = await store.known_claims(session, taken.month, recording_id, old) if old else {}
    if taken.added:
        await _note_taken(session, recording_id, [each[h] for h in each if h in taken.added], taken, now)
    return {sha256: known.get(sha256) for sha256 in old}


async def _note_taken(session: AsyncSession, recording_id: UUID, new: list[_Read], taken: Taken, now: datetime) -> None:
    first = new[0]
    assert first.device
    who = trail.Who("device", first.device.id, first.device.name)
    closing = any(not isinstance(read.claim, PartClaim) for read in new)
    body = {
        "claims": [_told(read) for read in new],
        "opened": taken.is_new,
        "closing": closing,
        "late": taken.was_closed,
    }
    columns = trail.row(
        who,
        "footage.claims_taken",
        "recording",
        recording_id,
        taken.unit_path,
        body,
        now=now,
        context_id=taken.incident_id,
    )
    await trail.record(session, columns)


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
        "begun_at": rules.moment(min(walls)),
        "ended_at": rules.moment(max(ends)),
        "now": now,
        "closed_at": now if len(parts) < len(claims) else None,
        "battery": next((part.battery_percent for part in reversed(parts) if part.battery_percent is not None), None),
    }


def _new_claim(read: _Read) -> NewClaim:
    signature = from_base64url(read.signed.signature).hex()
    new = NewClaim(claim_sha256=read.sha256, raw=read.signed.claim, signature=signature)
    part = read.claim
    if not isinstance(part, PartClaim):
        return new
    return msgspec.structs.replace(new, number=part.number, take=part.take, sha256=part.sha256, size=part.size)


async def _note_refusals(session: AsyncSession, refused: list[_Read], now: datetime) -> None:
    """One row for a device and a reason, however many claims: nobody who cannot sign may fill the trail."""
    groups: dict[tuple[UUID, str], list[_Read]] = {}
    for read in refused:
        assert read.refusal
        device_id = read.device.id if read.device else NOBODY
        groups.setdefault((device_id, read.refusal.code), []).append(read)
    for (device_id, code), reads in sorted(groups.items()):
        device = reads[0].device
        who = trail.Who("device", device_id, device.name if device else "?")
        path, body = device.unit_path if device else "", {"code": code, "claims": [read.sha256 for read in reads]}
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
