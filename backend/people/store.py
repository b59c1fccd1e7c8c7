"""All SQL of people: rows ↔ schema values."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.access import Actor, HeldScope
from backend.people.tables import PersonRow as PersonRow
from backend.people.tables import QualificationRow as QualificationRow
from backend.people.tables import RoleRow as RoleRow
from backend.people.tables import SessionRow as SessionRow
from backend.people.tables import UnitRow as UnitRow
from schemas.people import HeldRole, Person, Qualification, QualificationLevel, Role, SessionInfo, Unit, UnitKind

_ACTOR = text(
    "SELECT s.id AS session_id, s.csrf, s.last_seen_at, p.id, p.name, p.police_no, p.unit_id, u.path,"
    " COALESCE((SELECT jsonb_agg(jsonb_build_array(g.role, g.unit_id, gu.path)) FROM role_grant g"
    "  JOIN unit gu ON gu.id = g.unit_id WHERE g.person_id = p.id AND (g.confirmed_by IS NOT NULL OR g.founding)"
    "  AND g.valid_from <= :today AND (g.valid_to IS NULL OR g.valid_to >= :today)), '[]') AS roles"
    " FROM session s JOIN person p ON p.id = s.person_id JOIN unit u ON u.id = p.unit_id"
    " WHERE s.token_sha256 = :token AND s.expires_at > :now AND p.active"
)


async def actor_by_token(
    session: AsyncSession, token_sha256: bytes, now: datetime, today: date
) -> tuple[Actor, str, datetime] | None:
    """Return the actor of a session, its CSRF word and when it was last seen."""
    row = (await session.execute(_ACTOR, {"token": token_sha256, "now": now, "today": today})).one_or_none()
    if row is None:
        return None
    roles = tuple(HeldScope(Role(role), UUID(unit), path) for role, unit, path in row.roles)
    actor = Actor(
        person_id=row.id,
        session_id=row.session_id,
        name=row.name,
        police_no=row.police_no,
        unit_id=row.unit_id,
        unit_path=row.path,
        roles=roles,
    )
    return actor, row.csrf, row.last_seen_at


async def touch(session: AsyncSession, session_id: UUID, now: datetime) -> None:
    """Note that the session is in use."""
    await session.execute(update(SessionRow).where(SessionRow.id == session_id).values(last_seen_at=now))


async def by_police_no(session: AsyncSession, police_no: str) -> PersonRow | None:
    """Return the person's row, locked."""
    found = await session.scalars(select(PersonRow).where(PersonRow.police_no == police_no).with_for_update())
    return found.one_or_none()


