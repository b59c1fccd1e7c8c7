"""The metadata that every sub-system's tables hang on, and the trail's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, MetaData, Text, column, func, table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Base of all mapped classes: aware moments, native UUIDs, JSONB, text without length."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: TIMESTAMP(timezone=True),
        UUID: postgresql.UUID(as_uuid=True),
        str: Text(),
        bytes: LargeBinary(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class Xid8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the type's name in DDL."""
        return "XID8"


class TrailRow(Table):
    """One act. Partitioned by month of `at`; UPDATE and DELETE are refused by the database."""

    __tablename__ = "trail"
    __table_args__ = (
        Index("ix_trail_xid_id", "xid", "id"),
        Index("ix_trail_object_id", "object_id"),
        Index("ix_trail_context_id", "context_id"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[UUID]
    context_id: Mapped[UUID | None]
    unit_path: Mapped[str]
    body: Mapped[str]
    row_sha256: Mapped[bytes]
    xid: Mapped[str] = mapped_column(Xid8(), server_default=func.pg_current_xact_id())


class SealRow(Table):
    """The chain over settled trail rows: chain = SHA-256(previous chain || row hash)."""

    __tablename__ = "trail_seal"

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    trail_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    trail_at: Mapped[datetime]
    row_sha256: Mapped[bytes]
    chain_sha256: Mapped[bytes]
    sealed_at: Mapped[datetime]


# Views that people and devices publish for everyone: names to show, keys to check.
_ID = postgresql.UUID(as_uuid=True)
UNIT_NAME = table("unit_name", column("id", _ID), column("code"), column("name"), column("path"))
PERSON_NAME = table("person_name", column("id", _ID), column("police_no"), column("name"), column("unit_id"))
