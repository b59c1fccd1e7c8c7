"""Joins the parts of a take that are there into one fragmented file: one init, then every whole fragment."""

import mmap
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from media_worker.measures.boxes import Box, Walk, box_facts, top_level

CHUNK = 4 * 1024 * 1024


class Joined(NamedTuple):
    """Numbers of the parts that the joined file holds, and whether one is missing between them."""

    numbers: list[int]
    holes: bool


def join_parts(parts: dict[int, Path], into: Path) -> Joined:
    """Writes the file. Left out: what is no MP4, what has another init than most, fragments cut short."""
    inits = {number: init for number, path in sorted(parts.items()) if (init := _init_of(path)) is not None}
    if not inits:
        return Joined([], holes=False)
    shared = Counter(inits.values()).most_common(1)[0][0]
    numbers = [number for number, init in inits.items() if init == shared]
    with into.open("wb") as sink:
        for number in numbers:
            with _walked(parts[number]) as (view, walk):
                if number == numbers[0]:
                    _write(sink, view, [box for box in walk.boxes if box.kind in ("ftyp", "moov")])
                _write(sink, view, _fragments(walk))
    return Joined(numbers, holes=numbers != list(range(numbers[0], numbers[-1] + 1)))


def _init_of(path: Path) -> str | None:
    """SHA-256 of the init of a part that has at least one whole fragment, else None."""
    if path.stat().st_size == 0:
        return None
    with _walked(path) as (view, walk):
        return box_facts(view).init_sha256 if _fragments(walk) else None


def _fragments(walk: Walk) -> list[Box]:
    """Each moof that its mdat follows, and that mdat."""
    pairs = zip(walk.boxes, walk.boxes[1:], strict=False)
    return [box for moof, mdat in pairs if (moof.kind, mdat.kind) == ("moof", "mdat") for box in (moof, mdat)]


def _write(sink: BinaryIO, view: memoryview, boxes: list[Box]) -> None:
    for box in boxes:
        for at in range(box.start, box.end, CHUNK):
            sink.write(view[at : min(at + CHUNK, box.end)])


@contextmanager
def _walked(path: Path) -> Iterator[tuple[memoryview, Walk]]:
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        yield view, top_level(view)
