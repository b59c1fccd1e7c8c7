"""The object store over S3: MinIO in production, Ceph RGW in the tests, any store that speaks the plain calls."""

from backend.adapters.store_s3.place import S3Place
from backend.adapters.store_s3.store import S3Store

__all__ = ["S3Place", "S3Store"]
