"""Buckets as the house needs them: originals versioned, locked and retained, pages of our origins let in."""

import base64
import hashlib
from xml.sax.saxutils import escape

from minio import Minio
from minio.commonconfig import ENABLED, GOVERNANCE
from minio.error import S3Error
from minio.objectlockconfig import DAYS, ObjectLockConfig
from minio.versioningconfig import VersioningConfig

from backend.kernel.ports import StoreError

# Six months at least (REC-07: 现场执法视音频资料保存期限不少于六个月), as the longest six months have days.
# GOVERNANCE: no plane of the house may shorten it, the station's keeper of the root account can, by name.
RETENTION_DAYS = 184

_DENIED = {"AccessDenied", "NotImplemented", "MethodNotAllowed", "NotSupported"}
_CORS = (
    "<CORSConfiguration><CORSRule>{origins}<AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod>"
    "<AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
    "<ExposeHeader>Content-Range</ExposeHeader><MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule></CORSConfiguration>"
)


def prepare_buckets(client: Minio, footage: str, derived: str, origins: tuple[str, ...]) -> list[str]:
    """Make and set what is absent; answers notes for the operator.

    Raises StoreError when the originals' bucket exists without object lock, which cannot be added later.
    """
    notes: list[str] = []
    if not client.bucket_exists(footage):
        client.make_bucket(footage, object_lock=True)
        notes.append(f"made bucket {footage}")
    if not client.bucket_exists(derived):
        client.make_bucket(derived)
        notes.append(f"made bucket {derived}")
    notes += _lock(client, footage)
    for bucket in (footage, derived):
        notes += _let_in(client, bucket, origins)
    return notes


def _lock(client: Minio, bucket: str) -> list[str]:
    try:
        config = client.get_object_lock_config(bucket)
    except S3Error as error:
        if error.code in _DENIED:
            return [f"this account may not see the lock of {bucket}; it is taken as the operator set it"]
        raise StoreError(f"bucket {bucket} has no object lock: move it aside and prepare a new one") from error
    if config.mode is not None:
        return []
    client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))
    client.set_object_lock_config(bucket, ObjectLockConfig(GOVERNANCE, RETENTION_DAYS, DAYS))
    return [f"{bucket}: versions kept, locked for {RETENTION_DAYS} days"]


def _let_in(client: Minio, bucket: str, origins: tuple[str, ...]) -> list[str]:
    """Set CORS by a raw call, since the client has none; some stores know it only for the whole server."""
    if not origins:
        return []
    allowed = "".join(f"<AllowedOrigin>{escape(origin)}</AllowedOrigin>" for origin in origins)
    body = _CORS.format(origins=allowed).encode()
    digest = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
    headers: dict[str, str | list[str] | tuple[str]] = {"Content-MD5": digest, "Content-Type": "application/xml"}
    try:
        client._execute("PUT", bucket, body=body, headers=headers, query_params={"cors": ""})
    except S3Error as error:
        if error.code not in _DENIED:
            raise
        return [f"{bucket}: the store sets CORS for the whole server; allow {', '.join(origins)} there"]
    return []
