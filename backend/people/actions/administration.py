"""Administration of units, people and roles; a role holds only after a second person confirmed it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel import trail
from backend.kernel.access import Actor, require
from backend.kernel.ids import day_of, new_id
from backend.kernel.problems import Conflict, NotFound, Refused
from backend.people import rules, store
from backend.people.actions.signing_in import hash_password, refuse_fresh_reset
from backend.people.store import PersonRow, QualificationRow, RoleRow, UnitRow
from schemas.people import (
    AddQualification,
    CreatePerson,
    CreateUnit,
    Person,
    ProposeRole,
    ResetPassword,
    Role,
    Unit,
)

MAX_ROWS = 10_000


async def _unit(session: AsyncSession, actor: Actor, unit_id: UUID, act: str = "people.manage") -> UnitRow:
    row = await store.unit_row(session, unit_id)
    if row is None:
        raise NotFound
    require(actor, act, row.path)
    return row


async def _person(session: AsyncSession, actor: Actor, person_id: UUID) -> tuple[PersonRow, str]:
    found = await store.row_of(session, person_id)
    if found is None:
        raise NotFound
    require(actor, "people.manage", found[1])
    return found


async def _note(
    session: AsyncSession, actor: Actor, kind: str, object_id: UUID, path: str, body: dict[str, Any], now: datetime
) -> None:
    object_kind = "unit" if kind.startswith("people.unit") else "person"
    await trail.record(session, trail.row(trail.person(actor), kind, object_kind, object_id, path, body, now=now))


async def create_unit(session: AsyncSession, actor: Actor, order: CreateUnit, now: datetime) -> Unit:
    """Return the new unit below its parent. Raises Conflict when the code is taken."""
    parent = await _unit(session, actor, order.parent_id)
    if await store.unit_by_code(session, order.code):
        raise Conflict("unit_code_taken", "这个单位代码已经在用。", "This unit code is in use.")
    row = UnitRow(
        id=new_id(),
        code=order.code,
        name=order.name,
        kind=order.kind.value,
        parent_id=parent.id,
        path=f"{parent.path}{order.code}/",
    )
    await store.add(session, row)
    await _note(session, actor, "people.unit_created", row.id, row.path, {"code": row.code, "name": row.name}, now)
    return Unit(id=row.id, code=row.code, name=row.name, kind=order.kind, parent_id=parent.id)


async def close_unit(session: AsyncSession, actor: Actor, unit_id: UUID, now: datetime) -> None:
    """Close a unit from today; its records stay."""
    row = await _unit(session, actor, unit_id)
    row.closed_on = day_of(now)
    await _note(session, actor, "people.unit_closed", row.id, row.path, {}, now)


async def create_person(session: AsyncSession, actor: Actor, order: CreatePerson, now: datetime) -> Person:
    """Return the new person, without any role. Raises Conflict when the number is taken."""
    unit = await _unit(session, actor, order.unit_id)
    if await store.by_police_no(session, order.police_no):
        raise Conflict("police_no_taken", "这个警号已经在用。", "This police number is in use.")
    row = PersonRow(
        id=new_id(),
        police_no=order.police_no,
        name=order.name,
        unit_id=unit.id,
        password_hash=await hash_password(order.password),
        created_at=now,
    )
    await store.add(session, row)
    await _note(session, actor, "people.created", row.id, unit.path, {"police_no": row.police_no}, now)
    person = await store.person_by_id(session, row.id)
    assert person
    return person


async def move_person(session: AsyncSession, actor: Actor, person_id: UUID, unit_id: UUID, now: datetime) -> None:
    """Move a person to another unit; roles held at the old one end today."""
    row, path = await _person(session, actor, person_id)
    unit = await _unit(session, actor, unit_id)
    for grant in (await store.person_by_id(session, person_id) or _gone()).roles:
        held = await store.grant(session, grant.id)
        if held and held[0].valid_to is None and held[1] == path:
            held[0].valid_to = day_of(now)
    row.unit_id = unit.id
    await _note(session, actor, "people.moved", row.id, unit.path, {"from": path, "to": unit.path}, now)


def _gone() -> Person:
    raise NotFound


async def set_active(session: AsyncSession, actor: Actor, person_id: UUID, active: bool, now: datetime) -> None:
    """Disable (ends all sessions) or enable a person. Raises Refused against oneself."""
    if person_id == actor.person_id:
        raise Refused("not_yourself", "不能停用自己的账号。", "You cannot disable your own account.")
    row, path = await _person(session, actor, person_id)
    row.active = active
    if not active:
        await store.end_sessions(session, person_id)
    await _note(session, actor, "people.enabled" if active else "people.disabled", row.id, path, {}, now)


async def reset_password(
    session: AsyncSession, actor: Actor, person_id: UUID, order: ResetPassword, now: datetime
) -> None:
    """Set a password for a person and end all his sessions."""
    row, path = await _person(session, actor, person_id)
    row.password_hash, row.failures, row.not_before = await hash_password(order.password), 0, None
    row.reset_at = now
    await store.end_sessions(session, person_id)
    await _note(session, actor, "people.password_reset", row.id, path, {}, now)


async def propose_role(
    session: AsyncSession, actor: Actor, person_id: UUID, order: ProposeRole, now: datetime
) -> Person:
    """Ask for a role; it holds only after another administrator confirms it. Raises Refused on clashing roles."""
    person, path = await _person(session, actor, person_id)
    unit = await _unit(session, actor, order.unit_id)
    known = await store.person_by_id(session, person_id)
    assert known
    today = day_of(now)
    held = [each.role for each in known.roles if each.valid_to is None or each.valid_to >= today]
    if rules.clashing(order.role, held):
        raise Refused("roles_clash", "管理员与督察不能由同一人担任。", "Nobody is administrator and inspector at once.")
    if order.valid_to is not None and order.valid_to < order.valid_from:
        raise Refused("dates_reversed", "截止日期早于起始日期。", "The end date lies before the start date.")
    row = RoleRow(
        id=new_id(),
        person_id=person.id,
        role=order.role.value,
        unit_id=unit.id,
        valid_from=order.valid_from,
        valid_to=order.valid_to,
        proposed_by=actor.person_id,
    )
    await store.add(session, row)
    body = {"role": order.role.value, "unit": unit.path, "grant": str(row.id)}
    await _note(session, actor, "people.role_proposed", person.id, path, body, now)
    again = await store.person_by_id(session, person_id)
    assert again
    return again


async def roles_waiting(session: AsyncSession, actor: Actor) -> list[Person]:
    """Return the people within reach who have a role waiting for its second person."""
    paths = [held.path for held in actor.roles if held.role is Role.ADMIN]
    people = [await store.person_by_id(session, each) for each in await store.waiting_grants(session, paths)]
    return [each for each in people if each]


async def _grant(session: AsyncSession, actor: Actor, grant_id: UUID) -> tuple[RoleRow, str]:
    found = await store.grant(session, grant_id)
    if found is None:
        raise NotFound
    require(actor, "people.manage", found[1])
    return found[0], found[1]


async def confirm_role(session: AsyncSession, actor: Actor, grant_id: UUID, now: datetime) -> None:
    """Be the second person. Raises Refused for the proposer and for the one who would get the role."""
    await refuse_fresh_reset(session, actor, now)
    row, path = await _grant(session, actor, grant_id)
    if actor.person_id in (row.proposed_by, row.person_id):
        raise Refused(
            "second_person",
            "须由另一名管理员确认，申请人和本人不能确认。",
            "Another administrator must confirm: not the proposer, not the person concerned.",
        )
    if row.confirmed_by is None:
        row.confirmed_by, row.confirmed_at = actor.person_id, now
        body = {"role": row.role, "unit": path, "grant": str(row.id)}
        await _note(session, actor, "people.role_confirmed", row.person_id, path, body, now)


async def end_role(session: AsyncSession, actor: Actor, grant_id: UUID, now: datetime) -> None:
    """End a role yesterday: from now it gives nothing."""
    row, path = await _grant(session, actor, grant_id)
    row.valid_to = day_of(now) - timedelta(days=1)
    await _note(session, actor, "people.role_ended", row.person_id, path, {"role": row.role, "unit": path}, now)


async def add_qualification(
    session: AsyncSession, actor: Actor, person_id: UUID, order: AddQualification, now: datetime
) -> None:
    """Add a dated fact on 执法资格."""
    row, path = await _person(session, actor, person_id)
    fact = QualificationRow(
        id=new_id(), person_id=row.id, level=order.level.value, valid_from=order.valid_from, valid_to=order.valid_to
    )
    await store.add(session, fact)
    await _note(session, actor, "people.qualified", row.id, path, {"level": order.level.value}, now)
