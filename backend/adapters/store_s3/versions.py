"""What the store knows of one object's versions and of how long it must keep them."""

import re
from datetime import UTC, datetime

from minio import Minio
from minio.error import S3Error

_UNTIL = re.compile(r"<RetainUntilDate>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")


def first_version(client: Minio, bucket: str, key: str) -> str:
    """Id of the version that was there first, "" when there is none. Stores list the newest first."""
    first = ""
    for item in client.list_objects(bucket, prefix=key, recursive=True, include_version=True):
        if item.object_name == key and not item.is_delete_marker:
            first = item.version_id or ""
    return first


def retained_until(client: Minio, bucket: str, key: str, version: str) -> datetime | None:
    """End of the retention of one version, None without one.

    Read from the answer itself: the client cannot read the nanoseconds that RGW writes.
    """
    query: dict[str, str | list[str] | tuple[str]] = {"retention": "", "versionId": version}
    try:
        answer = client._execute("GET", bucket, key, query_params=query)
    except S3Error as error:
        if error.code == "NoSuchObjectLockConfiguration":
            return None
        raise
    found = _UNTIL.search(answer.data.decode())
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC) if found else None
