"""From per-frame series to spans: black, frozen, silent. Thresholds with their origin, tuned on the corpus
of the measurements that this design rests on (walks, rooms, tripod; expect worse on new cameras)."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.measures import PartMeasure, PartNumbers, PictureSeries, SoundSeries, Span

BLACK_MEAN, BLACK_SD, BLACK_MIN_US = 22.0, 6.0, 300_000
FROZEN_FLOOR, FROZEN_SHARE, FROZEN_MIN_US = 0.06, 0.10, 700_000
MOVING_BEFORE = 3.0  # times the threshold, median of the second before
SEEN_BEFORE = 5  # frames: with fewer the part before must tell
PULSE_SIDES, PULSE_MAX = 3, 1.0  # key frames of a frozen picture were seen to jump by 0.2 to 0.6
SILENT_LSB_DB, SILENT_UNDER_DB, SILENT_MIN_US = -90.3, 20.0, 300_000
NO_SOUND_DB = -200.0  # digital silence, where the logarithm would be minus infinity

Floats = NDArray[np.float64]


def _floats(text: str, dtype: str = "<f4") -> Floats:
    return np.frombuffer(base64.b64decode(text), dtype=dtype).astype(np.float64)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return [first, last+1) of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _spans(flags: NDArray[np.bool_], at: Floats, least_us: int) -> list[tuple[Span, int]]:
    """Return the runs that last long enough as spans of media time, with the index each begins at."""
    if len(at) < 2:
        return []
    step = float(np.median(np.diff(at)))
    found = []
    for first, last in _runs(flags):
        end = at[last] if last < len(at) else at[-1] + step
        if end - at[first] >= least_us:
            found.append((Span(from_us=int(at[first]), to_us=int(end)), first))
    return found


def _picture(series: PictureSeries) -> dict[str, Any]:
    at = np.frombuffer(base64.b64decode(series.at_us), dtype="<i8").astype(np.float64)
    mean, sd, moved = _floats(series.luma_mean), _floats(series.luma_sd), _floats(series.difference)
    own = float(np.nanmedian(moved)) if np.isfinite(moved).any() else 0.0
    limit = max(FROZEN_FLOOR, FROZEN_SHARE * own)
    still = np.where(np.isnan(moved), np.concatenate((moved[1:2], moved[1:])) < limit, moved < limit)
    frozen = _spans(_without_pulses(still, moved), at, FROZEN_MIN_US)
    return {
        "black": [span for span, _ in _spans((mean < BLACK_MEAN) & (sd < BLACK_SD), at, BLACK_MIN_US)],
        "frozen": [span for span, _ in frozen],
        "moving_before_frozen": [_moving_before(moved, first, limit) for _, first in frozen],
        "median_difference": own,
    }


def _without_pulses(still: NDArray[np.bool_], moved: Floats) -> NDArray[np.bool_]:
    """Return the flags with single frames bridged: under bitrate control a key frame of a frozen picture jumps."""
    bridged = still.copy()
    for i in range(PULSE_SIDES, len(still) - PULSE_SIDES):
        around = still[i - PULSE_SIDES : i].all() and still[i + 1 : i + 1 + PULSE_SIDES].all()
        bridged[i] |= around and moved[i] < PULSE_MAX
    return bridged


def _moving_before(moved: Floats, first: int, limit: float) -> bool:
    """Return whether something moved in the second before; False where too little of it lies in this part."""
    before = moved[max(0, first - 30) : first]
    before = before[np.isfinite(before)]
    return len(before) >= SEEN_BEFORE and float(np.median(before)) > MOVING_BEFORE * limit


def _sound(series: SoundSeries) -> dict[str, Any]:
    level = _floats(series.level_db)
    at = series.from_us + np.arange(len(level), dtype=np.float64) * series.block_us
    heard = np.maximum(level[~np.isnan(level)], NO_SOUND_DB)  # the codec's warm-up is not measured
    quiet = float(np.percentile(heard, 5)) if len(heard) else NO_SOUND_DB
    limit = max(SILENT_LSB_DB, quiet - SILENT_UNDER_DB)
    return {"silent": [span for span, _ in _spans(level < limit, at, SILENT_MIN_US)], "quiet_db": quiet}


def numbers_of(measure: PartMeasure) -> PartNumbers:
    """Return what the judge will compare of one part's measure; nothing but that part decides it."""
    more: dict[str, Any] = {}
    if measure.picture is not None and measure.picture.frames:
        more |= _picture(measure.picture)
    if measure.sound is not None:
        more |= _sound(measure.sound)
    same: Sequence[str] = ("engine", "outcome", "detail", "size", "sha256", "boxes", "video", "audio", "decode_errors")
    return PartNumbers(**{name: getattr(measure, name) for name in same}, **more)
