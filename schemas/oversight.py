"""态势: what waits today, what is overdue, who records now; the trail of an object."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from schemas.footage import RecordingSummary
from schemas.incidents import IncidentSummary
from schemas.vocabulary import Moment


class BoardNumbers(Struct, frozen=True, kw_only=True):
    """The four numbers that matter today; each opens its list (`filter` of the incident list)."""

    without_footage: int
    gaps_unexplained: int
    due_soon: int
    overdue: int


class Board(Struct, frozen=True, kw_only=True):
    unit_id: UUID
    unit_name: str
    numbers: BoardNumbers
    recording_now: list[RecordingSummary]
    incidents: list[IncidentSummary]


class TrailEntry(Struct, frozen=True, kw_only=True):
    """One act; `sealed` False while the sealer has not chained it yet."""

    id: int
    at: Moment
    kind: str
    actor_name: str
    actor_kind: str
    text_zh: str
    text_en: str
    body: dict[str, Any]
    row_sha256: str
    sealed: bool


class Health(Struct, frozen=True, kw_only=True):
    ok: bool
    parts: dict[str, "HealthPart"]
    version: str


class HealthPart(Struct, frozen=True, kw_only=True):
    ok: bool
    detail: str = ""


class DeadLetter(Struct, frozen=True, kw_only=True):
    id: int
    task: str
    attempts: int
    failed_at: Moment
    reason: str


class LiveEvent(Struct, frozen=True, kw_only=True):
    """What the SSE stream sends: 'this changed, fetch it again if you show it'."""

    topic: str
    id: UUID
    unit_id: UUID | None = None
