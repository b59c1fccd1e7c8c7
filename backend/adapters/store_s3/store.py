"""The object store over S3: MinIO in production, Ceph RGW in the tests, any store that speaks the plain calls.

Originals and derived copies lie in two buckets; the key's first folder chooses. The originals' bucket is
versioned and object-locked. The `minio` client does the calls, in threads; sigv4 makes the addresses.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import urllib3
from minio.commonconfig import COMPLIANCE
from minio.datatypes import Part
from minio.retention import Retention

from backend.adapters.store_s3.addresses import META, Addresses, utc_now
from backend.adapters.store_s3.buckets import prepare_buckets
from backend.adapters.store_s3.place import S3Place, make_client, our_words
from backend.adapters.store_s3.versions import first_version, retained_until
from backend.kernel.ports import (
    TICKET_LIFE,
    BadKey,
    ObjectAbsent,
    ObjectExists,
    ObjectLocked,
    StoredObject,
    StoreError,
    UploadedPart,
    is_original,
)

T = TypeVar("T")
CHUNK = 1024 * 1024


class S3Store(Addresses):
    """ObjectStore over S3."""

    def __init__(self, place: S3Place, *, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(place, now=now)
        self._client = make_client(place)
        self._http = urllib3.PoolManager(maxsize=16, timeout=urllib3.Timeout(connect=3, read=60), retries=False)

    async def _call(self, key: str, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        with our_words(key):
            return await asyncio.to_thread(call, *args, **kwargs)

    async def prepare(self) -> list[str]:
        place = self._place
        return await self._call("", prepare_buckets, self._client, place.footage, place.derived, place.origins)

    async def ready(self) -> None:
        for bucket in (self._place.footage, self._place.derived):
            if not await self._call(bucket, self._client.bucket_exists, bucket):
                raise StoreError(f"bucket {bucket} does not exist: run `lianzheng store prepare`")

    # ---- what is held

    async def sign_get(self, key: str, *, expires: timedelta = TICKET_LIFE, download_name: str | None = None) -> str:
        version = await self._first(key)
        return self.link(key, expires, version, download_name)

    async def _first(self, key: str) -> str:
        """Version id of what was held first, which is the evidence; "" for derived objects and for nothing.

        Later versions and delete markers, however they came, never stand in for it: not every store refuses
        a second body (RGW takes no `if-none-match` where it keeps versions), but all of them keep the first.
        """
        if not is_original(key):
            return ""
        return await self._call(key, first_version, self._client, self._place.bucket(key), key)

    async def head(self, key: str) -> StoredObject | None:
        bucket = self._place.bucket(key)
        try:
            version = await self._first(key)
            found = await self._call(key, self._client.stat_object, bucket, key, version_id=version or None)
        except ObjectAbsent:
            return None
        metadata = found.metadata or {}
        return StoredObject(
            key=key,
            size=found.size or 0,
            sha256=metadata.get(META),  # trustworthy: this header is signed together with the payload hash
            etag=found.etag or "",
            version=found.version_id or version,
            stored_at=found.last_modified or self._now(),
            media_type=found.content_type or "",
        )

    async def _held(self, key: str) -> StoredObject:
        if (held := await self.head(key)) is None:
            raise ObjectAbsent(key)
        return held

    async def read(self, key: str) -> AsyncIterator[bytes]:
        version = await self._first(key) or None
        answer = await self._call(key, self._client.get_object, self._place.bucket(key), key, version_id=version)
        try:
            while data := await self._call(key, answer.read, CHUNK):
                yield data
        finally:
            answer.close()
            answer.release_conn()

    async def put(self, key: str, source: Path | bytes, *, media_type: str) -> StoredObject:
        if is_original(key) and await self._first(key):
            raise ObjectExists(key)
        await self._call(key, self._put, key, source, media_type)
        return await self._held(key)

    def _put(self, key: str, source: Path | bytes, media_type: str) -> None:
        with BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.seek(0, SEEK_END)
            file.seek(0)
            if is_original(key):
                return self._put_once(key, file, size, digest, media_type)
            self._client.put_object(
                self._place.bucket(key), key, file, size, content_type=media_type, metadata={"sha256": digest}
            )
        return None

    def _put_once(self, key: str, file: BinaryIO, size: int, digest: str, media_type: str) -> None:
        """Our own ticket, used by ourselves: the client cannot send `if-none-match`."""
        headers = {"content-type": media_type, META: digest, "if-none-match": "*"}
        ticket = self._ticket(key, TICKET_LIFE, headers, {}, size=size, sha256=digest, access=self._inside)
        sent = ticket.headers | {"content-length": str(size)}
        answer = self._http.request("PUT", ticket.url, body=file, headers=sent)
        if answer.status == 412:
            raise ObjectExists(key)
        if answer.status != 200:
            raise StoreError(f"{key}: the store answered {answer.status}")

    # ---- keeping and letting go

    async def delete(self, key: str) -> None:
        if is_original(key):
            raise ObjectLocked("originals are not deleted")
        await self._call(key, self._client.remove_object, self._place.bucket(key), key)

    async def refuses_deletion(self, key: str) -> bool:
        held = await self._held(key)
        try:
            await self._call(key, self._client.remove_object, self._place.bucket(key), key, held.version or None)
        except StoreError:
            return await self._held(key) == held
        return False

    async def lock(self, key: str, until: datetime) -> None:
        self._must_be_original(key)
        held = await self._held(key)
        bucket = self._place.bucket(key)
        now = await self._call(key, retained_until, self._client, bucket, key, held.version)
        if now is None or now < until:
            retention = Retention(COMPLIANCE, until)
            await self._call(key, self._client.set_object_retention, bucket, key, retention, held.version)

    async def legal_hold(self, key: str, on: bool) -> None:
        self._must_be_original(key)
        held = await self._held(key)
        change = self._client.enable_object_legal_hold if on else self._client.disable_object_legal_hold
        await self._call(key, change, self._place.bucket(key), key, held.version)

    def _must_be_original(self, key: str) -> None:
        if not is_original(key):
            raise BadKey("only originals are locked")

    # ---- multipart: the client has these calls, named as its own; the lock file pins its version

    async def create_upload(self, key: str, *, media_type: str) -> str:
        if is_original(key) and await self.head(key) is not None:
            raise ObjectExists(key)
        headers = {"Content-Type": media_type}
        return await self._call(key, self._client._create_multipart_upload, self._place.bucket(key), key, headers)

    async def list_parts(self, key: str, upload_id: str) -> list[UploadedPart]:
        found: list[UploadedPart] = []
        bucket = self._place.bucket(key)
        while True:
            after = found[-1].number if found else None
            page = await self._call(key, self._client._list_parts, bucket, key, upload_id, part_number_marker=after)
            found += [UploadedPart(number=p.part_number, size=p.size or 0, etag=p.etag) for p in page.parts]
            if not page.is_truncated:
                return found

    async def complete(self, key: str, upload_id: str, parts: Sequence[UploadedPart]) -> StoredObject:
        if is_original(key) and await self.head(key) is not None:
            raise ObjectExists(key)
        named = [Part(part.number, part.etag) for part in parts]
        await self._call(key, self._client._complete_multipart_upload, self._place.bucket(key), key, upload_id, named)
        return await self._held(key)

    async def abort(self, key: str, upload_id: str) -> None:
        try:
            await self._call(key, self._client._abort_multipart_upload, self._place.bucket(key), key, upload_id)
        except ObjectAbsent:
            return
