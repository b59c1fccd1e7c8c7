"""Pieces of multipart uploads as files `<upload>/<number>.<sha256>`, until they are joined or dropped."""

import re
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct

from backend.adapters.store_disk.files import Incoming, write_whole
from backend.kernel.ports import ObjectAbsent, StoreError, UploadedPart, checked_key

_ID = re.compile(r"[0-9a-f]{32}")


class Upload(Struct, frozen=True):
    key: str
    media_type: str


class Uploads:
    """The folder of all uploads that are under way."""

    def __init__(self, root: Path, incoming: Path) -> None:
        self._root, self._incoming = root, incoming

    def create(self, key: str, media_type: str) -> str:
        """Id of a new upload."""
        upload_id = uuid4().hex
        note = msgspec.json.encode(Upload(checked_key(key), media_type))
        write_whole(self._incoming, self._root / upload_id / "upload.json", [note], "place_over")
        return upload_id

    def folder(self, upload_id: str) -> Path:
        """Where its pieces lie. Raises ObjectAbsent for what cannot be an id."""
        if not _ID.fullmatch(upload_id):
            raise ObjectAbsent("no such upload")
        return self._root / upload_id

    def media_type(self, key: str, upload_id: str) -> str:
        """What the whole will be. Raises ObjectAbsent when there is no such upload for this key."""
        note = self.folder(upload_id) / "upload.json"
        if not note.is_file():
            raise ObjectAbsent("no such upload")
        upload = msgspec.json.decode(note.read_bytes(), type=Upload)
        if upload.key != key:
            raise ObjectAbsent("no such upload of this key")
        return upload.media_type

    def keep(self, key: str, upload_id: str, number: int, piece: Incoming) -> None:
        """Keep a checked piece under its number, instead of an earlier one."""
        self.media_type(key, upload_id)
        folder = self.folder(upload_id)
        name = f"{number:05d}.{piece.sha256}"
        piece.place_over(folder / name)
        for other in folder.glob(f"{number:05d}.*"):
            if other.name != name:
                other.unlink(missing_ok=True)

    def pieces(self, key: str, upload_id: str) -> list[UploadedPart]:
        """What is kept, by number; the piece's etag is its SHA-256."""
        self.media_type(key, upload_id)
        found = sorted(self.folder(upload_id).glob("[0-9]*.*"))
        return [UploadedPart(number=int(file.name[:5]), size=file.stat().st_size, etag=file.name[6:]) for file in found]

    def files(self, key: str, upload_id: str, parts: Sequence[UploadedPart]) -> list[Path]:
        """The files of these pieces in this order. Raises StoreError when one is not kept as described."""
        self.media_type(key, upload_id)
        files = [self.folder(upload_id) / f"{part.number:05d}.{part.etag}" for part in parts]
        if not files or not all(file.is_file() for file in files):
            raise StoreError("a piece of the upload is not held as it was named")
        return files
