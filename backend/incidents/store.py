"""All SQL of incidents."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.incidents.tables import IncidentOfficerRow, NumberRow, TimeRow
from backend.incidents.tables import IncidentRow as IncidentRow
from backend.incidents.tables import ReportRow as ReportRow
from backend.kernel.tables import PERSON_NAME, UNIT_NAME
from schemas.incidents import (
    EnterTime,
    IncidentClass,
    IncidentOfficer,
    IncidentState,
    Report,
    ReportVersion,
    TimeEntry,
    TimeKind,
    TimeSource,
)


class IncidentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What other sub-systems need of an incident, without any question of access."""

    id: UUID
    number: str
    incident_class: IncidentClass
    place: str
    unit_id: UUID
    unit_path: str
    unit_name: str
    state: IncidentState
    version: int
    officer_ids: list[UUID]
    officer_names: list[str]
    reported_at: datetime | None
    arrived_at: datetime | None
    cleared_at: datetime | None
    created_at: datetime
    created_by: UUID


async def next_number(session: AsyncSession, unit_id: UUID, code: str, day: date) -> str:
    """Return the next number of the unit's day: code, day, four digits."""
    add = insert(NumberRow).values(unit_id=unit_id, day=day, last=1)
    add = add.on_conflict_do_update(index_elements=["unit_id", "day"], set_={"last": NumberRow.last + 1})
    last = await session.scalar(add.returning(NumberRow.last))
    return f"{code}-{day:%Y%m%d}-{last:04d}"


async def row_of(session: AsyncSession, incident_id: UUID, *, lock: bool = False) -> IncidentRow | None:
    """Return the incident's row."""
    query = select(IncidentRow).where(IncidentRow.id == incident_id)
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def unit_code(session: AsyncSession, unit_id: UUID) -> str:
    """Return the code of a unit, the front of its incident numbers."""
    return str(await session.scalar(text("SELECT code FROM unit_name WHERE id = :id"), {"id": unit_id}))


async def report_of_edit(session: AsyncSession, edit_id: UUID) -> ReportRow | None:
    """Return the version an edit made, if it was taken before."""
    return (await session.scalars(select(ReportRow).where(ReportRow.edit_id == edit_id))).one_or_none()


async def versions(session: AsyncSession, incident_id: UUID) -> list[ReportVersion]:
    """Return all versions, newest first."""
    rows = await session.execute(
        select(ReportRow, PERSON_NAME.c.name.label("saver"))
        .join(PERSON_NAME, PERSON_NAME.c.id == ReportRow.saved_by)
        .where(ReportRow.incident_id == incident_id)
        .order_by(ReportRow.version.desc())
    )
    return [
        ReportVersion(
            version=row[0].version,
            report=msgspec.convert(row[0].report, Report),
            saved_by_name=row.saver,
            saved_at=row[0].saved_at,
        )
        for row in rows
    ]


async def add_time(session: AsyncSession, incident_id: UUID, order: EnterTime, entered_by: UUID, now: datetime) -> bool:
    """Write a time beside the others; return False when this very entry is known."""
    facts: dict[str, Any] = msgspec.structs.asdict(order) | {
        "incident_id": incident_id,
        "entered_by": entered_by,
        "entered_at": now,
        "kind": order.kind.value,
        "source": order.source.value,
    }
    added = await session.scalar(insert(TimeRow).values(facts).on_conflict_do_nothing().returning(TimeRow.id))
    return added is not None


async def times(session: AsyncSession, incident_id: UUID) -> list[TimeEntry]:
    """Return all entered times by kind, then by when they were entered; the last of a kind is current."""
    rows = (
        await session.execute(
            select(TimeRow, PERSON_NAME.c.name.label("enterer"))
            .join(PERSON_NAME, PERSON_NAME.c.id == TimeRow.entered_by)
            .where(TimeRow.incident_id == incident_id)
            .order_by(TimeRow.kind, TimeRow.entered_at, TimeRow.id)
        )
    ).all()
    last = {row[0].kind: row[0].id for row in rows}
    return [
        TimeEntry(
            id=row[0].id,
            kind=TimeKind(row[0].kind),
            at=row[0].at,
            source=TimeSource(row[0].source),
            entered_by_name=row.enterer,
            entered_at=row[0].entered_at,
            current=last[row[0].kind] == row[0].id,
            latitude=row[0].latitude,
            longitude=row[0].longitude,
            accuracy_m=row[0].accuracy_m,
        )
        for row in rows
    ]


async def add_officer(session: AsyncSession, incident_id: UUID, person_id: UUID) -> None:
    """Put a person on the incident; twice is once."""
    await session.execute(
        insert(IncidentOfficerRow).values(incident_id=incident_id, person_id=person_id).on_conflict_do_nothing()
    )


