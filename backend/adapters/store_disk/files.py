"""Files that are whole and durable, or not there at all."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from backend.kernel.ports import ObjectExists, StoreError

CHUNK = 1024 * 1024


class BodyDiffers(StoreError):
    """The bytes are not those the ticket was made for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Hash(Protocol):
    """What hashlib gives."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class Incoming:
    """A file being written out of sight; placed under its name only when it is whole, else removed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / uuid4().hex
        self._hash: Hash = hashlib.sha256()
        self._file: BinaryIO = self.path.open("xb")
        self.size = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def place_new(self, target: Path) -> None:
        """Give the bytes their name for good. Raises ObjectExists when the name is taken."""
        self._settle(target)
        self.path.chmod(0o444)
        try:
            os.link(self.path, target)  # unlike a rename, never replaces
        except FileExistsError as error:
            raise ObjectExists(target.name) from error
        sync_folder(target.parent)

    def place_over(self, target: Path) -> None:
        """Give the bytes their name, in the place of what had it, at one stroke."""
        self._settle(target)
        self.path.replace(target)
        sync_folder(target.parent)

    def discard(self) -> None:
        """Forget what is not placed; safe after placing."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _settle(self, target: Path) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        make_folder(target.parent)


def write_whole(folder: Path, target: Path, pieces: Iterator[bytes] | list[bytes], place: str) -> Incoming:
    """Write the pieces and place them by `place_new` or `place_over`; size and hash are in the answer."""
    incoming = Incoming(folder)
    try:
        for piece in pieces:
            incoming.write(piece)
        settle: Callable[[Path], None] = getattr(incoming, place)
        settle(target)
    finally:
        incoming.discard()
    return incoming


def make_folder(folder: Path) -> None:
    """Make a folder and its parents so that they outlive a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def chunks(path: Path, begin: int = 0, length: int | None = None) -> Iterator[bytes]:
    """The bytes of a file, or of a range of it, a MiB at a time."""
    left = path.stat().st_size - begin if length is None else length
    with path.open("rb") as file:
        file.seek(begin)
        while left > 0 and (data := file.read(min(CHUNK, left))):
            left -= len(data)
            yield data


async def fill(incoming: Incoming, body: AsyncIterator[bytes], *, size: int, sha256: str) -> None:
    """Write a body off the event loop, a MiB at a time. Raises BodyDiffers unless it is exactly what was announced."""
    waiting = bytearray()
    async for data in body:
        waiting += data
        if incoming.size + len(waiting) > size:
            raise BodyDiffers("body_size")
        if len(waiting) >= CHUNK:
            await asyncio.to_thread(incoming.write, bytes(waiting))
            waiting.clear()
    await asyncio.to_thread(incoming.write, bytes(waiting))
    if incoming.size != size:
        raise BodyDiffers("body_size")
    if incoming.sha256 != sha256:
        raise BodyDiffers("body_hash")
