"""Rows of devices."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.kernel.tables import Table


class DeviceRow(Table):
    """A browser profile with its non-extractable P-256 key (SubjectPublicKeyInfo)."""

    __tablename__ = "device"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str]
    enrolled_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    enrolled_at: Mapped[datetime]
    user_agent: Mapped[str]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str | None]
    last_contact_at: Mapped[datetime | None]
