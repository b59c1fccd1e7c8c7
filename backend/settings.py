"""One frozen struct, read from the environment once."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct


class Settings(Struct, frozen=True, kw_only=True):
    """Where things are. A legal threshold is never a setting."""

    database_url: str
    store_dir: Path
    key_dir: Path
    secret_file: Path
    public_origin: str
    static_dir: Path
    s3_endpoint: str | None = None
    s3_access_key: str = ""
    s3_secret_key: str = ""
    s3_secure: bool = True
    s3_bucket_footage: str = "lianzheng-footage"
    s3_bucket_derived: str = "lianzheng-derived"
    s3_region: str = "us-east-1"
    s3_public_endpoint: str = ""
    metrics_token: str = ""


class SettingsError(Exception):
    """A setting is missing or cannot be used; the sentence is for the operator."""


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process. Raises SettingsError with one clear sentence."""
    env = os.environ if env is None else env
    url = env.get("DATABASE_URL", "")
    if not url:
        raise SettingsError("DATABASE_URL is not set: name the PostgreSQL to use, or start everything with `make run`")
    data = Path(env.get("DATA_DIR", "var"))
    return Settings(
        database_url=database_url(url),
        store_dir=Path(env.get("STORE_DIR", data / "store")),
        key_dir=Path(env.get("KEY_DIR", data / "keys")),
        secret_file=Path(env.get("SECRET_FILE", data / "secret")),
        public_origin=env.get("PUBLIC_ORIGIN", f"http://localhost:{env.get('PORT', '8080')}").rstrip("/"),
        static_dir=Path(env.get("STATIC_DIR", Path(__file__).parent.parent / "pwa" / "dist")),
        s3_endpoint=env.get("S3_ENDPOINT") or None,
        s3_access_key=env.get("S3_ACCESS_KEY", ""),
        s3_secret_key=env.get("S3_SECRET_KEY", ""),
        s3_secure=env.get("S3_SECURE", "1") not in ("0", "false", "no"),
        s3_bucket_footage=env.get("S3_BUCKET_FOOTAGE", "lianzheng-footage"),
        s3_bucket_derived=env.get("S3_BUCKET_DERIVED", "lianzheng-derived"),
        s3_region=env.get("S3_REGION", "us-east-1"),
        s3_public_endpoint=env.get("S3_PUBLIC_ENDPOINT", ""),
        metrics_token=env.get("METRICS_TOKEN", ""),
    )


def database_url(url: str) -> str:
    """Return the URL with the one driver this house uses (psycopg 3). Raises SettingsError."""
    for scheme in ("postgresql+psycopg://", "postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    raise SettingsError("DATABASE_URL must begin with postgresql://; only PostgreSQL is supported")
