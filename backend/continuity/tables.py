"""Rows of continuity: measures (by month of their recording), statements, copies, the last verdict."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.kernel.tables import Table


class MeasureRow(Table):
    """What the worker found of one part. `numbers` is what the judge compares; `series` the packed rest."""

    __tablename__ = "measure"
    __table_args__ = ({"postgresql_partition_by": "RANGE (month)"},)

    month: Mapped[date] = mapped_column(primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(primary_key=True)
    claim_sha256: Mapped[str] = mapped_column(primary_key=True)
    numbers: Mapped[dict[str, Any]]
    series: Mapped[bytes]
    measured_at: Mapped[datetime]


class StatementRow(Table):
    """An officer's typed reason for a gap, as signed. A later one stands beside; the last counts."""

    __tablename__ = "gap_statement"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(index=True)
    gap_id: Mapped[str]
    reason: Mapped[str]
    officer_id: Mapped[UUID]
    raw: Mapped[str]
    signature: Mapped[bytes]
    stated_at: Mapped[datetime]


class CopyRow(Table):
    """A derived object: viewing copy, sheet, waveform or picture; never evidence."""

    __tablename__ = "viewing_object"
    __table_args__ = (Index("uq_viewing_object_key", "key", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(index=True)
    take: Mapped[int]
    kind: Mapped[str]
    key: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    media_type: Mapped[str]
    recipe: Mapped[str]
    at_us: Mapped[int | None] = mapped_column(BigInteger)
    from_us: Mapped[int | None] = mapped_column(BigInteger)
    parts: Mapped[list[Any]]
    made_at: Mapped[datetime]


class VerdictRow(Table):
    """The last verdict, for lists and for telling whether anything changed; screens judge afresh."""

    __tablename__ = "verdict"

    recording_id: Mapped[UUID] = mapped_column(primary_key=True)
    word: Mapped[str]
    strip: Mapped[str]
    findings: Mapped[int]
    gaps_unexplained: Mapped[int]
    essence_sha256: Mapped[str]
    judged_at: Mapped[datetime]
