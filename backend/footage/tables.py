"""Rows of footage: recordings, claims (by month of their recording), receipts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.kernel.tables import Table


class RecordingRow(Table):
    """`month` is fixed when the first claim comes; all claims of the recording lie in that partition."""

    __tablename__ = "recording"
    __table_args__ = (
        Index("ix_recording_open", "last_contact_at", postgresql_where=text("closed_at IS NULL")),
        Index("ix_recording_officer_id_begun_at", "officer_id", "begun_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date]
    device_id: Mapped[UUID]
    officer_id: Mapped[UUID]
    incident_id: Mapped[UUID | None]
    unit_path: Mapped[str]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    last_contact_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    battery_percent: Mapped[int | None]


class ClaimRow(Table):
    """One claim as signed. `number` is None for a closing claim. Two claims with one number are a fork, both kept."""

    __tablename__ = "claim"
    __table_args__ = (
        Index("ix_claim_waiting", "received_at", postgresql_where=text("held_at IS NULL AND number IS NOT NULL")),
        {"postgresql_partition_by": "RANGE (month)"},
    )

    month: Mapped[date] = mapped_column(primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(primary_key=True)
    claim_sha256: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int | None]
    take: Mapped[int | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    raw: Mapped[str]
    signature: Mapped[bytes]
    device_id: Mapped[UUID]
    received_at: Mapped[datetime]
    held_at: Mapped[datetime | None]


class ReceiptRow(Table):
    """A signed receipt as it was handed out."""

    __tablename__ = "receipt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    recording_id: Mapped[UUID] = mapped_column(index=True)
    receipt: Mapped[str]
    key_id: Mapped[str]
    signature: Mapped[str]
    issued_at: Mapped[datetime]
