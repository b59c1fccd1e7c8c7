"""Walk of the ISO-BMFF boxes of a part (ISO/IEC 14496-12), without decoding and without trusting any size."""

import hashlib
import struct
from collections.abc import Iterator
from typing import NamedTuple

from media_worker.measures.fragments import misplaced_samples
from schemas.measures import BoxFacts

TOP_LEVEL = frozenset(
    ("ftyp", "styp", "moov", "moof", "mdat", "mfra", "free", "skip", "sidx", "ssix", "uuid", "meta", "emsg", "prft")
)
FOLDERS = frozenset(("moov", "trak", "mdia", "minf", "stbl", "edts", "mvex", "moof", "traf", "mfra", "udta", "dinf"))
MAX_DEPTH = 8
MAX_BOXES = 100_000  # an hour of 1 s fragments has 7 200; behind that many everything is trailing
MAX_NAMED = 20  # so many misplaced boxes are named; a hostile file would name millions


class Box(NamedTuple):
    """`start` and `end` are offsets in the file, `body` where the payload begins; `end` as promised, not clipped."""

    kind: str
    start: int
    body: int
    end: int


class Walk(NamedTuple):
    """The known top-level boxes that lie within the file, and what lies outside of them."""

    boxes: list[Box]
    truncated_at: int | None
    trailing_bytes: int


def box_facts(data: bytes | memoryview) -> BoxFacts:
    """BoxFacts of the whole bytes of one part; anything that does not begin like an MP4 is `is_mp4=False`."""
    view = memoryview(data)
    walk = top_level(view)
    if not walk.boxes and walk.truncated_at is None:
        return BoxFacts(is_mp4=False)
    moov = next((box for box in walk.boxes if box.kind == "moov"), None)
    wrong = _out_of_bounds(view, walk)
    return BoxFacts(
        is_mp4=True,
        fragments=sum(box.kind == "moof" for box in walk.boxes),
        init_sha256=_init_sha256(view, walk.boxes),
        truncated_at=walk.truncated_at,
        trailing_bytes=walk.trailing_bytes,
        out_of_bounds=wrong[:MAX_NAMED],
        has_edit_list=moov is not None and _has_edit_list(view, moov),
        brands=_brands(view, walk.boxes),
    )


def top_level(view: memoryview) -> Walk:
    """Boxes in order. What no known box claims, behind or between them, counts as trailing bytes."""
    boxes: list[Box] = []
    at, trailing = 0, 0
    while at < len(view) and len(boxes) < MAX_BOXES:
        box = _box_at(view, at, len(view))
        if box is None or box.kind not in TOP_LEVEL:
            if box is None or box.end > len(view) or not boxes:
                return Walk(boxes, None, trailing + len(view) - at)
            trailing += box.end - box.start
        elif box.end > len(view):
            return Walk(boxes, box.start, trailing)
        else:
            boxes.append(box)
        at = box.end
    return Walk(boxes, None, trailing + len(view) - at)


def children(view: memoryview, parent: Box) -> Iterator[Box]:
    """The boxes inside one, each as promised: its end may lie outside of the parent."""
    at = parent.body
    while at < parent.end:
        box = _box_at(view, at, parent.end)
        if box is None:
            return
        yield box
        at = box.end


def _box_at(view: memoryview, at: int, limit: int) -> Box | None:
    """The header at an offset, None where no header can stand (too short, impossible size, unprintable type)."""
    if limit - at < 8:
        return None
    size, kind = struct.unpack_from(">I4s", view, at)
    body = at + 8
    if size == 1:
        if limit - at < 16:
            return None
        (size,) = struct.unpack_from(">Q", view, at + 8)
        body = at + 16
    elif size == 0:
        size = limit - at
    if size < body - at or not all(0x20 <= byte < 0x7F for byte in kind):
        return None
    return Box(kind.decode("ascii"), at, body, at + size)


def _out_of_bounds(view: memoryview, walk: Walk) -> list[str]:
    """In words: boxes that reach out of their parent, and samples that lie outside of their mdat."""
    wrong: list[str] = []
    for box in walk.boxes:
        if box.kind in FOLDERS:
            wrong += _children_outside(view, box, box.kind, 1)
    for box, following in zip(walk.boxes, [*walk.boxes[1:], None], strict=True):
        if box.kind != "moof" or box.end == walk.truncated_at or len(wrong) >= MAX_NAMED:
            continue
        mdat = range(following.body, following.end) if following and following.kind == "mdat" else None
        wrong += misplaced_samples(view[box.start : box.end], box.start, mdat)
    return wrong


def _children_outside(view: memoryview, parent: Box, path: str, depth: int) -> list[str]:
    wrong: list[str] = []
    for box in children(view, parent):
        here = f"{path}/{box.kind}"
        if box.end > parent.end:
            wrong.append(f"{here} at {box.start} ends at {box.end}, its parent at {parent.end}")
        elif box.kind in FOLDERS and depth < MAX_DEPTH:
            wrong += _children_outside(view, box, here, depth + 1)
        if len(wrong) >= MAX_NAMED:
            break
    return wrong


def _init_sha256(view: memoryview, boxes: list[Box]) -> str | None:
    """SHA-256 over the bytes of ftyp and moov, in the order of the file; None where one is missing."""
    init = [box for box in boxes if box.kind in ("ftyp", "moov")]
    if {box.kind for box in init} != {"ftyp", "moov"}:
        return None
    digest = hashlib.sha256()
    for box in init:
        digest.update(view[box.start : box.end])
    return digest.hexdigest()


def _has_edit_list(view: memoryview, moov: Box) -> bool:
    """True if an edit list does anything: more than one entry, or a start that is not 0."""
    for trak in (box for box in children(view, moov) if box.kind == "trak"):
        for edts in (box for box in children(view, trak) if box.kind == "edts"):
            if any(box.kind == "elst" and _edits(view, box) for box in children(view, edts)):
                return True
    return False


def _edits(view: memoryview, elst: Box) -> bool:
    body = view[elst.body : min(elst.end, len(view))]
    if len(body) < 8:
        return True
    entries = struct.unpack_from(">I", body, 4)[0]
    layout = ">Qq" if body[0] == 1 else ">Ii"
    if entries != 1 or len(body) < 8 + struct.calcsize(layout):
        return bool(entries)
    return bool(struct.unpack_from(layout, body, 8)[1] != 0)


def _brands(view: memoryview, boxes: list[Box]) -> list[str]:
    """Major brand first, then the compatible ones."""
    ftyp = next((box for box in boxes if box.kind == "ftyp"), None)
    if ftyp is None:
        return []
    body = bytes(view[ftyp.body : min(ftyp.end, ftyp.body + 8 + 4 * 32)])
    words = [body[0:4], *(body[i : i + 4] for i in range(8, len(body), 4))]
    return [word.decode("ascii", "replace") for word in words if len(word) == 4]
