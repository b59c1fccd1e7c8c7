"""Rows of reviews: submissions, their steps, signatures with every byte that proves them, keys and challenges."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.kernel.tables import Table


class ReviewRow(Table):
    """One submission of one version of a report; at most one per incident waits or stands approved."""

    __tablename__ = "review"
    __table_args__ = (
        Index(
            "uq_review_standing",
            "incident_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'approved')"),
        ),
        Index("ix_review_state_due_at", "state", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    submission_id: Mapped[UUID] = mapped_column(unique=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), index=True)
    version: Mapped[int]
    state: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str]
    handed_in_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    handed_in_by_name: Mapped[str]
    handed_in_at: Mapped[datetime]
    due_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class ReviewStepRow(Table):
    """One step of a submission, in order of `at`; never changed."""

    __tablename__ = "review_step"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str]
    what: Mapped[str]
    opinion: Mapped[str]
    points: Mapped[list[Any]]
    version: Mapped[int]


class SigningKeyRow(Table):
    """A person's key. `public_key`: SubjectPublicKeyInfo (person key) or COSE (passkey); never deleted.

    `key_id`: the credential id (base64url) of a passkey, else `p-` and the hash of the public key.
    """

    __tablename__ = "signing_key"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    method: Mapped[str]
    name: Mapped[str]
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    transports: Mapped[list[Any]]
    pin_hash: Mapped[str | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    locked_at: Mapped[datetime | None]
    enrolled_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ChallengeRow(Table):
    """What somebody was asked to sign, or to enrol; five minutes, one use."""

    __tablename__ = "signing_challenge"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"))
    method: Mapped[str]
    key_id: Mapped[str | None]
    digest: Mapped[str]
    opinion: Mapped[str]
    statement: Mapped[bytes]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SignatureRow(Table):
    """Everything a later check needs, as bytes; only `voided_at` and `void_reason` are ever written afterwards."""

    __tablename__ = "signature"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), unique=True)
    document: Mapped[bytes]
    digest: Mapped[str]
    statement: Mapped[bytes]
    opinion: Mapped[str]
    signer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    signer_name: Mapped[str]
    method: Mapped[str]
    key_id: Mapped[str] = mapped_column(ForeignKey("signing_key.key_id"))
    public_key: Mapped[bytes]
    proof: Mapped[bytes]
    cosigned: Mapped[bytes]
    server_key_id: Mapped[str]
    server_signature: Mapped[bytes]
    signed_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