async def officers(session: AsyncSession, incident_id: UUID) -> list[IncidentOfficer]:
    """Return the officers of an incident by police number."""
    rows = await session.execute(
        text(
            "SELECT p.id, p.police_no, p.name FROM incident_officer o JOIN person_name p ON p.id = o.person_id"
            " WHERE o.incident_id = :id ORDER BY p.police_no"
        ),
        {"id": incident_id},
    )
    return [IncidentOfficer(id=row.id, police_no=row.police_no, name=row.name) for row in rows]


async def names(session: AsyncSession, unit_id: UUID, person_id: UUID) -> tuple[str, str]:
    """Return the names of a unit and a person."""
    row = (
        await session.execute(
            text(
                "SELECT u.name AS unit, p.name AS person FROM unit_name u, person_name p WHERE u.id = :u AND p.id = :p"
            ),
            {"u": unit_id, "p": person_id},
        )
    ).one()
    return row.unit, row.person


async def set_state(session: AsyncSession, incident_id: UUID, state: IncidentState) -> None:
    """Keep the review's word on the incident."""
    await session.execute(update(IncidentRow).where(IncidentRow.id == incident_id).values(state=state.value))


async def _officers_of(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    people: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for row in await session.execute(
        text(
            "SELECT o.incident_id, p.id, p.name FROM incident_officer o JOIN person_name p ON p.id = o.person_id"
            " WHERE o.incident_id = ANY(:ids) ORDER BY p.police_no"
        ),
        {"ids": ids},
    ):
        people[row.incident_id].append((row.id, row.name))
    return people


async def _times_of(session: AsyncSession, ids: list[UUID]) -> dict[tuple[UUID, str], datetime]:
    query = select(TimeRow.incident_id, TimeRow.kind, TimeRow.at).where(TimeRow.incident_id.in_(ids))
    rows = await session.execute(query.order_by(TimeRow.entered_at, TimeRow.id))
    return {(incident_id, kind): at for incident_id, kind, at in rows}


async def facts(session: AsyncSession, rows: Sequence[IncidentRow]) -> list[IncidentFacts]:
    """Return the facts of these incidents in their order, with three queries for all of them."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    people, entered = await _officers_of(session, ids), await _times_of(session, ids)
    query = select(UNIT_NAME.c.id, UNIT_NAME.c.name).where(UNIT_NAME.c.id.in_([row.unit_id for row in rows]))
    units = {row.id: row.name for row in await session.execute(query)}
    return [
        IncidentFacts(
            id=row.id,
            number=row.number,
            incident_class=IncidentClass(row.incident_class),
            place=row.place,
            unit_id=row.unit_id,
            unit_path=row.unit_path,
            unit_name=units[row.unit_id],
            state=IncidentState(row.state),
            version=row.version,
            officer_ids=[each for each, _ in people[row.id]],
            officer_names=[name for _, name in people[row.id]],
            reported_at=entered.get((row.id, "reported")),
            arrived_at=entered.get((row.id, "arrived")),
            cleared_at=entered.get((row.id, "cleared")),
            created_at=row.created_at,
            created_by=row.created_by,
        )
        for row in rows
    ]


async def rows_in(
    session: AsyncSession, paths: Sequence[str], *, officer_id: UUID | None, day: date | None, most: int
) -> list[IncidentRow]:
    """Return incidents of units under these paths or of this officer, newest first."""
    which = [IncidentRow.unit_path.startswith(path) for path in paths]
    if officer_id is not None:
        mine = select(IncidentOfficerRow.incident_id).where(IncidentOfficerRow.person_id == officer_id)
        which.append(IncidentRow.id.in_(mine))
    if not which:
        return []
    query = select(IncidentRow).where(or_(*which)).order_by(IncidentRow.created_at.desc()).limit(most)
    if day is not None:
        query = query.where(IncidentRow.day == day)
    return list(await session.scalars(query))


async def of_officer_around(
    session: AsyncSession, officer_id: UUID, from_at: datetime, to_at: datetime
) -> list[IncidentRow]:
    """Return the incidents of an officer that were opened between these moments."""
    return list(
        await session.scalars(
            select(IncidentRow)
            .join(IncidentOfficerRow, IncidentOfficerRow.incident_id == IncidentRow.id)
            .where(IncidentOfficerRow.person_id == officer_id, IncidentRow.created_at.between(from_at, to_at))
        )
    )


async def add(session: AsyncSession, row: IncidentRow | ReportRow) -> None:
    """Write a new row."""
    session.add(row)
    await session.flush()
