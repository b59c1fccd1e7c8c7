"""The one range of bytes a reader wants (RFC 9110): players ask for `bytes=from-`, never for several."""

import re

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class NoSuchRange(ValueError):
    """The range lies outside the object."""


def wanted_span(header: str, size: int) -> tuple[int, int] | None:
    """Half-open span of bytes, None for the whole; what is no single range is ignored, as HTTP allows.

    Raises NoSuchRange.
    """
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if not match or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if first == "":
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(size, int(last) + 1 if last else size)
    if last and first and int(last) < int(first):
        return None
    if begin >= size or begin >= end:
        raise NoSuchRange(header)
    return begin, end
