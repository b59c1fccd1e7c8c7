"""The door of incidents: open one, write its report, enter its times, find it."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.incidents import rules, store
from backend.incidents.store import IncidentFacts, IncidentRow, ReportRow
from backend.kernel import live, trail
from backend.kernel.access import Actor, may, require
from backend.kernel.ids import day_of, new_id
from backend.kernel.problems import Conflict, NotFound, Refused
from backend.people import actions as people
from schemas.incidents import (
    AddOfficer,
    CreateIncident,
    EditReport,
    EnterTime,
    Incident,
    IncidentState,
    Report,
    ReportVersion,
)

__all__ = [
    "IncidentFacts",
    "add_officer",
    "around",
    "create",
    "edit",
    "enter_time",
    "facts",
    "facts_in",
    "incident",
    "mark",
    "versions",
]


OPENED_BEFORE, OPENED_AFTER = timedelta(days=1), timedelta(days=7)  # ours: how far report and footage lie apart


async def _visible(
    session: AsyncSession, actor: Actor, incident_id: UUID, act: str, *, lock: bool = False
) -> IncidentRow:
    """Return the row if the actor is one of its officers or holds `act` over its unit. Raises NotFound."""
    row = await store.row_of(session, incident_id, lock=lock)
    if row is None:
        raise NotFound
    if may(actor, "incidents.read_unit", row.unit_path) and may(actor, act, row.unit_path):
        return row
    if any(each.id == actor.person_id for each in await store.officers(session, incident_id)):
        require(actor, act, actor.unit_path)
        return row
    raise NotFound


async def _note(session: AsyncSession, actor: Actor, kind: str, row: IncidentRow, body: object, now: datetime) -> None:
    await trail.record(session, trail.row(trail.person(actor), kind, "incident", row.id, row.unit_path, body, now=now))
    await live.tell(session, "incident", row.id, row.unit_path)


async def create(session: AsyncSession, actor: Actor, order: CreateIncident, now: datetime) -> Incident:
    """Return the new incident; the same id again by the same officer returns what is there."""
    known = await store.row_of(session, order.id)
    if known is not None:
        return await incident(session, actor, order.id)
    require(actor, "incidents.create", actor.unit_path)
    day = day_of(now)
    number = await store.next_number(session, actor.unit_id, await store.unit_code(session, actor.unit_id), day)
    row = IncidentRow(
        id=order.id,
        number=number,
        unit_id=actor.unit_id,
        unit_path=actor.unit_path,
        day=day,
        version=1,
        incident_class=order.report.incident_class.value,
        place=order.report.place,
        created_by=actor.person_id,
        created_at=now,
    )
    await store.add(session, row)
    await store.add(session, _version(row, 1, new_id(), order.report, actor, now))
    await store.add_officer(session, row.id, actor.person_id)
    for entry in order.times:
        _refuse_absurd(entry)
        await store.add_time(session, row.id, entry, actor.person_id, now)
    await session.flush()
    await _note(session, actor, "incidents.created", row, {"number": number, "report": order.report}, now)
    return await incident(session, actor, row.id)


def _version(row: IncidentRow, version: int, edit_id: UUID, report: Report, actor: Actor, now: datetime) -> ReportRow:
    return ReportRow(
        incident_id=row.id,
        version=version,
        edit_id=edit_id,
        report=msgspec.to_builtins(report),
        saved_by=actor.person_id,
        saved_at=now,
    )


async def incident(session: AsyncSession, actor: Actor, incident_id: UUID) -> Incident:
    """Return one incident, whole. Raises NotFound, also for other units'."""
    row = await _visible(session, actor, incident_id, "incidents.read")
    versions_ = await store.versions(session, incident_id)
    unit_name, creator = await store.names(session, row.unit_id, row.created_by)
    people_on_it = await store.officers(session, incident_id)
    return Incident(
        id=row.id,
        number=row.number,
        unit_id=row.unit_id,
        unit_name=unit_name,
        state=IncidentState(row.state),
        version=row.version,
        report=versions_[0].report,
        times=await store.times(session, incident_id),
        officers=people_on_it,
        created_at=row.created_at,
        created_by_name=creator,
        editable=any(each.id == actor.person_id for each in people_on_it)
        or may(actor, "incidents.write", row.unit_path),
    )


