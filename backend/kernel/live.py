"""Live updates: 'this changed, fetch it again', told in the act's transaction and heard after its commit."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.access import Actor, may
from schemas.oversight import LiveEvent

CHANNEL = "live"
TOPICS = {
    "incident": "incidents.read",
    "recording": "footage.read",
    "review": "reviews.read",
    "device": "devices.read",
    "person": "people.read",
}  # who hears of a change: whoever may do this in the unit where it happened


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What goes over the channel: ids and the unit's path only, never names; `people` hear it in any unit."""

    topic: str
    id: UUID
    unit_path: str
    people: list[UUID] = []


@runtime_checkable
class LiveFeed(Protocol):
    """Hears what every process tells. Within the context, iterating yields events until the reader leaves."""

    def subscribe(self, wants: Callable[[Told], bool]) -> AbstractAsyncContextManager[AsyncIterator[LiveEvent]]:
        """Listen to what `wants`; a reader too slow, or a lost connection, is told `*`: fetch anew."""
        ...


async def tell(session: AsyncSession, topic: str, id: UUID, unit_path: str, people: Sequence[UUID] = ()) -> None:
    """Tell all screens after this transaction commits.

    PostgreSQL delivers in commit order under one short lock: tell of an object once an act, never once a part.
    """
    told = Told(topic=topic, id=id, unit_path=unit_path, people=list(people))
    await session.execute(
        text("SELECT pg_notify(:channel, :payload)"),
        {"channel": CHANNEL, "payload": msgspec.json.encode(told).decode()},
    )


def concerns(actor: Actor, told: Told) -> bool:
    """Return whether this person may know that this changed."""
    act = TOPICS.get(told.topic)
    return actor.person_id in told.people or (act is not None and may(actor, act, told.unit_path))
