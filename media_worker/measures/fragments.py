"""Where the samples of a fragment say they lie (moof/traf/trun), against the mdat that follows."""

import struct
from collections.abc import Iterator

BASE_DATA_OFFSET = 0x1
SAMPLE_DESCRIPTION = 0x2
DEFAULT_DURATION = 0x8
DEFAULT_SIZE = 0x10
DATA_OFFSET = 0x1
FIRST_FLAGS = 0x4
PER_SAMPLE = (0x100, 0x200, 0x400, 0x800)  # duration, size, flags, composition offset: 4 bytes each
SAMPLE_SIZE = 0x200


def misplaced_samples(moof: memoryview, moof_start: int, mdat: range | None) -> list[str]:
    """In words, each run of samples outside of `mdat` (payload offsets in the file; None: no mdat follows)."""
    if mdat is None:
        return [f"moof at {moof_start} has no mdat"]
    wrong = []
    for start, end in sample_runs(moof, moof_start):
        if start < mdat.start or end > mdat.stop:
            wrong.append(f"samples {start}..{end} of the moof at {moof_start} lie outside of its mdat")
    return wrong


def sample_runs(moof: memoryview, moof_start: int) -> Iterator[tuple[int, int]]:
    """Offsets in the file, half-open, of each run of samples that a movie fragment names."""
    for traf in _boxes(moof, 8, len(moof), b"traf"):
        tfhd = next(_boxes(moof, *traf, b"tfhd"), None)
        if tfhd is None:
            continue
        base, default_size = _track_header(moof[slice(*tfhd)], moof_start)
        following = base
        for trun in _boxes(moof, *traf, b"trun"):
            run = _run(moof[slice(*trun)], default_size)
            if run is None:
                continue
            offset, size = run
            start = following if offset is None else base + offset
            following = start + size
            yield start, following


def _boxes(view: memoryview, start: int, end: int, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Payload bounds of the boxes of one kind between two offsets; sizes that cannot be end the walk."""
    while end - start >= 8:
        size, kind = struct.unpack_from(">I4s", view, start)
        if size < 8 or start + size > end:
            return
        if kind == wanted:
            yield start + 8, start + size
        start += size


def _track_header(body: memoryview, moof_start: int) -> tuple[int, int]:
    """Base offset in the file and default sample size of a tfhd."""
    if len(body) < 8:
        return moof_start, 0
    flags = struct.unpack_from(">I", body, 0)[0] & 0xFFFFFF
    at, base, size = 8, moof_start, 0
    if flags & BASE_DATA_OFFSET and len(body) >= at + 8:
        (base,) = struct.unpack_from(">Q", body, at)
        at += 8
    at += 4 * bool(flags & SAMPLE_DESCRIPTION) + 4 * bool(flags & DEFAULT_DURATION)
    if flags & DEFAULT_SIZE and len(body) >= at + 4:
        (size,) = struct.unpack_from(">I", body, at)
    return base, size


def _run(body: memoryview, default_size: int) -> tuple[int | None, int] | None:
    """Data offset (None: right behind the run before) and bytes of all samples of a trun; None if it is cut short."""
    if len(body) < 8:
        return None
    head, count = struct.unpack_from(">II", body, 0)
    flags = head & 0xFFFFFF
    at, offset = 8, None
    if flags & DATA_OFFSET:
        if len(body) < at + 4:
            return None
        (offset,) = struct.unpack_from(">i", body, at)
        at += 4
    at += 4 * bool(flags & FIRST_FLAGS)
    width = 4 * sum(bool(flags & field) for field in PER_SAMPLE)
    if len(body) < at + width * count:
        return None
    if not flags & SAMPLE_SIZE:
        return offset, default_size * count
    size_at = at + 4 * bool(flags & PER_SAMPLE[0])
    sizes = (struct.unpack_from(">I", body, size_at + width * i)[0] for i in range(count))
    return offset, sum(sizes)
