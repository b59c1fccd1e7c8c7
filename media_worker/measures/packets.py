"""What the packets of one stream tell without decoding: cadence, gaps, order, repeats, the grid of the sound."""

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from schemas.measures import PacketFacts, Span

VIDEO_GAP_INTERVALS = 1.55  # of the median interval; measured on clean and cut footage, see the design notes
AUDIO_GAP_INTERVALS = 1.6
OVERLAP_INTERVALS = 0.4
GRID_TOLERANCE_US = 600
WARM_UP_PACKETS = 2  # the first packets of a part's sound are the codec's warm-up
MAX_SPANS = 200
Longs = NDArray[np.int64]


@dataclass
class PacketTrack:
    """Collects the packets of one stream in the order of the file; times in microseconds, exact to the rounding."""

    time_base: Fraction
    presented: list[int] = field(default_factory=list)
    decoded: list[int] = field(default_factory=list)
    lasting: list[int] = field(default_factory=list)
    keyframes: int = 0
    duplicates: int = 0
    seen: set[bytes] = field(default_factory=set)

    def take(self, packet: "av.Packet[av.stream.Stream]") -> None:
        """Adds one packet; one without any time stamp is counted as out of order by taking the one before."""
        stamp = packet.pts if packet.pts is not None else packet.dts
        at = to_us(stamp, self.time_base) if stamp is not None else self._last()
        self.presented.append(at)
        self.decoded.append(to_us(packet.dts, self.time_base) if packet.dts is not None else at)
        self.lasting.append(to_us(packet.duration or 0, self.time_base))
        self.keyframes += packet.is_keyframe
        digest = hashlib.blake2b(packet, digest_size=8).digest()
        self.duplicates += digest in self.seen
        self.seen.add(digest)

    def _last(self) -> int:
        return self.presented[-1] if self.presented else 0


def to_us(stamp: int, time_base: Fraction) -> int:
    """Microseconds of a time stamp, rounded to the nearest."""
    return round(stamp * time_base * 1_000_000)


def clock_of(timed: "av.stream.Stream | av.VideoFrame | av.AudioFrame") -> Fraction:
    """The time base of a stream or frame; one that has none counts in microseconds."""
    return timed.time_base or Fraction(1, 1_000_000)


def cadence(track: PacketTrack) -> tuple[Longs, Longs]:
    """Times of presentation in order, and the intervals between them (one fewer)."""
    times = np.sort(np.asarray(track.presented, dtype=np.int64))
    return times, np.diff(times)


def median_interval_us(intervals: Longs) -> int:
    """The middle interval that lasts at all, 0 without any."""
    lasting = intervals[intervals > 0]
    return int(np.median(lasting)) if lasting.size else 0


def gaps(times: Longs, intervals: Longs, median: int, factor: float) -> list[Span]:
    """Where longer than `factor` medians nothing is shown: from where the next was due until it came."""
    if median <= 0:
        return []
    found = np.flatnonzero(intervals > factor * median)[:MAX_SPANS]
    return [Span(from_us=int(times[i]) + median, to_us=int(times[i + 1])) for i in found]


def overlaps(times: Longs, intervals: Longs, median: int) -> list[Span]:
    """Where two packets claim the same time: from the second's start to the first's due end."""
    if median <= 0:
        return []
    found = np.flatnonzero(intervals < OVERLAP_INTERVALS * median)
    joined: list[list[int]] = []
    for start, end in ((int(times[i + 1]), int(times[i]) + median) for i in found):
        if joined and start <= joined[-1][1] + median:  # a repeated second is one overlap, not thirty
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return [Span(from_us=start, to_us=end) for start, end in joined[:MAX_SPANS]]


def grid_breaks(times: Longs, intervals: Longs, frame_us: float) -> list[Span]:
    """Where the sound leaves its own grid: an interval that is no whole number of frames, ±0.6 ms.

    Lost whole frames keep the grid and are gaps, repeated ones are overlaps; a re-timed cut breaks it.
    The warm-up is not counted.
    """
    if frame_us <= 0:
        return []
    late = intervals[WARM_UP_PACKETS:].astype(np.float64)
    off_grid = np.abs(late - np.rint(late / frame_us) * frame_us)
    found = (np.flatnonzero(off_grid > GRID_TOLERANCE_US) + WARM_UP_PACKETS)[:MAX_SPANS]
    due = [(int(times[i]) + round(frame_us), int(times[i + 1])) for i in found]
    return [Span(from_us=min(pair), to_us=max(pair)) for pair in due]


def disorder(track: PacketTrack) -> int:
    """How often decoding time does not go forward."""
    return int(np.count_nonzero(np.diff(np.asarray(track.decoded, dtype=np.int64)) <= 0))


def packet_facts(track: PacketTrack, context: "av.CodecContext", *, sound: bool) -> PacketFacts:
    """PacketFacts of one stream. For sound the frame length of the codec is the grid, if it tells one."""
    times, intervals = cadence(track)
    median = median_interval_us(intervals)
    factor = AUDIO_GAP_INTERVALS if sound else VIDEO_GAP_INTERVALS
    counted = slice(WARM_UP_PACKETS, None) if sound else slice(None)
    ends = np.asarray(track.presented, dtype=np.int64) + np.maximum(track.lasting, median if sound else 0)
    last = int(ends.max()) if ends.size else 0
    return PacketFacts(
        codec=context.name,
        time_base=f"{track.time_base.numerator}/{track.time_base.denominator}",
        packets=len(track.presented),
        keyframes=track.keyframes,
        first_us=int(times[0]) if times.size else 0,
        end_us=max(last, int(times[-1]) + median) if times.size else 0,
        median_interval_us=median,
        max_interval_us=int(intervals.max()) if intervals.size else 0,
        disorder=disorder(track),
        duplicates=track.duplicates,
        gaps=gaps(times, intervals, median, factor),
        overlaps=overlaps(times[counted], intervals[counted], median),
        grid_breaks=grid_breaks(times, intervals, _frame_us(context, median)) if sound else [],
        intervals_us=intervals.tolist(),
        parameters_sha256=hashlib.sha256(context.extradata).hexdigest() if context.extradata else None,
        **_shape(context),
    )


def _frame_us(context: "av.CodecContext", median: int) -> float:
    """Length of one sound frame: AAC says its 1024 samples, for others the median stands."""
    if isinstance(context, av.AudioCodecContext) and context.name == "aac" and context.sample_rate:
        return 1024 * 1_000_000 / context.sample_rate
    return float(median)


def _shape(context: "av.CodecContext") -> dict[str, int | None]:
    if isinstance(context, av.VideoCodecContext):
        return {"width": context.width, "height": context.height}
    if isinstance(context, av.AudioCodecContext):
        return {"sample_rate": context.sample_rate, "channels": context.channels}
    return {}
