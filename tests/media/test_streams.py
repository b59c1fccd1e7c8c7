"""The streams port: one contract, over the local disk and over a real S3 gateway."""

import os
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from minio import Minio

from media_worker.backends.disk import DiskStreams
from media_worker.backends.s3 import S3Streams
from media_worker.streams import BadKey, ObjectMissing, Streams
from tests.ceph import Gateway

RECORDING = "0b5f2f3e-7a55-4d0e-9a0e-1f0f6f3b7c11"
KEY = f"derived/{RECORDING}/take-0-viewing.mp4"


@pytest.fixture(params=["disk", "ceph"])
def streams(request: pytest.FixtureRequest, tmp_path: Path) -> Streams:
    """An empty store."""
    if request.param == "disk":
        return DiskStreams(tmp_path / "store")
    gateway: Gateway = request.getfixturevalue("rgw")
    host = gateway.endpoint.removeprefix("http://")
    client = Minio(host, access_key=gateway.access, secret_key=gateway.secret, secure=False)
    buckets = {area: f"{area}-{uuid4().hex[:8]}" for area in ("footage", "derived")}
    for bucket in buckets.values():
        client.make_bucket(bucket)
    return S3Streams(client, buckets)


async def test_what_was_put_is_fetched(streams: Streams, tmp_path: Path) -> None:
    data = os.urandom(300_000)
    await streams.put(KEY, _file(tmp_path, data), "video/mp4")
    await streams.fetch(KEY, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == data


async def test_a_second_put_replaces_the_first(streams: Streams, tmp_path: Path) -> None:
    await streams.put(KEY, _file(tmp_path, b"first"), "video/mp4")
    await streams.put(KEY, _file(tmp_path, b"second"), "video/mp4")
    await streams.fetch(KEY, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == b"second"


async def test_what_was_never_put_is_missing(streams: Streams, tmp_path: Path) -> None:
    with pytest.raises(ObjectMissing):
        await streams.fetch(f"footage/{RECORDING}/{'0' * 64}.mp4", tmp_path / "fetched")
    assert not (tmp_path / "fetched").exists()


@pytest.mark.parametrize(
    "key",
    ["derived/../../etc/passwd", "/etc/passwd", "derived/a/../b", "other/a/b.mp4", "derived/a/.hidden", "footage/a"],
)
async def test_a_key_of_another_house_is_refused(streams: Streams, tmp_path: Path, key: str) -> None:
    with pytest.raises(BadKey):
        await streams.put(key, _file(tmp_path, b"x"), "video/mp4")
    with pytest.raises(BadKey):
        await streams.fetch(key, tmp_path / "fetched")


async def test_an_original_is_what_came_first_whatever_was_put_over_it(rgw: Gateway, tmp_path: Path) -> None:
    client = Minio(rgw.endpoint.removeprefix("http://"), rgw.access, rgw.secret, secure=False)
    bucket, key = f"footage-{uuid4().hex[:8]}", f"footage/{RECORDING}/{'a' * 64}.mp4"
    client.make_bucket(bucket, object_lock=True)
    streams = S3Streams(client, {"footage": bucket})
    first = client.put_object(bucket, key, BytesIO(b"first"), 5).version_id
    client.put_object(bucket, key, BytesIO(b"later"), 5)
    client.remove_object(bucket, key)
    await streams.fetch(key, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == b"first"
    client.remove_object(bucket, key, version_id=first)
    await streams.fetch(key, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == b"later"


async def test_no_half_written_file_is_left_on_disk(tmp_path: Path) -> None:
    streams = DiskStreams(tmp_path / "store")
    with pytest.raises(FileNotFoundError):
        await streams.put(KEY, tmp_path / "absent", "video/mp4")
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "source"
    path.write_bytes(data)
    return path
