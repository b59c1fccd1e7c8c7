"""Rows of coverage: which recording belongs to which incident, and how that is known."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from backend.kernel.tables import Table


class LinkRow(Table):
    """One link a recording; a correction replaces it and the trail keeps both."""

    __tablename__ = "recording_link"

    recording_id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(index=True)
    how: Mapped[str]
    linked_by: Mapped[UUID | None]
    linked_at: Mapped[datetime]
