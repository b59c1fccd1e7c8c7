"""Confirming: what the store really holds gets a signed receipt, the rest a reason."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.devices import actions as devices
from backend.devices.actions import KnownDevice
from backend.footage import rules, store
from backend.footage.actions.intake import signature_holds
from backend.footage.rules import Refusal
from backend.kernel import live, trail
from backend.kernel.canonical import canonical, sha256_hex
from backend.kernel.ids import new_id
from backend.kernel.keys import ServerKeys
from backend.kernel.ports import ObjectStore
from backend.kernel.problems import Refused
from schemas.footage import (
    ConfirmAnswer,
    PartClaim,
    PartProblem,
    ReceiptBody,
    ReceiptPart,
    SignedConfirm,
    SignedReceipt,
)


async def confirm(
    session: AsyncSession, keys: ServerKeys, objects: ObjectStore, order: SignedConfirm, now: datetime
) -> ConfirmAnswer:
    """Check what the store really holds; return a signed receipt for it and a reason for the rest."""
    body = rules.read_confirm(order.confirm)
    device = await devices.signer(session, body.device_id) if body else None
    if body is None or device is None or not signature_holds(device, order.confirm, order.signature):
        await _note_refused(session, device, [_problem(sha256_hex(order.confirm.encode()), rules.CONFIRM)], now)
        raise Refused(*rules.CONFIRM, keep=True)
    receipt, problems = await _hold(session, keys, objects, device, body.recording_id, body.claims, now)
    await _note_refused(session, device, [each for each in problems if each.code in rules.DIFFERS], now)
    await devices.heard_from(session, device.id, now)
    return ConfirmAnswer(receipt=receipt, problems=problems, server_time=keys.signed_time(now))


async def _note_refused(
    session: AsyncSession, device: KnownDevice | None, problems: list[PartProblem], now: datetime
) -> None:
    """Write down what was refused of a known phone; who cannot name one leaves nothing in the trail."""
    if device is None or not problems:
        return
    body = {"refused": [{"claim_sha256": each.claim_sha256, "code": each.code} for each in problems]}
    who = trail.Who("device", device.id, device.name)
    kind = "footage.confirm_refused"
    await trail.record(session, trail.row(who, kind, "device", device.id, device.unit_path, body, now=now))


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
        device = await devices.signer(session, device_id)
        if device is not None:
            receipt, _ = await _hold(session, keys, objects, device, recording_id, hashes, now)
            found += len(msgspec.json.decode(receipt.receipt, type=ReceiptBody).parts) if receipt else 0
    return found
