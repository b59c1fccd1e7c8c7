"""Messages between backend and media worker, over the job queue. Task name and queue stand beside each."""

from uuid import UUID

from msgspec import Struct

from schemas.measures import DerivedObject, PartMeasure
from schemas.vocabulary import Sha256

MEDIA_QUEUE = "media"
DERIVE_QUEUE = "media_derive"  # copies wait here, so that no verdict waits for them; same worker process
BACKEND_QUEUE = "backend"


class MeasurePart(Struct, frozen=True, kw_only=True):
    """Task `media.measure_part`: fetch one part from the store, measure it, answer PartMeasured."""

    recording_id: UUID
    claim_sha256: Sha256
    number: int
    take: int
    key: str
    sha256: Sha256
    size: int


class PartMeasured(Struct, frozen=True, kw_only=True):
    """Task `continuity.accept_measure`."""

    measure: PartMeasure


class TakePart(Struct, frozen=True, kw_only=True):
    """The media span, if given, lets the worker fetch only the parts that a picture lies in."""

    number: int
    key: str
    sha256: Sha256
    size: int
    media_from_us: int | None = None
    media_to_us: int | None = None


class DeriveTake(Struct, frozen=True, kw_only=True):
    """Task `media.derive_take` (DERIVE_QUEUE): viewing copy, contact sheet, waveform of a take, from its parts."""

    recording_id: UUID
    take: int
    parts: list[TakePart]


class TakeDerived(Struct, frozen=True, kw_only=True):
    """Task `continuity.accept_derived`. `problem` says why nothing could be made."""

    recording_id: UUID
    take: int
    part_numbers: list[int]
    objects: list[DerivedObject]
    problem: str | None = None


class TakePictures(Struct, frozen=True, kw_only=True):
    """Task `media.take_pictures` (DERIVE_QUEUE): one JPEG per media time, key `…/picture-<take>-<at_us>.jpg`."""

    recording_id: UUID
    take: int
    parts: list[TakePart]
    at_us: list[int]


class PicturesTaken(Struct, frozen=True, kw_only=True):
    """Task `continuity.accept_pictures`."""

    recording_id: UUID
    take: int
    objects: list[DerivedObject]


class CheckSigned(Struct, frozen=True, kw_only=True):
    """Task `reviews.check_signed` (BACKEND_QUEUE): does the signed document still say what stands there?"""

    incident_id: UUID
