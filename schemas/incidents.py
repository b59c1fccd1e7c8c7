"""警情: what was reported, when and where, who was there, what the officer writes."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from schemas.vocabulary import LongText, Moment, ShortText


class IncidentClass(StrEnum):
    """REC-01 of the 2016 recording rule: the six classes that must be recorded, and the rest."""

    DISPATCH = "dispatch"  # 接报警、110 处警
    STOP_CHECK = "stop_check"  # 当场盘问、检查
    ON_SCENE_PENALTY = "on_scene_penalty"  # 现场处置、当场处罚
    INSPECTION = "inspection"  # 现场勘验、检查、搜查、扣押、辨认
    ENFORCEMENT = "enforcement"  # 行政强制执行
    MAJOR = "major"  # 重大突发事件、群体性事件
    OTHER = "other"


class TimeKind(StrEnum):
    REPORTED = "reported"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    CLEARED = "cleared"


class TimeSource(StrEnum):
    DISPATCH = "dispatch"
    POSITION = "position"
    TYPED = "typed"


class IncidentState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    SIGNED = "signed"
    REOPENED = "reopened"  # something signed was changed afterwards


class PersonRole(StrEnum):
    REPORTER = "reporter"
    SUSPECT = "suspect"
    VICTIM = "victim"
    WITNESS = "witness"
    OTHER = "other"


class EnterTime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One time of the incident; a later entry of the same kind stands beside the earlier, never over it."""

    id: UUID
    kind: TimeKind
    at: Moment
    source: TimeSource
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, Meta(ge=0)] | None = None


class TimeEntry(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: TimeKind
    at: Moment
    source: TimeSource
    entered_by_name: str
    entered_at: Moment
    current: bool
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


class InvolvedPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    role: PersonRole
    name: ShortText
    contact: Annotated[str, Meta(max_length=60)] = ""
    minor: bool = False
    note: Annotated[str, Meta(max_length=500)] = ""


class Report(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the officer states; each save is a new version, older ones are kept."""

    incident_class: IncidentClass
    place: ShortText
    narrative: LongText = ""
    people: Annotated[list[InvolvedPerson], Meta(max_length=100)] = []


class CreateIncident(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phone makes the id, so that creating twice is creating once."""

    id: UUID
    report: Report
    times: Annotated[list[EnterTime], Meta(max_length=20)] = []
    number: Annotated[str, Meta(max_length=40)] | None = None


class EditReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`base_version` is the version the editor saw; another one since is a Conflict, nothing is overwritten."""

    edit_id: UUID
    base_version: int
    report: Report


class AddOfficer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person_id: UUID


class IncidentSummary(Struct, frozen=True, kw_only=True):
    id: UUID
    number: str
    unit_id: UUID
    unit_name: str
    incident_class: IncidentClass
    place: str
    state: IncidentState
    reported_at: Moment | None
    arrived_at: Moment | None
    cleared_at: Moment | None
    officers: list[str]
    strip: str = ""
    verdict: str | None = None
    coverage_percent: int | None = None
    recordings: int = 0
    overdue: bool = False
    due_at: Moment | None = None


class ReportVersion(Struct, frozen=True, kw_only=True):
    version: int
    report: Report
    saved_by_name: str
    saved_at: Moment


class Incident(Struct, frozen=True, kw_only=True):
    id: UUID
    number: str
    unit_id: UUID
    unit_name: str
    state: IncidentState
    version: int
    report: Report
    times: list[TimeEntry]
    officers: list["IncidentOfficer"]
    created_at: Moment
    created_by_name: str
    editable: bool


class IncidentOfficer(Struct, frozen=True, kw_only=True):
    id: UUID
    police_no: str
    name: str
