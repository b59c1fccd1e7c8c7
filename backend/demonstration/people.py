"""A county bureau with three stations and people over all roles, called by role and letter."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.access import Actor, HeldScope
from backend.kernel.ids import new_id
from backend.people import actions as people
from schemas.people import (
    AddQualification,
    CreatePerson,
    CreateUnit,
    ProposeRole,
    QualificationLevel,
    Role,
    UnitKind,
)

PASSWORD = "lianzheng-demo"
COUNTY = ("510199", "示范县公安局")
STATIONS = (("51019901", "城东派出所"), ("51019902", "城西派出所"), ("51019903", "河口派出所"))


class Someone(NamedTuple):
    """One person of the demonstration: number, name, role, and the unit's code."""

    police_no: str
    name: str
    role: Role
    unit: str


PEOPLE = (
    Someone("010001", "民警甲", Role.OFFICER, "51019901"),
    Someone("010002", "民警乙", Role.OFFICER, "51019901"),
    Someone("010003", "辅警甲", Role.AUXILIARY, "51019901"),
    Someone("010004", "值班员甲", Role.DUTY, "51019901"),
    Someone("010005", "所长甲", Role.STATION_HEAD, "51019901"),
    Someone("010006", "法制员甲", Role.LEGAL, "51019901"),
    Someone("020001", "民警丙", Role.OFFICER, "51019902"),
    Someone("020002", "所长乙", Role.STATION_HEAD, "51019902"),
    Someone("030001", "民警丁", Role.OFFICER, "51019903"),
    Someone("000001", "局领导甲", Role.BUREAU_HEAD, "510199"),
    Someone("000002", "督察甲", Role.INSPECTOR, "510199"),
)
ADMINS = (("900001", "管理员甲"), ("900002", "管理员乙"))
FROM = date(2026, 1, 1)


class Founded(NamedTuple):
    """Ids by police number and units by code."""

    people: dict[str, UUID]
    units: dict[str, UUID]


async def found_bureau(session: AsyncSession, now: datetime, password: str = PASSWORD) -> Founded:
    """Found the bureau by the ways an administrator has: two founders, one proposes, the other confirms."""
    founders = []
    for number, name in ADMINS:
        order = people.Founder(
            unit_code=COUNTY[0], unit_name=COUNTY[1], kind=UnitKind.COUNTY, police_no=number, name=name,
            password=password,
        )  # fmt: skip
        founders.append(await people.found_administrator(session, order, now))
    first, second = [await _admin(session, each, name) for each, (_, name) in zip(founders, ADMINS, strict=True)]
    units: dict[str, UUID] = {COUNTY[0]: first.unit_id}
    for code, name in STATIONS:
        station = CreateUnit(code=code, name=name, kind=UnitKind.STATION, parent_id=first.unit_id)
        units[code] = (await people.create_unit(session, first, station, now)).id
    ids = dict(zip([number for number, _ in ADMINS], founders, strict=True))
    for someone in PEOPLE:
        ids[someone.police_no] = await _hire(session, first, second, someone, units, password, now)
    return Founded(ids, units)


async def _admin(session: AsyncSession, person_id: UUID, name: str) -> Actor:
    known = await people.name_and_unit(session, person_id)
    assert known
    _, number, unit_id, path = known
    return Actor(
        person_id=person_id, session_id=new_id(), name=name, police_no=number, unit_id=unit_id, unit_path=path,
        roles=(HeldScope(Role.ADMIN, unit_id, path),),
    )  # fmt: skip


async def _hire(
    session: AsyncSession, first: Actor, second: Actor, someone: Someone, units: dict[str, UUID], password: str,
    now: datetime,
) -> UUID:  # fmt: skip
    unit_id = units[someone.unit]
    order = CreatePerson(police_no=someone.police_no, name=someone.name, unit_id=unit_id, password=password)
    person = await people.create_person(session, first, order, now)
    grant = ProposeRole(role=someone.role, unit_id=unit_id, valid_from=FROM)
    with_role = await people.propose_role(session, first, person.id, grant, now)
    await people.confirm_role(session, second, with_role.roles[0].id, now)
    if someone.role in (Role.OFFICER, Role.LEGAL, Role.STATION_HEAD, Role.BUREAU_HEAD):
        level = QualificationLevel.BASIC if someone.role is Role.OFFICER else QualificationLevel.MIDDLE
        await people.add_qualification(session, first, person.id, AddQualification(level=level, valid_from=FROM), now)
    return person.id
