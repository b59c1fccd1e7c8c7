"""Jobs that gave up, the health of the parts, and live updates."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel import trail
from backend.kernel.access import Actor
from backend.kernel.live import LiveFeed, Told, concerns
from backend.kernel.ports import ObjectStore, StoreError
from backend.kernel.problems import NotFound
from backend.oversight import rules, store
from schemas.oversight import DeadLetter, Health, HealthPart, LiveEvent

PING_S = 20.0  # proxies close a silent stream
STREAM_S = 600.0  # then the browser connects again and its session and roles are asked for anew
STORE_WAIT_S = 5.0
SYSTEM = UUID(int=0)


async def dead_letters(session: AsyncSession, now: datetime) -> list[DeadLetter]:
    """Return jobs that gave up."""
    return await store.dead_letters(session, now)


async def retry(session: AsyncSession, actor: Actor, job_id: int, now: datetime) -> None:
    """Put a job that gave up back into its queue. Raises NotFound."""
    task = await store.retry(session, job_id, now)
    if task is None:
        raise NotFound
    columns = trail.row(
        trail.person(actor),
        "oversight.job_retried",
        "system",
        SYSTEM,
        actor.unit_path,
        {"job": job_id, "task": task},
        now=now,
    )
    await trail.record(session, columns)


async def health(session: AsyncSession, objects: ObjectStore, now: datetime) -> Health:
    """Return how each part is; nothing in it names a person or a place."""
    down = HealthPart(ok=False, detail="unknown: the database does not answer")
    parts = {"web": HealthPart(ok=True), "store": await _store(objects)}
    pulse = await store.pulse(session, rules.MAX_BEAT)
    if pulse is None:
        parts |= {"database": HealthPart(ok=False, detail="no answer"), "queue": down, "workers": down, "sealer": down}
    else:
        parts |= {
            "database": HealthPart(ok=True),
            "queue": rules.part_of_queue(pulse.oldest_job, pulse.waiting, pulse.failed, now),
            "workers": rules.part_of_workers(pulse.workers),
            "sealer": rules.part_of_sealer(pulse.oldest_unsealed, now),
        }
    return Health(ok=all(part.ok for part in parts.values()), parts=parts, version=_version())


async def _store(objects: ObjectStore) -> HealthPart:
    try:
        async with asyncio.timeout(STORE_WAIT_S):
            await objects.ready()
    except (StoreError, TimeoutError):
        return HealthPart(ok=False, detail="no answer")
    return HealthPart(ok=True)


def _version() -> str:
    try:
        return version("lianzheng")
    except PackageNotFoundError:
        return "unknown"


async def watch(live: LiveFeed, actor: Actor) -> AsyncIterator[LiveEvent | None]:
    """Yield what changes within the actor's sight for a while; None now and then, to keep the line open."""
    ends = asyncio.get_running_loop().time() + STREAM_S

    def wants(told: Told) -> bool:
        return concerns(actor, told)

    async with live.subscribe(wants) as events:
        yield None
        while (left := ends - asyncio.get_running_loop().time()) > 0:
            event = None
            try:
                async with asyncio.timeout(min(PING_S, left)):
                    event = await anext(events)
            except TimeoutError:
                pass
            except StopAsyncIteration:  # this process stops
                return
            yield event
