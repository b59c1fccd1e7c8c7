"""The smallest possible walk over MP4 boxes, for tests only: the product's own walk is what is being tested."""

import struct


def top_boxes(data: bytes) -> list[tuple[str, bytes]]:
    """Type and whole bytes of each top-level box."""
    found = []
    at = 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        found.append((kind.decode("latin-1"), data[at : at + size]))
        at += size
    return found


def init_and_fragments(data: bytes) -> tuple[bytes, list[bytes]]:
    """ftyp + moov, and each moof + mdat; an index behind them (mfra) is left out, the phone writes none."""
    init = b""
    fragments: list[bytes] = []
    for kind, box in top_boxes(data):
        if kind in ("ftyp", "moov"):
            init += box
        elif kind == "moof":
            fragments.append(box)
        elif kind == "mdat" and fragments:
            fragments[-1] += box
    return init, fragments
