"""What the house needs from the outside, as Protocols. An adapter owes its duty, the caller owes his.

Adapters live in `backend/adapters/`; `backend/adapters/store_check.py` is the contract of ObjectStore as code.
"""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, runtime_checkable

from msgspec import Struct

from schemas.footage import UploadTicket

TICKET_LIFE = timedelta(minutes=15)
ORIGINALS = "footage"
DERIVED = "derived"

# ---------------------------------------------------------------- object store


class StoredObject(Struct, frozen=True, kw_only=True):
    """What the store says it holds under a key.

    `sha256` is the hash of the held bytes as the *store* checked it while they came in; None where it
    could not (multipart, files put there by hand): then read and hash before you believe.
    `version` is the store's version id, "" where it keeps none.
    """

    key: str
    size: int
    sha256: str | None
    etag: str
    version: str
    stored_at: datetime
    media_type: str = ""


class UploadedPart(Struct, frozen=True, kw_only=True):
    """One piece of a multipart upload that the store holds; numbers run from 1."""

    number: int
    size: int
    etag: str


class StoreError(Exception):
    """Something the store refused or could not do; never a wrong input of a person."""


class ObjectAbsent(StoreError):
    """No object under this key, or no upload of this id."""


class ObjectExists(StoreError):
    """An original is written once; a second body is never taken."""


class ObjectLocked(StoreError):
    """Under retention or legal hold, or an original, which this port never deletes."""


class BadKey(StoreError):
    """A key outside `footage/` and `derived/`, or one that climbs out of its folder."""


_KEY = re.compile(rf"(?:{ORIGINALS}|{DERIVED})(?:/[A-Za-z0-9][A-Za-z0-9._-]{{0,150}}){{1,5}}")


def checked_key(key: str) -> str:
    """Return the key as it is. Raises BadKey unless it is plain segments below one of the two areas."""
    if not _KEY.fullmatch(key):
        raise BadKey("a store key is footage/… or derived/… with plain names in between")
    return key


def is_original(key: str) -> bool:
    """Whether the key names evidence: written once, never deleted through this port."""
    return checked_key(key).startswith(f"{ORIGINALS}/")


@runtime_checkable
class ObjectStore(Protocol):
    """Originals (`footage/…`: written once, versioned, locked) and derived copies (`derived/…`: replaceable).

    The store owes: signed addresses that work without any other right, end when they say, and carry
    nothing but what they were signed for; bytes that are durable before it answers "held".
    The caller owes: keys made of ids and hashes only (no names of people), one body per original key,
    and hands addresses only to whom access rules allow. Every method is safe to call again.
    Raises ObjectAbsent, ObjectExists, ObjectLocked, BadKey as they fit; StoreError when the store is down.
    """

    async def prepare(self) -> list[str]:
        """Make folders or buckets with versioning, lock and CORS, if absent; answer notes for the operator."""
        ...

    async def ready(self) -> None:
        """Return when the store answers; raise StoreError with one clear sentence when not."""
        ...

    async def sign_put(
        self, key: str, *, size: int, sha256: str, media_type: str = "video/mp4", expires: timedelta = TICKET_LIFE
    ) -> UploadTicket:
        """Ticket to PUT exactly these bytes here, once.

        The store itself refuses another hash (400) or length (400 or 403), a second body (412), a late or
        altered ticket (403). The sender sends `ticket.headers` as they are, Content-Length by itself, no cookie.
        412 means "something is held there already": confirm, do not send again. `url` may be relative to our origin.
        """
        ...

    async def sign_get(self, key: str, *, expires: timedelta = TICKET_LIFE, download_name: str | None = None) -> str:
        """Address to GET the object, Range included (206); `download_name` makes it an attachment."""
        ...

    async def head(self, key: str) -> StoredObject | None:
        """What is held now, None when nothing is."""
        ...

    def read(self, key: str) -> AsyncIterator[bytes]:
        """The bytes, in chunks: for the sweeper's hash check and the court package, not for requests."""
        ...

    async def put(self, key: str, source: Path | bytes, *, media_type: str) -> StoredObject:
        """Hold derived bytes, replacing what was there at one stroke; originals only if nothing is there yet."""
        ...

    async def delete(self, key: str) -> None:
        """Remove a derived object (absent is fine). Originals and locked objects: ObjectLocked."""
        ...

    async def lock(self, key: str, until: datetime) -> None:
        """Retain an original at least until then; an earlier moment than before changes nothing."""
        ...

    async def legal_hold(self, key: str, on: bool) -> None:
        """Hold an original without an end, independent of `lock`; off again only by this call."""
        ...

    async def refuses_deletion(self, key: str) -> bool:
        """Really try to destroy the held version, past this port's own refusals; True when the store said no.

        Only for canaries on objects made for it: on a store without working locks the object is gone.
        """
        ...

    # Multipart, for hardware cameras with large files. The phone never needs it.

    async def create_upload(self, key: str, *, media_type: str) -> str:
        """Id of a new upload; ObjectExists when an original is already held."""
        ...

    async def sign_part(
        self, key: str, upload_id: str, number: int, *, size: int, sha256: str, expires: timedelta = TICKET_LIFE
    ) -> UploadTicket:
        """Ticket to PUT one piece (5 MiB or more, the last may be shorter); sending it again replaces it."""
        ...

    async def list_parts(self, key: str, upload_id: str) -> list[UploadedPart]:
        """The pieces held so far, by number: where to resume."""
        ...

    async def complete(self, key: str, upload_id: str, parts: Sequence[UploadedPart]) -> StoredObject:
        """Join the pieces in this order; `sha256` of the answer may be None: read and hash then."""
        ...

    async def abort(self, key: str, upload_id: str) -> None:
        """Drop an upload and its pieces; absent is fine."""
        ...


# ---------------------------------------------------------------- notifier, clock, …