async def row_of(session: AsyncSession, person_id: UUID) -> tuple[PersonRow, str] | None:
    """Return the person's row, locked, and the path of the unit."""
    found = await session.execute(
        select(PersonRow, UnitRow.path)
        .join(UnitRow, UnitRow.id == PersonRow.unit_id)
        .where(PersonRow.id == person_id)
        .with_for_update(of=PersonRow)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else None


async def end_sessions(session: AsyncSession, person_id: UUID, only: UUID | None = None) -> int:
    """End all sessions of a person, or one; return how many ended."""
    which = delete(SessionRow).where(SessionRow.person_id == person_id)
    if only is not None:
        which = which.where(SessionRow.id == only)
    return len((await session.scalars(which.returning(SessionRow.id))).all())


async def sessions_of(session: AsyncSession, person_id: UUID, current: UUID, now: datetime) -> list[SessionInfo]:
    """Return where a person is signed in, newest first."""
    rows = await session.scalars(
        select(SessionRow)
        .where(SessionRow.person_id == person_id, SessionRow.expires_at > now)
        .order_by(SessionRow.begun_at.desc())
    )
    return [
        SessionInfo(
            id=row.id,
            begun_at=row.begun_at,
            last_seen_at=row.last_seen_at,
            user_agent=row.user_agent,
            current=row.id == current,
        )
        for row in rows
    ]


def _unit(row: UnitRow) -> Unit:
    return Unit(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=UnitKind(row.kind),
        parent_id=row.parent_id,
        closed_on=row.closed_on,
    )


async def units_under(session: AsyncSession, paths: Sequence[str]) -> list[Unit]:
    """Return the units at or below these paths, in tree order."""
    if not paths:
        return []
    rows = await session.scalars(
        select(UnitRow).where(or_(*(UnitRow.path.startswith(path) for path in paths))).order_by(UnitRow.path)
    )
    return [_unit(row) for row in rows]


async def unit_row(session: AsyncSession, unit_id: UUID) -> UnitRow | None:
    """Return one unit's row."""
    return await session.get(UnitRow, unit_id)


async def unit_by_code(session: AsyncSession, code: str) -> UnitRow | None:
    """Return the unit with this code."""
    return (await session.scalars(select(UnitRow).where(UnitRow.code == code))).one_or_none()


async def people_under(
    session: AsyncSession, paths: Sequence[str], *, unit_id: UUID | None, words: str, most: int = 500
) -> list[Person]:
    """Return people of units at or below these paths, by name or number, in order of police number."""
    if not paths:
        return []
    query = (
        select(PersonRow, UnitRow.name)
        .join(UnitRow, UnitRow.id == PersonRow.unit_id)
        .where(or_(*(UnitRow.path.startswith(path) for path in paths)))
        .order_by(PersonRow.police_no)
        .limit(most)
    )
    if unit_id is not None:
        query = query.where(PersonRow.unit_id == unit_id)
    if words:
        query = query.where(or_(PersonRow.name.contains(words, autoescape=True), PersonRow.police_no.startswith(words)))
    rows = (await session.execute(query)).all()
    return await _people(session, rows)


async def person_by_id(session: AsyncSession, person_id: UUID) -> Person | None:
    """Return one person with roles and qualifications."""
    rows = (
        await session.execute(
            select(PersonRow, UnitRow.name)
            .join(UnitRow, UnitRow.id == PersonRow.unit_id)
            .where(PersonRow.id == person_id)
        )
    ).all()
    people = await _people(session, rows)
    return people[0] if people else None


async def _people(session: AsyncSession, rows: Sequence[Row[Any]]) -> list[Person]:
    ids = [row[0].id for row in rows]
    roles = (
        await session.execute(
            select(RoleRow, UnitRow.name)
            .join(UnitRow, UnitRow.id == RoleRow.unit_id)
            .where(RoleRow.person_id.in_(ids))
            .order_by(RoleRow.valid_from)
        )
    ).all()
    facts = (await session.scalars(select(QualificationRow).where(QualificationRow.person_id.in_(ids)))).all()
    return [
        Person(
            id=person.id,
            police_no=person.police_no,
            name=person.name,
            unit_id=person.unit_id,
            unit_name=unit_name,
            active=person.active,
            roles=[held_role(role, name) for role, name in roles if role.person_id == person.id],
            qualifications=[
                Qualification(level=QualificationLevel(f.level), valid_from=f.valid_from, valid_to=f.valid_to)
                for f in facts
                if f.person_id == person.id
            ],
        )
        for person, unit_name in rows
    ]


def held_role(row: RoleRow, unit_name: str) -> HeldRole:
    """Return a grant as it goes over the wire."""
    return HeldRole(
        id=row.id,
        role=Role(row.role),
        unit_id=row.unit_id,
        unit_name=unit_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        confirmed=row.confirmed_by is not None or row.founding,
    )


async def grant(session: AsyncSession, grant_id: UUID) -> tuple[RoleRow, str, str] | None:
    """Return a grant, locked, with the path and name of its unit."""
    found = await session.execute(
        select(RoleRow, UnitRow.path, UnitRow.name)
        .join(UnitRow, UnitRow.id == RoleRow.unit_id)
        .where(RoleRow.id == grant_id)
        .with_for_update(of=RoleRow)
    )
    row = found.one_or_none()
    return (row[0], row[1], row[2]) if row else None


async def waiting_grants(session: AsyncSession, paths: Sequence[str]) -> list[UUID]:
    """Return the people at or below these paths with a grant that waits for its second person."""
    if not paths:
        return []
    rows = await session.scalars(
        select(RoleRow.person_id)
        .join(UnitRow, UnitRow.id == RoleRow.unit_id)
        .where(RoleRow.confirmed_by.is_(None), ~RoleRow.founding)
        .where(or_(*(UnitRow.path.startswith(path) for path in paths)))
        .distinct()
    )
    return list(rows)


async def forget_ended_sessions(session: AsyncSession, now: datetime) -> None:
    """Remove sessions that ended more than a week ago."""
    await session.execute(delete(SessionRow).where(SessionRow.expires_at < now - timedelta(days=7)))


async def founding_count(session: AsyncSession) -> int:
    """Return how many founding administrators there are."""
    return await session.scalar(select(func.count()).select_from(RoleRow).where(RoleRow.founding)) or 0


async def add(session: AsyncSession, row: PersonRow | QualificationRow | RoleRow | SessionRow | UnitRow) -> None:
    """Write a new row."""
    session.add(row)
    await session.flush()
