"""Units, people, the roles they hold, and signing in."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from schemas.vocabulary import Moment, PoliceNo, ShortText, UnitCode


class UnitKind(StrEnum):
    PROVINCE = "province"  # 省厅
    CITY = "city"  # 市局
    COUNTY = "county"  # 县局
    STATION = "station"  # 派出所 / 办案单位


class Role(StrEnum):
    OFFICER = "officer"  # 民警
    AUXILIARY = "auxiliary"  # 辅警
    DUTY = "duty"  # 值班 / 案管
    LEGAL = "legal"  # 法制员
    STATION_HEAD = "station_head"  # 所领导
    BUREAU_HEAD = "bureau_head"  # 局领导
    INSPECTOR = "inspector"  # 督察
    ADMIN = "admin"  # 管理员


class Unit(Struct, frozen=True, kw_only=True):
    id: UUID
    code: UnitCode
    name: ShortText
    kind: UnitKind
    parent_id: UUID | None = None
    closed_on: date | None = None


class QualificationLevel(StrEnum):
    BASIC = "basic"  # 基本级
    MIDDLE = "middle"  # 中级
    HIGH = "high"  # 高级


class Qualification(Struct, frozen=True, kw_only=True):
    """执法资格 as a dated fact; absence means unknown, never 'none'."""

    level: QualificationLevel
    valid_from: date
    valid_to: date | None = None


class HeldRole(Struct, frozen=True, kw_only=True):
    id: UUID
    role: Role
    unit_id: UUID
    unit_name: str
    valid_from: date
    valid_to: date | None = None
    confirmed: bool


class Person(Struct, frozen=True, kw_only=True):
    id: UUID
    police_no: PoliceNo
    name: ShortText
    unit_id: UUID
    unit_name: str
    active: bool
    roles: list[HeldRole] = []
    qualifications: list[Qualification] = []


class SignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    police_no: PoliceNo
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class Me(Struct, frozen=True, kw_only=True):
    """Who is signed in; `csrf` goes into the X-CSRF header of every change."""

    person: Person
    csrf: str
    expires_at: Moment
    server_time: Moment


class SessionInfo(Struct, frozen=True, kw_only=True):
    id: UUID
    begun_at: Moment
    last_seen_at: Moment
    user_agent: str
    current: bool


class ChangePassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    old: Annotated[str, Meta(min_length=1, max_length=200)]
    new: Annotated[str, Meta(min_length=10, max_length=200)]


class CreateUnit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: UnitCode
    name: ShortText
    kind: UnitKind
    parent_id: UUID


class CreatePerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    police_no: PoliceNo
    name: ShortText
    unit_id: UUID
    password: Annotated[str, Meta(min_length=10, max_length=200)]


class MovePerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    unit_id: UUID


class ResetPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    password: Annotated[str, Meta(min_length=10, max_length=200)]


class ProposeRole(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for a role to be granted; it holds only after a second administrator confirms it."""

    role: Role
    unit_id: UUID
    valid_from: date
    valid_to: date | None = None


class AddQualification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    level: QualificationLevel
    valid_from: date
    valid_to: date | None = None


class ImportedRow(Struct, frozen=True, kw_only=True):
    line: int
    ok: bool
    code: str | None = None
    text_zh: str = ""
    text_en: str = ""


class ImportReport(Struct, frozen=True, kw_only=True):
    """Every line of a CSV import; good lines are kept, bad ones are reported with their number."""

    kind: Literal["people", "units"]
    rows: list[ImportedRow]
