"""Gathering the facts of a recording and judging it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import rules, store
from backend.continuity.store import KeptVerdict
from backend.footage import actions as footage
from backend.footage.actions import RecordingFacts
from backend.kernel import live, trail
from backend.kernel.canonical import canonical, p256_signature_holds, sha256_hex
from schemas.continuity import Verdict, VerdictWord
from schemas.footage import Claim, PartClaim


async def gather(session: AsyncSession, recording: RecordingFacts) -> rules.Facts:
    """Return everything known of a recording; signatures are checked again over the stored bytes."""
    numbers = await store.numbers_of(session, recording.month, recording.id)
    parts: list[rules.Claimed] = []
    closings: list[rules.Closing] = []
    for stored in await footage.claims_of(session, recording):
        claim = msgspec.json.decode(stored.raw, type=Claim)
        raw = stored.raw.encode()
        holds = p256_signature_holds(recording.device_key, stored.signature, raw)
        holds = holds and sha256_hex(raw) == stored.claim_sha256
        if isinstance(claim, PartClaim):
            parts.append(
                rules.Claimed(
                    claim=claim,
                    claim_sha256=stored.claim_sha256,
                    signature_holds=holds,
                    received_at=stored.received_at,
                    held_at=stored.held_at,
                    numbers=numbers.get(stored.claim_sha256),
                )
            )
        else:
            closings.append(rules.Closing(claim=claim, claim_sha256=stored.claim_sha256, signature_holds=holds))
    return rules.Facts(
        recording_id=recording.id,
        parts=parts,
        closings=closings,
        statements=await store.statements(session, recording.id),
        last_contact_at=recording.last_contact_at,
        device_revoked_at=recording.device_revoked_at,
    )


async def verdict(session: AsyncSession, recording_id: UUID, now: datetime) -> Verdict | None:
    """Return the verdict as of now, without a question of access."""
    recording = await footage.recording(session, recording_id)
    return rules.judge(await gather(session, recording), now) if recording else None


def _essence(verdict: Verdict) -> str:
    """Return the hash of what a verdict says, without when it was said."""
    findings = [(f.id, f.severity, f.explanation) for f in verdict.findings]
    gaps = [(g.id, g.reason) for g in verdict.gaps]
    return sha256_hex(canonical([verdict.word, verdict.strip, findings, gaps, verdict.claims_root]))


async def judge_again(session: AsyncSession, recording_id: UUID, now: datetime) -> Verdict | None:
    """Judge, keep the verdict for lists, and write it in the trail when it says something new and final."""
    await store.lock(session, recording_id)
    recording = await footage.recording(session, recording_id)
    if recording is None:
        return None
    result = rules.judge(await gather(session, recording), now)
    essence = _essence(result)
    changed = essence != await store.essence(session, recording_id)
    await store.keep_verdict(session, result, essence)
    if changed:
        await live.tell(session, "recording", recording_id, recording.unit_path)
    if changed and result.word is not VerdictWord.PENDING:
        body = {
            "word": result.word,
            "strip": result.strip,
            "findings": [f.id for f in result.findings],
            "claims_root": result.claims_root,
            "engine": result.engine,
        }
        columns = trail.row(
            trail.SERVER,
            "continuity.judged",
            "recording",
            recording_id,
            recording.unit_path,
            body,
            now=now,
            context_id=recording.incident_id,
        )
        await trail.record(session, columns)
    return result


async def judge_stale(session: AsyncSession, now: datetime, most: int = 50) -> int:
    """Judge recordings again that waited a while: silence too is a fact. Returns how many."""
    waiting = await store.stale(session, now - timedelta(minutes=1), most)
    for recording_id in sorted(waiting):
        await judge_again(session, recording_id, now)
    return len(waiting)


async def kept_verdicts(session: AsyncSession, recording_ids: Sequence[UUID]) -> dict[UUID, KeptVerdict]:
    """Return the last kept verdicts, for lists."""
    return await store.kept(session, recording_ids)
