"""Signed addresses of an S3 store: the half of the port that needs no connection."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from backend.adapters.store_s3.place import S3Place
from backend.adapters.store_s3.sigv4 import S3Access, presign
from backend.kernel.ports import TICKET_LIFE, is_original
from schemas.footage import UploadTicket

META = "x-amz-meta-sha256"


def utc_now() -> datetime:
    return datetime.now(UTC)


class Addresses:
    """Tickets and links for phones and people, signed for the origin they use."""

    def __init__(self, place: S3Place, *, now: Callable[[], datetime] = utc_now) -> None:
        self._place, self._now = place, now
        self._public = self._access(place.public_endpoint or place.endpoint)
        self._inside = self._access(place.endpoint)

    def _access(self, endpoint: str) -> S3Access:
        return S3Access(endpoint.rstrip("/"), self._place.access_key, self._place.secret_key, self._place.region)

    def _address(
        self,
        access: S3Access,
        method: str,
        key: str,
        expires: timedelta,
        headers: Mapping[str, str],
        query: Mapping[str, str],
    ) -> tuple[str, datetime]:
        """Address and its end. One that has ended already is signed in the past, as one left lying would be."""
        life = max(expires, timedelta(seconds=1))
        begin = (self._now() + expires - life).replace(microsecond=0)
        path = f"/{self._place.bucket(key)}/{key}"
        return presign(access, method, path, at=begin, life=life, headers=headers, query=query), begin + life

    async def sign_put(
        self, key: str, *, size: int, sha256: str, media_type: str = "video/mp4", expires: timedelta = TICKET_LIFE
    ) -> UploadTicket:
        headers = {"content-type": media_type, META: sha256} | ({"if-none-match": "*"} if is_original(key) else {})
        return self._ticket(key, expires, headers, {}, size=size, sha256=sha256)

    async def sign_part(
        self, key: str, upload_id: str, number: int, *, size: int, sha256: str, expires: timedelta = TICKET_LIFE
    ) -> UploadTicket:
        query = {"partNumber": str(number), "uploadId": upload_id}
        return self._ticket(key, expires, {}, query, size=size, sha256=sha256)

    def _ticket(
        self,
        key: str,
        expires: timedelta,
        headers: Mapping[str, str],
        query: Mapping[str, str],
        *,
        size: int,
        sha256: str,
        access: S3Access | None = None,
    ) -> UploadTicket:
        """`content-length` is signed but not listed: every sender sets it himself, a browser allows nothing else."""
        sent = {**headers, "x-amz-content-sha256": sha256}
        signed = sent | {"content-length": str(size)}
        url, until = self._address(access or self._public, "PUT", key, expires, signed, query)
        return UploadTicket(method="PUT", url=url, headers=sent, expires_at=until)

    def link(self, key: str, expires: timedelta, version: str, download_name: str | None) -> str:
        """Address to read one version, or the latest where `version` is empty."""
        query = {"response-cache-control": "private, no-store"} | ({"versionId": version} if version else {})
        if download_name:
            query["response-content-disposition"] = f"attachment; filename*=UTF-8''{quote(download_name)}"
        return self._address(self._public, "GET", key, expires, {}, query)[0]
