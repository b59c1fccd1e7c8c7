"""The door of custody: play a take, look at a picture, see who did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions as continuity
from backend.coverage import actions as coverage
from backend.custody import rules, store
from backend.footage import actions as footage
from backend.footage.actions import RecordingFacts
from backend.kernel import trail
from backend.kernel.access import Actor, may, require
from backend.kernel.ports import ObjectStore
from backend.kernel.problems import Conflict, NotFound
from schemas.custody import Playback, ViewEntry


async def _playable(session: AsyncSession, actor: Actor, recording_id: UUID) -> RecordingFacts:
    """Return the recording if it is the actor's own, or of a unit he leads or inspects. Raises NotFound, Forbidden."""
    recording = await footage.recording(session, recording_id)
    if recording is None:
        raise NotFound
    if recording.officer_id == actor.person_id:
        require(actor, "footage.play", actor.unit_path)
    elif not may(actor, "footage.play_unit", recording.unit_path):
        raise NotFound
    return recording


async def play(
    session: AsyncSession, objects: ObjectStore, actor: Actor, recording_id: UUID, take: int, now: datetime
) -> Playback:
    """Return an address that plays one take, and write down who asked.

    Raises NotFound out of reach, Conflict (viewing_not_ready) while the copy is being made.
    REC-09 of the 2016 recording rule; its article number is not known for sure.
    """
    recording = await _playable(session, actor, recording_id)
    copy = await continuity.viewing_copy(session, recording_id, take)
    if copy is None:
        raise Conflict(
            "viewing_not_ready",
            "这一段的观看副本还没有做好，请稍后再试。",
            "The copy for viewing is not ready yet: try again soon.",
        )
    url = await objects.sign_get(copy.key, expires=rules.ADDRESS_LIFE)
    body = {"viewer": actor.name, "police_no": actor.police_no, "take": take, "copy_sha256": copy.sha256}
    await _note(session, actor, store.VIEWED, recording, body, now)
    return Playback(
        url=url, media_type=copy.media_type, expires_at=rules.ends_at(now), take=take, media_from_us=copy.media_from_us
    )


async def look(
    session: AsyncSession, objects: ObjectStore, actor: Actor, recording_id: UUID, picture_id: UUID, now: datetime
) -> str:
    """Return the address of a sheet, waveform or finding's picture; looks close together are one row in the log."""
    recording = await _playable(session, actor, recording_id)
    picture = await continuity.picture(session, picture_id)
    if picture is None or picture.recording_id != recording_id:
        raise NotFound
    if not await store.looked_since(session, recording_id, actor.person_id, rules.same_look_since(now)):
        body = {"viewer": actor.name, "police_no": actor.police_no}
        await _note(session, actor, store.LOOKED, recording, body, now)
    return await objects.sign_get(picture.key, expires=rules.ADDRESS_LIFE)


async def _note(
    session: AsyncSession, actor: Actor, kind: str, recording: RecordingFacts, body: dict[str, Any], now: datetime
) -> None:
    columns = trail.row(
        trail.person(actor),
        kind,
        "recording",
        recording.id,
        recording.unit_path,
        body,
        now=now,
        context_id=await coverage.incident_of(session, recording.id),
    )
    await trail.record(session, columns)


async def views(session: AsyncSession, actor: Actor, recording_id: UUID) -> list[ViewEntry]:
    """Return who played it, for its officer and for those who lead or inspect the unit. Raises NotFound."""
    await _playable(session, actor, recording_id)
    return await store.views(session, recording_id)
