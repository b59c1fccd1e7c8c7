"""Port: where the worker gets parts from and puts copies to. Every adapter passes the same contract."""

import re
from pathlib import Path
from typing import Protocol, runtime_checkable

# footage/<recording>/<name> and derived/<recording>/<name>: nothing that climbs, nothing hidden
KEY = re.compile(r"^(footage|derived)/[0-9A-Za-z-]{1,64}/[0-9A-Za-z][0-9A-Za-z._-]{0,128}$")


class ObjectMissing(Exception):
    """The store holds nothing under this key."""


class BadKey(ValueError):
    """A key that is none of this house's."""


@runtime_checkable
class Streams(Protocol):
    """Objects by key; the first folder of the key says which area of the store."""

    async def fetch(self, key: str, into: Path) -> None:
        """Copies the object into a new file. Raises: ObjectMissing, BadKey."""

    async def put(self, key: str, path: Path, media_type: str) -> None:
        """Stores the file under the key, replacing what was there; whole or not at all. Raises: BadKey."""


def area(key: str) -> str:
    """`footage` or `derived`. Raises: BadKey."""
    found = KEY.match(key)
    if found is None or ".." in key:
        raise BadKey(f"not a key of the store: {key[:200]!r}")
    return found.group(1)
