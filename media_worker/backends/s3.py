"""Streams on an S3 store through the minio client; the first folder of the key chooses the bucket.

Of an original the version that came first is read: that is the evidence, as the backend holds it too. Bodies and
delete markers that somebody put over it later change nothing; what was taken from under it is missing.
"""

import asyncio
from pathlib import Path

from minio import Minio
from minio.error import S3Error

from media_worker.streams import ObjectMissing, area

ABSENT = frozenset(("NoSuchKey", "NoSuchObject", "NoSuchVersion"))


class S3Streams:
    """`buckets` names the bucket of each area (footage, derived)."""

    def __init__(self, client: Minio, buckets: dict[str, str]) -> None:
        self._client = client
        self._buckets = buckets

    async def fetch(self, key: str, into: Path) -> None:
        """See Streams."""
        where = area(key)
        try:
            await asyncio.to_thread(self._fetch, self._buckets[where], key, into, first=where == "footage")
        except S3Error as problem:
            if problem.code in ABSENT:
                raise ObjectMissing(key) from problem
            raise

    def _fetch(self, bucket: str, key: str, into: Path, *, first: bool) -> None:
        version = self._first_version(bucket, key) if first else None
        self._client.fget_object(bucket, key, str(into), version_id=version)

    def _first_version(self, bucket: str, key: str) -> str | None:
        """Return the oldest version's id, None where the store keeps no versions; stores list the newest first."""
        found = self._client.list_objects(bucket, prefix=key, recursive=True, include_version=True)
        bodies = [each for each in found if each.object_name == key and not each.is_delete_marker]
        if not bodies:
            raise ObjectMissing(key)
        version: str | None = bodies[-1].version_id
        return version

    async def put(self, key: str, path: Path, media_type: str) -> None:
        """See Streams."""
        bucket = self._buckets[area(key)]
        await asyncio.to_thread(self._client.fput_object, bucket, key, str(path), content_type=media_type)
