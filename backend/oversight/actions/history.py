"""The history of an object, for those who may see the object."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.devices import actions as devices
from backend.footage import actions as footage
from backend.incidents import actions as incidents
from backend.kernel.access import Actor, may
from backend.kernel.problems import NotFound
from backend.oversight import rules, store
from backend.people import actions as people
from backend.reviews import actions as reviews
from schemas.oversight import TrailEntry


async def _recording(session: AsyncSession, actor: Actor, object_id: UUID) -> None:
    recording = await footage.recording(session, object_id)
    if recording is None or not (
        recording.officer_id == actor.person_id or may(actor, "footage.read_unit", recording.unit_path)
    ):
        raise NotFound


_MAY_SEE: dict[str, Callable[[AsyncSession, Actor, UUID], Awaitable[object]]] = {
    "incident": incidents.incident,
    "recording": _recording,
    "device": devices.device,
    "person": people.person,
    "review": reviews.incident_of,
}


async def history(session: AsyncSession, actor: Actor, kind: str, object_id: UUID) -> list[TrailEntry]:
    """Return what happened to an object, newest first; an unsealed tail is shown as such. Raises NotFound."""
    may_see = _MAY_SEE.get(kind)
    if may_see is None:
        raise NotFound
    await may_see(session, actor, object_id)
    lines = await store.history(session, kind, object_id, with_context=kind == "incident")
    entries = []
    for line in lines:
        text_zh, text_en = rules.sentence(line.kind, line.body)
        entries.append(
            TrailEntry(
                id=line.id,
                at=line.at,
                kind=line.kind,
                actor_name=line.actor_name,
                actor_kind=line.actor_kind,
                text_zh=text_zh,
                text_en=text_en,
                body=line.body,
                row_sha256=line.row_sha256,
                sealed=line.sealed,
            )
        )
    return entries
