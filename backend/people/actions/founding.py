"""The first unit and its two administrators, by the command line only."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel import trail
from backend.kernel.ids import day_of, new_id
from backend.kernel.problems import Conflict, Refused
from backend.people import store
from backend.people.actions.signing_in import hash_password
from backend.people.store import PersonRow, RoleRow, UnitRow
from schemas.people import Role, UnitKind

FOUNDERS = 2  # every later grant needs two


class Founder(Struct, frozen=True, kw_only=True):
    """The first unit of an installation and one of its two founding administrators."""

    unit_code: str
    unit_name: str
    kind: UnitKind
    police_no: str
    name: str
    password: str


async def found_administrator(session: AsyncSession, order: Founder, now: datetime) -> UUID:
    """Return the id of a founding administrator. Raises Refused once there are two, Conflict for a taken number."""
    unit = await store.unit_by_code(session, order.unit_code) or await _first_unit(session, order)
    if await store.by_police_no(session, order.police_no):
        raise Conflict("police_no_taken", "这个警号已经在用。", "This police number is in use.")
    if await store.founding_count(session) >= FOUNDERS:
        raise Refused("founded", "已有两名初始管理员。", "Two founding administrators exist already.")
    hashed = await hash_password(order.password)
    row = PersonRow(
        id=new_id(), police_no=order.police_no, name=order.name, unit_id=unit.id, password_hash=hashed, created_at=now
    )
    await store.add(session, row)
    grant = RoleRow(
        id=new_id(), person_id=row.id, role=Role.ADMIN.value, unit_id=unit.id, valid_from=day_of(now), founding=True
    )
    await store.add(session, grant)
    body = {"police_no": order.police_no}
    await trail.record(session, trail.row(trail.SERVER, "people.founded", "person", row.id, unit.path, body, now=now))
    return row.id


async def _first_unit(session: AsyncSession, order: Founder) -> UnitRow:
    unit = UnitRow(
        id=new_id(), code=order.unit_code, name=order.unit_name, kind=order.kind.value, path=f"/{order.unit_code}/"
    )
    await store.add(session, unit)
    return unit
