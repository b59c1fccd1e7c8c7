"""Rows of people: units as a tree, people, dated roles, qualifications, sessions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.kernel.tables import Table


class UnitRow(Table):
    """`path` is the materialised place in the tree: parent's path + code + '/'."""

    __tablename__ = "unit"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    path: Mapped[str] = mapped_column(unique=True)
    closed_on: Mapped[date | None]
    __table_args__ = (Index("ix_unit_path_prefix", "path", postgresql_ops={"path": "text_pattern_ops"}),)


class PersonRow(Table):
    """`failures` and `not_before` make the growing delay after wrong passwords."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    police_no: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    not_before: Mapped[datetime | None]
    reset_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RoleRow(Table):
    """A role asked for by one person and confirmed by another; only then it holds, from/to its dates."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("confirmed_by <> proposed_by", name="second_person"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    proposed_by: Mapped[UUID | None]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    founding: Mapped[bool] = mapped_column(server_default=text("false"))


class QualificationRow(Table):
    __tablename__ = "qualification"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    level: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class SessionRow(Table):
    """`token_sha256`: the cookie itself is never stored."""

    __tablename__ = "session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(unique=True)
    csrf: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    begun_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_agent: Mapped[str]
