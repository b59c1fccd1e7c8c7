"""The object store as files: `<root>/footage/…` and `<root>/derived/…`, what is known of them beside, in dot folders.

    .incoming/   bytes on their way in          .facts/<key>.json   hash, media type
    .uploads/    pieces of multipart uploads    .locks/<key>.json   retention and legal hold

Whoever may write into the folder by hand can change the files: then the hash of what is measured shows it.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.adapters.store_disk.files import Incoming, chunks, fill, make_folder, write_whole
from backend.adapters.store_disk.multipart import Uploads
from backend.adapters.store_disk.notes import Lock, Notes
from backend.adapters.store_disk.tickets import Signer, Ticket
from backend.kernel.ports import (
    TICKET_LIFE,
    BadKey,
    ObjectAbsent,
    ObjectExists,
    ObjectLocked,
    StoredObject,
    StoreError,
    UploadedPart,
    checked_key,
    is_original,
)
from schemas.footage import UploadTicket


def utc_now() -> datetime:
    return datetime.now(UTC)


class DiskStore:
    """ObjectStore on local files. `secret` signs the addresses; `base_url` stays "" where phones reach us directly."""

    def __init__(self, root: Path, secret: bytes, *, base_url: str = "", now: Callable[[], datetime] = utc_now) -> None:
        self._root, self._base_url, self.now = root.absolute(), base_url.rstrip("/"), now
        self.signer = Signer(secret)
        self._incoming = self._root / ".incoming"
        self._notes = Notes(self._root, self._incoming)
        self._uploads = Uploads(self._root / ".uploads", self._incoming)

    async def prepare(self) -> list[str]:
        for folder in ("footage", "derived", ".incoming", ".uploads", ".facts", ".locks"):
            await asyncio.to_thread(make_folder, self._root / folder)
        return [f"objects lie as files under {self._root}; originals are protected by this program only"]

    async def ready(self) -> None:
        try:
            await asyncio.to_thread(self._probe)
        except OSError as error:
            raise StoreError(f"cannot write to the store's folder {self._root}: {error.strerror}") from error

    def _probe(self) -> None:
        probe = Incoming(self._incoming)
        probe.write(b"ready")
        probe.discard()

    # ---- addresses

    async def sign_put(
        self, key: str, *, size: int, sha256: str, media_type: str = "video/mp4", expires: timedelta = TICKET_LIFE
    ) -> UploadTicket:
        return self._ticket(key, expires, size=size, sha256=sha256, type=media_type)

    async def sign_part(
        self, key: str, upload_id: str, number: int, *, size: int, sha256: str, expires: timedelta = TICKET_LIFE
    ) -> UploadTicket:
        return self._ticket(key, expires, size=size, sha256=sha256, upload=upload_id, part=number)

    def _ticket(
        self, key: str, expires: timedelta, *, size: int, sha256: str, type: str = "", upload: str = "", part: int = 0
    ) -> UploadTicket:
        until = (self.now() + expires).replace(microsecond=0)
        allowed = Ticket(
            method="PUT",
            expires=int(until.timestamp()),
            size=size,
            sha256=sha256,
            type=type,
            upload=upload,
            part=part,
        )
        url = self._base_url + self.signer.address(checked_key(key), allowed)
        headers = {"content-type": type} if type else {}
        return UploadTicket(method="PUT", url=url, headers=headers, expires_at=until)

    async def sign_get(self, key: str, *, expires: timedelta = TICKET_LIFE, download_name: str | None = None) -> str:
        until = int((self.now() + expires).timestamp())
        ticket = Ticket(method="GET", expires=until, name=download_name or "")
        return self._base_url + self.signer.address(checked_key(key), ticket)

    # ---- bytes in

    async def receive(self, key: str, ticket: Ticket, body: AsyncIterator[bytes]) -> str:
        """Hold exactly the bytes the ticket was made for; answers their etag.

        Raises BodyDiffers, ObjectExists. Nothing but a whole and checked body ever gets the key's name.
        """
        incoming = Incoming(self._incoming)
        try:
            await fill(incoming, body, size=ticket.size, sha256=ticket.sha256)
            await asyncio.to_thread(self._settle, key, ticket, incoming)
        finally:
            incoming.discard()
        return ticket.sha256

    def _settle(self, key: str, ticket: Ticket, incoming: Incoming) -> None:
        if ticket.upload:
            self._uploads.keep(key, ticket.upload, ticket.part, incoming)
            return
        path = self.path(key)
        incoming.place_new(path) if is_original(key) else incoming.place_over(path)
        self._notes.note(key, incoming.sha256, ticket.type)

    async def put(self, key: str, source: Path | bytes, *, media_type: str) -> StoredObject:
        pieces = [source] if isinstance(source, bytes) else chunks(source)
        place = "place_new" if is_original(key) else "place_over"
        done = await asyncio.to_thread(write_whole, self._incoming, self.path(key), pieces, place)
        await asyncio.to_thread(self._notes.note, key, done.sha256, media_type)
        return await self._held(key)

    # ---- what is held

    def path(self, key: str) -> Path:
        """Where the bytes of a key lie. Raises BadKey."""
        return self._root / checked_key(key)

    async def head(self, key: str) -> StoredObject | None:
        return await asyncio.to_thread(self._head, key)

    def _head(self, key: str) -> StoredObject | None:
        path = self.path(key)
        if not path.is_file():
            return None
        facts, status = self._notes.facts(key), path.stat()
        return StoredObject(
            key=key,
            size=status.st_size,
            sha256=facts.sha256 if facts else None,
            etag=facts.sha256 if facts else f"{status.st_mtime_ns:x}-{status.st_size:x}",
            version="",
            stored_at=datetime.fromtimestamp(status.st_mtime, UTC),
            media_type=facts.media_type if facts else "",
        )

    async def _held(self, key: str) -> StoredObject:
        if (held := await self.head(key)) is None:
            raise ObjectAbsent(key)
        return held

    async def read(self, key: str) -> AsyncIterator[bytes]:
        path = self.path(key)
        if not path.is_file():
            raise ObjectAbsent(key)
        pieces = chunks(path)
        while data := await asyncio.to_thread(next, pieces, b""):
            yield data

    # ---- keeping and letting go

    async def delete(self, key: str) -> None:
        if is_original(key):
            raise ObjectLocked("originals are not deleted")
        await asyncio.to_thread(self._remove, key)

    async def refuses_deletion(self, key: str) -> bool:
        await self._held(key)
        if self._notes.lock(key).holds(self.now()):
            return True
        await asyncio.to_thread(self._remove, key)
        return False

    def _remove(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)
        self._notes.forget(key)

    async def lock(self, key: str, until: datetime) -> None:
        await self._held_original(key)
        lock = self._notes.lock(key)
        later = until if lock.until is None else max(until, lock.until)
        await asyncio.to_thread(self._notes.set_lock, key, Lock(later, lock.hold))

    async def legal_hold(self, key: str, on: bool) -> None:
        await self._held_original(key)
        await asyncio.to_thread(self._notes.set_lock, key, Lock(self._notes.lock(key).until, on))

    async def _held_original(self, key: str) -> None:
        if not is_original(key):
            raise BadKey("only originals are locked")
        await self._held(key)

    # ---- multipart

    async def create_upload(self, key: str, *, media_type: str) -> str:
        if is_original(key) and self.path(key).exists():
            raise ObjectExists(key)
        return await asyncio.to_thread(self._uploads.create, key, media_type)

    async def list_parts(self, key: str, upload_id: str) -> list[UploadedPart]:
        return await asyncio.to_thread(self._uploads.pieces, key, upload_id)

    async def complete(self, key: str, upload_id: str, parts: Sequence[UploadedPart]) -> StoredObject:
        place = "place_new" if is_original(key) else "place_over"
        files = self._uploads.files(key, upload_id, parts)
        joined = (data for file in files for data in chunks(file))
        done = await asyncio.to_thread(write_whole, self._incoming, self.path(key), joined, place)
        self._notes.note(key, done.sha256, self._uploads.media_type(key, upload_id))
        await self.abort(key, upload_id)
        return await self._held(key)

    async def abort(self, key: str, upload_id: str) -> None:
        checked_key(key)
        await asyncio.to_thread(shutil.rmtree, self._uploads.folder(upload_id), True)
