"""What the environment says, read once at the start."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from minio import Minio
from msgspec import Struct

from media_worker.backends.disk import DiskStreams
from media_worker.backends.s3 import S3Streams
from media_worker.streams import Streams


class Unset(Exception):
    """Something the worker cannot do without is not set; the text is one sentence for the operator."""


class S3Settings(Struct, frozen=True, kw_only=True):
    endpoint: str
    access_key: str
    secret_key: str
    secure: bool
    footage: str
    derived: str

    def __repr__(self) -> str:
        """Without the keys: settings end up in logs."""
        return f"S3Settings(endpoint={self.endpoint!r})"


class Settings(Struct, frozen=True, kw_only=True):
    """`store_dir` for the disk store, `s3` for S3: exactly one is set. `children`: decoding processes.

    `drain_s`: how long a job that is begun may go on after SIGTERM; the process ends two seconds later at most.
    """

    database_url: str
    store_dir: Path | None
    s3: S3Settings | None
    children: int
    scratch: Path
    drain_s: float

    def __repr__(self) -> str:
        """Without the database's password."""
        return f"Settings(children={self.children}, scratch={str(self.scratch)!r})"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises: Unset."""
    url = environment.get("DATABASE_URL", "")
    if not url:
        raise Unset("DATABASE_URL is not set: the media worker takes its jobs from the database.")
    s3 = _s3(environment) if environment.get("S3_ENDPOINT") else None
    folder = environment.get("STORE_DIR")
    if s3 is None and not folder:
        raise Unset("Neither S3_ENDPOINT nor STORE_DIR is set: the media worker does not know where footage lies.")
    return Settings(
        # SQLAlchemy's spelling of the driver means nothing to psycopg itself
        database_url=url.replace("postgresql+psycopg://", "postgresql://", 1),
        store_dir=Path(folder) if folder and s3 is None else None,
        s3=s3,
        children=int(environment.get("MEDIA_CHILDREN") or os.cpu_count() or 1),
        scratch=Path(environment.get("MEDIA_SCRATCH") or Path(tempfile.gettempdir()) / "lianzheng-media"),
        drain_s=float(environment.get("MEDIA_DRAIN_S") or 8),
    )


def streams_of(settings: Settings) -> Streams:
    """The adapter that the settings ask for."""
    if settings.s3 is None:
        assert settings.store_dir is not None
        return DiskStreams(settings.store_dir)
    s3 = settings.s3
    client = Minio(s3.endpoint, access_key=s3.access_key, secret_key=s3.secret_key, secure=s3.secure)
    return S3Streams(client, {"footage": s3.footage, "derived": s3.derived})


def _s3(environment: Mapping[str, str]) -> S3Settings:
    missing = [name for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY") if not environment.get(name)]
    if missing:
        raise Unset(f"S3_ENDPOINT is set but not {' and '.join(missing)}.")
    scheme, _, rest = environment["S3_ENDPOINT"].rpartition("://")
    secure = environment.get("S3_SECURE", "0" if scheme == "http" else "1")
    return S3Settings(
        endpoint=rest.rstrip("/"),
        access_key=environment["S3_ACCESS_KEY"],
        secret_key=environment["S3_SECRET_KEY"],
        secure=secure.lower() in ("1", "true", "yes"),
        footage=environment.get("S3_BUCKET_FOOTAGE", "lianzheng-footage"),
        derived=environment.get("S3_BUCKET_DERIVED", "lianzheng-derived"),
    )
