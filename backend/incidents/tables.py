"""Rows of incidents: the incident, its report versions, its times, its officers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.kernel.tables import Table


class IncidentRow(Table):
    """`state` is the review's word, kept here for lists. `number` runs per unit and day."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_unit_path_day", "unit_path", "day", postgresql_ops={"unit_path": "text_pattern_ops"}),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str]
    day: Mapped[date]
    state: Mapped[str] = mapped_column(server_default=text("'open'"))
    version: Mapped[int]
    incident_class: Mapped[str]
    place: Mapped[str]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class ReportRow(Table):
    """One saved version of the report, by the edit that made it."""

    __tablename__ = "incident_report"
    __table_args__ = (UniqueConstraint("edit_id"),)

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    edit_id: Mapped[UUID]
    report: Mapped[dict[str, Any]]
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]


class TimeRow(Table):
    """One entered time; the latest entry of a kind counts, the others stand beside it."""

    __tablename__ = "incident_time"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    source: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]


class IncidentOfficerRow(Table):
    __tablename__ = "incident_officer"

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class NumberRow(Table):
    """The last number given per unit and day."""

    __tablename__ = "incident_number"

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
