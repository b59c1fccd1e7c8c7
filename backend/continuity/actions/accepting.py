"""Taking in what the media worker answers, and saying what it should do next."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import rules, store
from backend.continuity.actions.judging import gather, judge_again
from backend.footage import actions as footage
from backend.footage.actions import RecordingFacts
from backend.kernel import live, trail
from backend.kernel.ids import new_id
from schemas.jobs import DeriveTake, MeasurePart, PicturesTaken, TakeDerived, TakePart, TakePictures
from schemas.measures import PartMeasure

MAX_PICTURES = 24


async def accept_measure(session: AsyncSession, measure: PartMeasure, now: datetime) -> None:
    """Keep one part's measure and judge the recording; the last part of a take sets its copy going."""
    recording = await footage.recording(session, measure.recording_id)
    assert recording, "a part is measured only after it was claimed"
    await store.lock(session, recording.id)
    known = await store.numbers_of(session, recording.month, recording.id)
    before = known.get(measure.claim_sha256)
    numbers = rules.numbers_of(measure)
    series = msgspec.msgpack.encode((measure.picture, measure.sound, measure.edge_luma_first, measure.edge_luma_last))
    await store.keep_measure(session, recording.month, recording.id, measure.claim_sha256, numbers, series, now)
    await judge_again(session, recording.id, now)
    if before is None and await _measured_to_its_end(session, recording, measure.take):
        columns = trail.row(
            trail.SERVER,
            "continuity.take_measured",
            "recording",
            recording.id,
            recording.unit_path,
            {"take": measure.take},
            now=now,
            context_id=recording.incident_id,
        )
        await trail.record(session, columns)


async def _measured_to_its_end(session: AsyncSession, recording: RecordingFacts, take: int) -> bool:
    facts = await gather(session, recording)
    mine = [part for part in facts.parts if part.claim.take == take]
    ended = any(part.claim.take_ended for part in mine) or any(part.claim.take > take for part in facts.parts)
    return ended and all(part.numbers is not None for part in mine)


async def _take_parts(session: AsyncSession, recording: RecordingFacts, take: int) -> list[TakePart]:
    """Return the held and readable parts of a take in order, the first claim of each number."""
    found: dict[int, TakePart] = {}
    for part in (await gather(session, recording)).parts:
        claim, numbers = part.claim, part.numbers
        good = numbers is not None and numbers.outcome == "measured" and part.held_at is not None
        if claim.take == take and good and claim.number not in found:
            key = f"footage/{recording.id}/{part.claim_sha256}.mp4"
            found[claim.number] = TakePart(
                number=claim.number,
                key=key,
                sha256=claim.sha256,
                size=claim.size,
                media_from_us=claim.media_from_us,
                media_to_us=claim.media_to_us,
            )
    return [found[number] for number in sorted(found)]


async def take_to_derive(session: AsyncSession, recording_id: UUID, take: int) -> DeriveTake | None:
    """Return the order for a take's viewing copy from what is there, or None when nothing is."""
    recording = await footage.recording(session, recording_id)
    parts = await _take_parts(session, recording, take) if recording else []
    return DeriveTake(recording_id=recording_id, take=take, parts=parts) if parts else None


async def takes_to_derive(session: AsyncSession, recording_id: UUID) -> list[DeriveTake]:
    """Return orders for takes that are not whole and whose copy is missing or was made from other parts.

    A supervisor must be able to watch what there is of a recording that is not complete.
    """
    recording = await footage.recording(session, recording_id)
    assert recording
    takes = {part.claim.take for part in (await gather(session, recording)).parts}
    copies = await store.copies(session, recording_id)
    made = {copy.take: sorted(copy.parts) for copy in copies if copy.kind == "viewing"}
    orders = []
    for take in sorted(takes):
        parts = await _take_parts(session, recording, take)
        if parts and made.get(take) != [part.number for part in parts]:
            orders.append(DeriveTake(recording_id=recording_id, take=take, parts=parts))
    return orders


async def rechecked(session: AsyncSession, recording_id: UUID, since: datetime) -> bool:
    """Return whether every measured part of a recording was hashed again at or after then."""
    recording = await footage.recording(session, recording_id)
    assert recording
    oldest = await store.oldest_measure(session, recording.month, recording_id)
    return oldest is None or oldest >= since


async def pictures_to_take(session: AsyncSession, recording_id: UUID) -> list[TakePictures]:
    """Return orders for the pictures of findings that have none yet, one a take."""
    recording = await footage.recording(session, recording_id)
    assert recording
    result = rules.judge(await gather(session, recording), recording.last_contact_at)
    have = {(each.take, each.at_us) for each in await store.copies(session, recording_id) if each.kind == "picture"}
    wanted: dict[int, set[int]] = {}
    for finding in result.findings:
        for picture in finding.pictures:
            if (picture.take, picture.at_us) not in have:
                wanted.setdefault(picture.take, set()).add(picture.at_us)
    orders = []
    for take, times in sorted(wanted.items()):
        parts = await _take_parts(session, recording, take)
        if parts:
            at_us = sorted(times)[:MAX_PICTURES]
            orders.append(TakePictures(recording_id=recording_id, take=take, parts=parts, at_us=at_us))
    return orders


async def accept_copies(session: AsyncSession, answer: TakeDerived | PicturesTaken, now: datetime) -> None:
    """Keep where viewing copies and pictures lie."""
    parts = answer.part_numbers if isinstance(answer, TakeDerived) else []
    own = f"derived/{answer.recording_id}/"
    assert all(each.key.startswith(own) for each in answer.objects), "a worker shows nothing but this recording"
    ids = [new_id() for _ in answer.objects]
    await store.keep_copies(session, answer.recording_id, answer.take, parts, answer.objects, ids, now)
    recording = await footage.recording(session, answer.recording_id)
    assert recording
    await live.tell(session, "recording", recording.id, recording.unit_path)


async def parts_to_recheck(session: AsyncSession, recording_id: UUID) -> list[MeasurePart]:
    """Return orders to hash every held part again: what will be signed is what lies there now."""
    recording = await footage.recording(session, recording_id)
    if recording is None:
        return []
    return [
        MeasurePart(
            recording_id=recording_id,
            claim_sha256=part.claim_sha256,
            number=part.claim.number,
            take=part.claim.take,
            key=f"footage/{recording_id}/{part.claim_sha256}.mp4",
            sha256=part.claim.sha256,
            size=part.claim.size,
        )
        for part in (await gather(session, recording)).parts
        if part.held_at is not None
    ]
