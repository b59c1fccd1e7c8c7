"""What the operator set, and the sentence he reads if it is wrong."""

from pathlib import Path

import pytest

from media_worker.backends.disk import DiskStreams
from media_worker.backends.s3 import S3Streams
from media_worker.settings import Unset, read_settings, streams_of

DATABASE = {"DATABASE_URL": "postgresql+psycopg://worker:hush@db/lianzheng?options=-c%20role%3Dmedia"}
S3 = {"S3_ENDPOINT": "http://store:9000", "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "hush"}


def test_the_disk_store() -> None:
    settings = read_settings(DATABASE | {"STORE_DIR": "/srv/store"})
    assert settings.database_url == "postgresql://worker:hush@db/lianzheng?options=-c%20role%3Dmedia"
    assert settings.store_dir == Path("/srv/store")
    assert isinstance(streams_of(settings), DiskStreams)


@pytest.mark.parametrize(
    ("more", "endpoint", "secure"),
    [
        ({}, "store:9000", False),
        ({"S3_ENDPOINT": "https://store"}, "store", True),
        ({"S3_ENDPOINT": "store:9000"}, "store:9000", True),
        ({"S3_ENDPOINT": "store:9000", "S3_SECURE": "0"}, "store:9000", False),
    ],
)
def test_s3_wins_over_the_folder(more: dict[str, str], endpoint: str, secure: bool) -> None:
    settings = read_settings(DATABASE | S3 | {"STORE_DIR": "/srv/store"} | more)
    assert settings.s3 is not None
    assert (settings.s3.endpoint, settings.s3.secure, settings.store_dir) == (endpoint, secure, None)
    assert isinstance(streams_of(settings), S3Streams)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"STORE_DIR": "/srv/store"}, "DATABASE_URL"),
        (DATABASE, "STORE_DIR"),
        (DATABASE | {"S3_ENDPOINT": "http://store:9000"}, "S3_ACCESS_KEY and S3_SECRET_KEY"),
    ],
)
def test_what_is_missing_is_named(environment: dict[str, str], says: str) -> None:
    with pytest.raises(Unset, match=says):
        read_settings(environment)


def test_settings_in_a_log_show_no_secret() -> None:
    assert "hush" not in repr(read_settings(DATABASE | S3))
