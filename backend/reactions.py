"""Event → jobs: what follows from an act, as a table one can read. Jobs join the act's transaction."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions as continuity
from backend.coverage import actions as coverage
from backend.kernel.jobs import Job
from schemas.continuity import VerdictWord
from schemas.jobs import BACKEND_QUEUE, DERIVE_QUEUE, MEDIA_QUEUE, MeasurePart

Columns = dict[str, Any]
Put = Callable[[AsyncSession, Job], Awaitable[None]]
FIRST, SOON, LATER = 20, 10, 0  # a phone's verdict before copies, copies before nightly work


def reactor(put: Put) -> Callable[[AsyncSession, Columns], Awaitable[None]]:
    """Return what a session calls after each row of the trail."""

    async def react(session: AsyncSession, event: Columns) -> None:
        for reaction in REACTIONS.get(event["kind"], ()):
            for job in await reaction(session, event):
                await put(session, job)

    return react


async def measure_parts(_: AsyncSession, event: Columns) -> list[Job]:
    """Every part that came to be held is measured."""
    body = msgspec.json.decode(event["body"])
    return [
        Job(
            task="media.measure_part",
            queue=MEDIA_QUEUE,
            priority=FIRST,
            message=msgspec.convert(part | {"recording_id": str(event["object_id"])}, MeasurePart),
        )
        for part in body["parts"]
    ]


def _backend(task: str, **ids: UUID) -> Job:
    return Job(task=task, queue=BACKEND_QUEUE, priority=SOON, message={name: str(each) for name, each in ids.items()})


async def judge(_: AsyncSession, event: Columns) -> list[Job]:
    """From its first claim on, or nobody would judge silence; a closing claim and what follows it change the word."""
    body = msgspec.json.decode(event["body"])
    if not (body["opened"] or body["closing"] or body["late"]):
        return []
    return [_backend("continuity.judge", recording_id=event["object_id"])]


async def link(_: AsyncSession, event: Columns) -> list[Job]:
    """A recording finds its incident when its first claims are here, and again when it is closed."""
    body = msgspec.json.decode(event["body"])
    if not (body["opened"] or body["closing"]):
        return []
    return [_backend("coverage.link", recording_id=event["object_id"])]


async def link_what_waits(_: AsyncSession, event: Columns) -> list[Job]:
    """A recording may be here before its incident."""
    return [_backend("coverage.link_what_waits", incident_id=event["object_id"])]


async def derive(session: AsyncSession, event: Columns) -> list[Job]:
    """A take that is measured to its end gets its viewing copy."""
    message = await continuity.take_to_derive(session, event["object_id"], msgspec.json.decode(event["body"])["take"])
    return [Job(task="media.derive_take", queue=DERIVE_QUEUE, priority=SOON, message=message)] if message else []


async def derive_what_is_there(session: AsyncSession, event: Columns) -> list[Job]:
    """A recording that is not complete can still be watched as far as it goes."""
    if msgspec.json.decode(event["body"])["word"] != VerdictWord.INCOMPLETE:
        return []
    orders = await continuity.takes_to_derive(session, event["object_id"])
    return [Job(task="media.derive_take", queue=DERIVE_QUEUE, priority=SOON, message=order) for order in orders]


async def picture(session: AsyncSession, event: Columns) -> list[Job]:
    """Findings get their pictures."""
    orders = await continuity.pictures_to_take(session, event["object_id"])
    return [Job(task="media.take_pictures", queue=DERIVE_QUEUE, priority=LATER, message=order) for order in orders]


async def recheck(session: AsyncSession, event: Columns) -> list[Job]:
    """Before anyone signs, the stored bytes are hashed once more."""
    jobs: list[Job] = []
    for recording_id in await coverage.recordings_of(session, event["context_id"]):
        orders = await continuity.parts_to_recheck(session, recording_id)
        jobs += [Job(task="media.measure_part", queue=MEDIA_QUEUE, priority=SOON, message=order) for order in orders]
    return jobs


async def check_signed(session: AsyncSession, event: Columns) -> list[Job]:
    """A later change of anything signed shows and reopens it."""
    incident_id = event["object_id"] if event["object_kind"] == "incident" else event["context_id"]
    if event["object_kind"] == "recording":
        incident_id = await coverage.incident_of(session, event["object_id"]) or incident_id
    return [_backend("reviews.check_signed", incident_id=incident_id)] if incident_id else []


Reaction = Callable[[AsyncSession, Columns], Awaitable[list[Job]]]

REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "footage.claims_taken": (link, judge),
    "footage.part_held": (measure_parts,),
    "continuity.take_measured": (derive,),
    "continuity.judged": (derive_what_is_there, picture, check_signed),
    "continuity.gap_stated": (check_signed,),
    "coverage.linked": (check_signed,),
    "coverage.unlinked": (check_signed,),
    "incidents.created": (link_what_waits,),
    "incidents.edited": (check_signed,),
    "incidents.time_entered": (check_signed,),
    "incidents.officer_added": (check_signed,),
    "reviews.handed_in": (recheck,),
    "reviews.signed": (check_signed,),  # a change that was committed while the signature was being written
}
