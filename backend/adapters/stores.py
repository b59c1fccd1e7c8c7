"""Which object store this installation has."""

import os
import secrets
from pathlib import Path

from backend.adapters.store_disk import DiskStore
from backend.adapters.store_s3 import S3Place, S3Store
from backend.kernel.ports import ObjectStore
from backend.settings import Settings


def make_store(settings: Settings) -> ObjectStore:
    """Return the S3 store where an endpoint is set, else the local disk."""
    if settings.s3_endpoint is None:
        return DiskStore(settings.store_dir, read_secret(settings.secret_file))
    return S3Store(s3_place(settings))


def s3_place(settings: Settings) -> S3Place:
    """Return where the S3 store is and as whom it is entered; S3_ENDPOINT is set."""
    assert settings.s3_endpoint is not None
    scheme = "https" if settings.s3_secure else "http"
    endpoint = settings.s3_endpoint if "://" in settings.s3_endpoint else f"{scheme}://{settings.s3_endpoint}"
    return S3Place(
        endpoint=endpoint,
        public_endpoint=settings.s3_public_endpoint,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        region=settings.s3_region,
        footage=settings.s3_bucket_footage,
        derived=settings.s3_bucket_derived,
        origins=(settings.public_origin,),
    )


def read_secret(path: Path) -> bytes:
    """Return this installation's secret, making it once; two processes at once agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_name(f"{path.name}.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_bytes(secrets.token_bytes(32))
        try:
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_bytes()
