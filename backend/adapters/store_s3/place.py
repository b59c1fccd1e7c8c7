"""Which store, as whom; and what its answers mean in the words of the port."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from msgspec import Struct

from backend.kernel.ports import ObjectAbsent, ObjectExists, ObjectLocked, StoreError, is_original


class S3Place(Struct, frozen=True, kw_only=True):
    """Where the store is. `public_endpoint` is the origin phones use; it is part of every signed address."""

    endpoint: str
    access_key: str
    secret_key: str
    public_endpoint: str = ""
    region: str = "us-east-1"
    footage: str = "lianzheng-footage"
    derived: str = "lianzheng-derived"
    origins: tuple[str, ...] = ()

    def bucket(self, key: str) -> str:
        """Bucket of a key. Raises BadKey."""
        return self.footage if is_original(key) else self.derived


_MEANING: dict[str, type[StoreError]] = {
    "NoSuchKey": ObjectAbsent,
    "NoSuchUpload": ObjectAbsent,
    "NoSuchVersion": ObjectAbsent,
    "PreconditionFailed": ObjectExists,
    "ObjectLocked": ObjectLocked,
}


@contextmanager
def our_words(key: str) -> Iterator[None]:
    """Turn what the client raises into the port's errors."""
    try:
        yield
    except S3Error as error:
        raise _MEANING.get(error.code or "", StoreError)(f"{key}: {error.code} {error.message}") from error
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise StoreError(f"the object store does not answer: {type(error).__name__}") from error


def make_client(place: S3Place) -> Minio:
    """The client of one place; few retries, since callers are jobs or people who try again."""
    address = urlsplit(place.endpoint)
    pool = urllib3.PoolManager(
        maxsize=16, timeout=urllib3.Timeout(connect=3, read=60), retries=urllib3.Retry(total=2, backoff_factor=0.2)
    )
    return Minio(
        address.netloc,
        access_key=place.access_key,
        secret_key=place.secret_key,
        secure=address.scheme == "https",
        region=place.region,
        http_client=pool,
    )
