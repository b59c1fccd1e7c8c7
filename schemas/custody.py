"""Who may see footage: short-lived addresses, and every view written down."""

from uuid import UUID

from msgspec import Struct

from schemas.vocabulary import Moment


class Playback(Struct, frozen=True, kw_only=True):
    """A signed address that plays and seeks (HTTP Range); it ends with `expires_at`."""

    url: str
    media_type: str
    expires_at: Moment
    take: int
    media_from_us: int


class ViewEntry(Struct, frozen=True, kw_only=True):
    at: Moment
    viewer_name: str
    viewer_police_no: str
    recording_id: UUID
    take: int
