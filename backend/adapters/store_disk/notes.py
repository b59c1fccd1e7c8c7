"""What is known of an object beside its bytes: the hash that was checked, and how long it must stay."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.adapters.store_disk.files import chunks, write_whole
from backend.kernel.ports import is_original


class Facts(Struct, frozen=True):
    """What was checked when the bytes came; holds as long as size and time of change stay."""

    size: int
    changed_ns: int
    sha256: str
    media_type: str


class Lock(Struct, frozen=True):
    until: datetime | None = None
    hold: bool = False

    def holds(self, now: datetime) -> bool:
        return self.hold or (self.until is not None and now < self.until)


class Notes:
    """Facts and locks of the objects below one root."""

    def __init__(self, root: Path, incoming: Path) -> None:
        self._root, self._incoming = root, incoming

    def facts(self, key: str) -> Facts | None:
        """What was noted; for an original whose note is lost or outdated, the hash of what lies there now."""
        path = self._root / key
        status = path.stat()
        noted = self._noted(key)
        if noted and (noted.size, noted.changed_ns) == (status.st_size, status.st_mtime_ns):
            return noted
        if not is_original(key):
            return None
        digest = hashlib.sha256()
        for piece in chunks(path):
            digest.update(piece)
        return self.note(key, digest.hexdigest(), noted.media_type if noted else "video/mp4")

    def _noted(self, key: str) -> Facts | None:
        try:
            return msgspec.json.decode(self._path(".facts", key).read_bytes(), type=Facts)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def note(self, key: str, sha256: str, media_type: str) -> Facts:
        """Keep what was checked about the bytes that lie there now."""
        status = (self._root / key).stat()
        facts = Facts(status.st_size, status.st_mtime_ns, sha256, media_type)
        write_whole(self._incoming, self._path(".facts", key), [msgspec.json.encode(facts)], "place_over")
        return facts

    def forget(self, key: str) -> None:
        self._path(".facts", key).unlink(missing_ok=True)

    def lock(self, key: str) -> Lock:
        """How long it must stay; a lock that cannot be read is an error, never 'no lock'."""
        path = self._path(".locks", key)
        return msgspec.json.decode(path.read_bytes(), type=Lock) if path.exists() else Lock()

    def set_lock(self, key: str, lock: Lock) -> None:
        write_whole(self._incoming, self._path(".locks", key), [msgspec.json.encode(lock)], "place_over")

    def _path(self, folder: str, key: str) -> Path:
        return self._root / folder / f"{key}.json"
