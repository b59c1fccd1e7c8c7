"""What the media worker measured: numbers with units, no opinion. The judge compares them."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from schemas.vocabulary import Sha256


class Span(Struct, frozen=True, kw_only=True):
    """Half-open, microseconds on the take's media clock."""

    from_us: int
    to_us: int


class BoxFacts(Struct, frozen=True, kw_only=True):
    """Walk of the ISO-BMFF boxes of one part, without decoding."""

    is_mp4: bool
    fragments: int = 0
    init_sha256: Sha256 | None = None
    truncated_at: int | None = None
    trailing_bytes: int = 0
    out_of_bounds: list[str] = []
    has_edit_list: bool = False
    brands: list[str] = []


class PacketFacts(Struct, frozen=True, kw_only=True):
    """One stream's packets. `gaps` are jumps in time stamps as found: [from, to) of what is missing."""

    codec: str
    time_base: str
    packets: int
    keyframes: int
    first_us: int
    end_us: int
    median_interval_us: int
    max_interval_us: int
    disorder: int
    duplicates: int
    gaps: list[Span] = []
    overlaps: list[Span] = []
    grid_breaks: list[Span] = []
    intervals_us: list[int] = []
    width: int | None = None
    height: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    parameters_sha256: Sha256 | None = None


class PictureSeries(Struct, frozen=True, kw_only=True):
    """Per decoded frame. Packed arrays are little-endian float32, base64 (standard alphabet).

    `at_us` int64. `luma_mean` and `luma_sd` in 0…255 of the 160×90 luma; `difference` is the mean
    absolute difference of mean-removed luma to the frame before (the first frame of a part: NaN).
    `sizes` are the decoded sizes ("1280x720") in order of appearance; more than one is a change.
    """

    frames: int
    at_us: str
    luma_mean: str
    luma_sd: str
    difference: str
    sizes: list[str] = []


class SoundSeries(Struct, frozen=True, kw_only=True):
    """RMS per 10 ms block in dB full scale (float32, base64), first block starting at `from_us`.

    NaN where no sound was; the codec's warm-up (60 ms at the start of a part) is not measured.
    """

    from_us: int
    block_us: int
    level_db: str


class PartMeasure(Struct, frozen=True, kw_only=True):
    """`edge_luma_*`: small lumas of up to 4 first and last frames, uint8 frames×90×160, zlib, base64.

    `size` and `sha256` are of the bytes that were read (0 and the hash of nothing if missing).
    """

    engine: str
    recording_id: UUID
    claim_sha256: Sha256
    number: int
    take: int
    size: int
    sha256: Sha256
    outcome: Literal["measured", "no_video", "undecodable", "hostile", "missing"]
    detail: str = ""
    boxes: BoxFacts | None = None
    video: PacketFacts | None = None
    audio: PacketFacts | None = None
    decode_errors: int = 0
    picture: PictureSeries | None = None
    sound: SoundSeries | None = None
    edge_luma_first: str | None = None
    edge_luma_last: str | None = None
    cpu_s: float = 0.0
    video_s: float = 0.0


class PartNumbers(Struct, frozen=True, kw_only=True):
    """A PartMeasure without its series: the series were turned into spans when they came in."""

    engine: str
    outcome: str
    detail: str
    size: int
    sha256: str
    boxes: BoxFacts | None = None
    video: PacketFacts | None = None
    audio: PacketFacts | None = None
    decode_errors: int = 0
    black: list[Span] = []
    frozen: list[Span] = []
    moving_before_frozen: list[bool] = []
    silent: list[Span] = []
    median_difference: float | None = None
    quiet_db: float | None = None


class DerivedObject(Struct, frozen=True, kw_only=True):
    """A copy made for viewing, never evidence: what it is, of what, and how it was made.

    `from_us`: where on the take's media clock the copy begins (its own clock begins at 0).
    """

    kind: Literal["viewing", "sheet", "waveform", "picture"]
    key: str
    size: int
    sha256: Sha256
    media_type: str
    recipe: str
    at_us: int | None = None
    from_us: int | None = None
    duration_us: int | None = None