async def edit(session: AsyncSession, actor: Actor, incident_id: UUID, order: EditReport, now: datetime) -> Incident:
    """Save a new version. Raises Conflict (report_conflict) carrying both, when another was saved since."""
    row = await _visible(session, actor, incident_id, "incidents.write", lock=True)
    known = await store.report_of_edit(session, order.edit_id)
    if known is not None and known.incident_id == incident_id:
        return await incident(session, actor, incident_id)
    if order.base_version != row.version:
        there = await store.versions(session, incident_id)
        raise Conflict(
            "report_conflict",
            "别人已先保存了另一版本；两份都在，请对照后再存。",
            "Another version was saved meanwhile; both are kept: compare and save again.",
            extra={"current": msgspec.to_builtins(there[0]), "yours": msgspec.to_builtins(order.report)},
        )
    row.version += 1
    row.incident_class, row.place = order.report.incident_class.value, order.report.place
    await store.add(session, _version(row, row.version, order.edit_id, order.report, actor, now))
    await _note(session, actor, "incidents.edited", row, {"version": row.version, "report": order.report}, now)
    return await incident(session, actor, incident_id)


async def versions(session: AsyncSession, actor: Actor, incident_id: UUID) -> list[ReportVersion]:
    """Return every saved version, newest first."""
    await _visible(session, actor, incident_id, "incidents.read")
    return await store.versions(session, incident_id)


async def enter_time(
    session: AsyncSession, actor: Actor, incident_id: UUID, order: EnterTime, now: datetime
) -> Incident:
    """Write a time beside the earlier ones."""
    row = await _visible(session, actor, incident_id, "incidents.write", lock=True)
    _refuse_absurd(order)
    if await store.add_time(session, incident_id, order, actor.person_id, now):
        await _note(session, actor, "incidents.time_entered", row, order, now)
    return await incident(session, actor, incident_id)


def _refuse_absurd(entry: EnterTime) -> None:
    if rules.is_absurd(entry.at):
        raise Refused("time_absurd", "时间不合理，请检查年份。", "This time cannot be right: check the year.")


async def add_officer(
    session: AsyncSession, actor: Actor, incident_id: UUID, order: AddOfficer, now: datetime
) -> Incident:
    """Put a colleague of the same county on the incident. Raises NotFound for people out of sight."""
    row = await _visible(session, actor, incident_id, "incidents.write", lock=True)
    found = await people.name_and_unit(session, order.person_id)
    if found is None or not found[3].startswith(_county(row.unit_path)):
        raise NotFound
    await store.add_officer(session, incident_id, order.person_id)
    await _note(session, actor, "incidents.officer_added", row, {"officer": found[1]}, now)
    return await incident(session, actor, incident_id)


def _county(path: str) -> str:
    """Return the path one level up: colleagues of the same bureau help out."""
    return path[: path.rstrip("/").rfind("/") + 1]


async def facts(session: AsyncSession, incident_id: UUID) -> IncidentFacts | None:
    """Return what other sub-systems need, without a question of access."""
    row = await store.row_of(session, incident_id)
    return (await store.facts(session, [row]))[0] if row else None


async def facts_in(
    session: AsyncSession, paths: list[str], *, officer_id: UUID | None, day: date | None, most: int = 200
) -> list[IncidentFacts]:
    """Return incidents of these units, or of this officer, newest first."""
    return await store.facts(session, await store.rows_in(session, paths, officer_id=officer_id, day=day, most=most))


async def around(session: AsyncSession, officer_id: UUID, from_at: datetime, to_at: datetime) -> list[IncidentFacts]:
    """Return the officer's incidents opened around a recording, for matching by their times on scene.

    A report is often opened long after the fact, past midnight or after days without a network.
    """
    rows = await store.of_officer_around(session, officer_id, from_at - OPENED_BEFORE, to_at + OPENED_AFTER)
    return await store.facts(session, rows)


async def mark(session: AsyncSession, incident_id: UUID, state: IncidentState) -> None:
    """Keep the review's word on the incident (called by reviews, which stands downstream)."""
    await store.set_state(session, incident_id, state)
