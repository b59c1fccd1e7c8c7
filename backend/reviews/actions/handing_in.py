"""An officer hands in a version of his report; a later one is a new submission."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.incidents import actions as incidents
from backend.kernel import live, trail
from backend.kernel.access import Actor
from backend.kernel.ids import new_id
from backend.kernel.problems import Conflict, Refused
from backend.reviews import rules, store
from backend.reviews.actions.matter import Papers, papers
from backend.reviews.actions.reading import summary
from backend.reviews.store import ReviewRow
from schemas.incidents import IncidentState
from schemas.reviews import HandIn, HandInCheck, Obstacle, ReviewState, ReviewSummary


async def check_hand_in(session: AsyncSession, actor: Actor, incident_id: UUID, now: datetime) -> HandInCheck:
    """Return all that still hinders handing in. Raises NotFound."""
    await incidents.incident(session, actor, incident_id)
    matter = (await papers(session, incident_id, now)).matter
    obstacles = rules.obstacles_to_hand_in(matter, actor.person_id)
    gaps = [gap for link, gap in rules.unexplained(matter) if link.recording.officer_id == actor.person_id]
    return HandInCheck(ready=not rules.blocking(obstacles), obstacles=obstacles, gaps=gaps)


async def _twice(session: AsyncSession, actor: Actor, incident_id: UUID, now: datetime) -> Conflict:
    """Write down that a report came twice, and return the refusal."""
    facts = await incidents.facts(session, incident_id)
    assert facts
    who, kind = trail.person(actor), "reviews.hand_in_refused"
    await trail.record(session, trail.row(who, kind, "incident", incident_id, facts.unit_path, {}, now=now))
    return Conflict("already_handed_in", "报告已经提交，不能重复提交。", "The report is handed in already.", keep=True)


async def hand_in(
    session: AsyncSession, actor: Actor, incident_id: UUID, order: HandIn, now: datetime
) -> ReviewSummary:
    """Freeze this version and send it to review; the same submission again changes nothing.

    Raises Conflict (already_handed_in, report_conflict), Refused with all obstacles, NotFound.
    """
    await incidents.incident(session, actor, incident_id)
    await store.lock_incident(session, incident_id)
    known = await store.of_submission(session, order.submission_id)
    if known is not None and (known.incident_id, known.handed_in_by) == (incident_id, actor.person_id):
        return await summary(session, known, now)
    if known is not None or await store.standing(session, incident_id) is not None:
        raise await _twice(session, actor, incident_id, now)
    there = await papers(session, incident_id, now)
    _judge(there, actor, order)
    row = await _put(session, actor, there, order, now)
    body = {"version": row.version, "digest": there.digest, "submission": str(row.submission_id)}
    await note(session, trail.person(actor), "reviews.handed_in", row, body, now)
    return await summary(session, row, now)


def _judge(there: Papers, actor: Actor, order: HandIn) -> None:
    if there.matter.incident.version != order.version:
        raise Conflict(
            "report_conflict",
            "报告已有新版本，请核对后再提交。",
            "The report has a newer version: look at it first.",
            extra={"version": there.matter.incident.version},
        )
    refuse(
        rules.obstacles_to_hand_in(there.matter, actor.person_id),
        "hand_in_hindered",
        "还不能提交，请先处理以下各项。",
        "It cannot be handed in yet: these come first.",
    )


def refuse(obstacles: list[Obstacle], code: str, zh: str, en: str) -> None:
    """Raises Refused carrying every obstacle, if any of them blocks."""
    if rules.blocking(obstacles):
        raise Refused(code, zh, en, obstacles=[msgspec.to_builtins(each) for each in obstacles])


async def _put(session: AsyncSession, actor: Actor, there: Papers, order: HandIn, now: datetime) -> ReviewRow:
    incident = there.matter.incident
    facts = await incidents.facts(session, incident.id)
    assert facts
    row = ReviewRow(
        id=new_id(),
        submission_id=order.submission_id,
        incident_id=incident.id,
        version=order.version,
        state=ReviewState.WAITING.value,
        unit_id=facts.unit_id,
        unit_path=facts.unit_path,
        handed_in_by=actor.person_id,
        handed_in_by_name=actor.name,
        handed_in_at=now,
        due_at=rules.due_at(now),
    )
    session.add(row)
    await session.flush()
    store.add_step(session, row, "handed_in", by_id=actor.person_id, by_name=actor.name, now=now)
    await incidents.mark(session, incident.id, IncidentState.HANDED_IN)
    return row


async def note(
    session: AsyncSession, who: trail.Who, kind: str, row: ReviewRow, body: dict[str, Any], now: datetime
) -> None:
    """Write the act into the trail and tell the screens."""
    await session.flush()
    columns = trail.row(who, kind, "review", row.id, row.unit_path, body, now=now, context_id=row.incident_id)
    await trail.record(session, columns)
    await live.tell(session, "review", row.id, row.unit_path)
    await live.tell(session, "incident", row.incident_id, row.unit_path)
