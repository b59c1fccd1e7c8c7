"""Streams on an S3 store through the minio client; the first folder of the key chooses the bucket."""

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
        bucket = self._buckets[area(key)]
        try:
            await asyncio.to_thread(self._client.fget_object, bucket, key, str(into))
        except S3Error as problem:
            if problem.code in ABSENT:
                raise ObjectMissing(key) from problem
            raise

    async def put(self, key: str, path: Path, media_type: str) -> None:
        """See Streams."""
        bucket = self._buckets[area(key)]
        await asyncio.to_thread(self._client.fput_object, bucket, key, str(path), content_type=media_type)
