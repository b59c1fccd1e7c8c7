"""Streams on the local disk: the object with key K is the file STORE_DIR/K."""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from media_worker.streams import ObjectMissing, area


class DiskStreams:
    """A folder that the backend's disk adapter shares."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def fetch(self, key: str, into: Path) -> None:
        """See Streams."""
        area(key)
        try:
            await asyncio.to_thread(shutil.copyfile, self.root / key, into)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as absent:
            raise ObjectMissing(key) from absent

    async def put(self, key: str, path: Path, media_type: str) -> None:
        """See Streams. The media type is the backend's to know: on disk a name ends in it."""
        area(key)
        await asyncio.to_thread(_write_whole, path, self.root / key)


def _write_whole(source: Path, target: Path) -> None:
    """Copies beside the target, fsyncs, renames over it: a reader sees the old bytes or the new ones."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".writing-", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as sink, source.open("rb") as origin:
            shutil.copyfileobj(origin, sink, 1024 * 1024)
            sink.flush()
            os.fsync(sink.fileno())
        beside.chmod(0o644)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
