"""What only an S3 store can get wrong: rights of each plane's account, versions laid over the evidence."""

import asyncio
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from minio import Minio
from minio.error import S3Error

from backend.adapters.store_check import CHECKS, Bench, check_store
from backend.adapters.store_s3 import S3Place, S3Store
from backend.adapters.store_s3.place import make_client
from backend.kernel.ports import StoreError
from tests.ceph import Gateway
from tests.fixtures.ceph import PAGES

POLICIES = Path(__file__).parents[3] / "infra" / "store"
BUCKETS = ("lianzheng-footage", "lianzheng-derived")


def grant(owner: Minio, users: dict[str, str]) -> None:
    """Give each user the policy of his plane, as bucket policies: the form in which this store takes them."""
    for bucket in BUCKETS:
        statements: list[dict[str, Any]] = []
        for user, policy in users.items():
            for statement in json.loads((POLICIES / policy).read_text())["Statement"]:
                mine = [resource for resource in statement["Resource"] if f":::{bucket}" in resource]
                principal = {"AWS": [f"arn:aws:iam:::user/{user}"]}
                if mine:
                    statements.append(
                        {"Effect": "Allow", "Principal": principal, "Action": statement["Action"], "Resource": mine}
                    )
        owner.set_bucket_policy(bucket, json.dumps({"Version": "2012-10-17", "Statement": statements}))


@pytest.fixture(scope="module")
def planes(rgw: Gateway, rgw_store: S3Store) -> dict[str, S3Place]:
    """The store as the web process and as the media worker may use it."""
    owner = make_client(S3Place(endpoint=rgw.endpoint, access_key=rgw.access, secret_key=rgw.secret))
    keys = {name: rgw.add_user(name) for name in ("web", "media")}
    grant(owner, {"web": "web-policy.json", "media": "media-policy.json"})
    return {
        name: S3Place(endpoint=rgw.endpoint, access_key=access, secret_key=secret, origins=(PAGES,))
        for name, (access, secret) in keys.items()
    }


async def test_the_web_account_can_do_all_the_house_needs(planes: dict[str, S3Place]) -> None:
    store = S3Store(planes["web"])
    await store.prepare()
    lines: list[str] = []
    assert await check_store(store, PAGES, lines.append), "\n".join(lines)
    assert len(lines) == len(CHECKS) + 1


async def test_the_web_account_cannot_take_an_original_away(planes: dict[str, S3Place], rgw_store: S3Store) -> None:
    bench = Bench(rgw_store, PAGES)
    key = bench.original("rights")
    await bench.hold(key, b"stays")
    client = make_client(planes["web"])
    held = await rgw_store.head(key)
    assert held is not None
    for version in (None, held.version):
        with pytest.raises(S3Error, match="AccessDenied"):
            client.remove_object(BUCKETS[0], key, version)


async def test_the_media_account_reads_originals_and_writes_copies(
    planes: dict[str, S3Place], rgw_store: S3Store
) -> None:
    bench = Bench(rgw_store, PAGES)
    original, copy = bench.original("seen"), bench.derived("made")
    await bench.hold(original, b"seen")
    media = S3Store(planes["media"])
    assert b"".join([data async for data in media.read(original)]) == b"seen"
    assert (await media.put(copy, b"made", media_type="image/jpeg")).size == 4
    with pytest.raises(StoreError, match="403"):
        await media.put(bench.original("forged"), b"forged", media_type="video/mp4")
    with pytest.raises(StoreError, match="AccessDenied"):
        await media.delete(copy)


async def test_a_version_laid_over_an_original_is_never_shown(rgw: Gateway, rgw_store: S3Store) -> None:
    bench = Bench(rgw_store, PAGES)
    key, body = bench.original("overlaid"), b"what was recorded"
    await bench.hold(key, body)
    first = await rgw_store.head(key)
    owner = make_client(S3Place(endpoint=rgw.endpoint, access_key=rgw.access, secret_key=rgw.secret))
    for _ in range(3):
        owner.put_object(BUCKETS[0], key, BytesIO(b"forged"), 6)
    owner.remove_object(BUCKETS[0], key)  # a delete marker on top
    assert await rgw_store.head(key) == first
    got = await bench.send("GET", await rgw_store.sign_get(key))
    assert got.body == body


async def test_a_key_that_begins_like_another_is_another(rgw_store: S3Store) -> None:
    bench = Bench(rgw_store, PAGES)
    key = bench.original("prefix")
    await bench.hold(key + "x", b"longer name")
    assert await rgw_store.head(key) is None


async def test_a_store_that_does_not_answer_is_said() -> None:
    store = S3Store(S3Place(endpoint="http://127.0.0.1:9", access_key="a", secret_key="b"))
    with pytest.raises(StoreError, match="does not answer"):
        await store.ready()


async def test_wrong_keys_are_said(rgw: Gateway) -> None:
    store = S3Store(S3Place(endpoint=rgw.endpoint, access_key=rgw.access, secret_key="wrong"))
    with pytest.raises(StoreError):
        await store.ready()


async def test_originals_without_lock_are_refused(rgw: Gateway) -> None:
    place = S3Place(
        endpoint=rgw.endpoint, access_key=rgw.access, secret_key=rgw.secret, footage="unlocked", derived="copies"
    )
    make_client(place).make_bucket("unlocked")
    with pytest.raises(StoreError, match="no object lock"):
        await S3Store(place).prepare()


async def test_a_hundred_phones_at_once(rgw_store: S3Store) -> None:
    benches = [Bench(rgw_store, PAGES) for _ in range(100)]
    body = b"x" * 100_000
    keys = [bench.original("phone") for bench in benches]
    await asyncio.gather(*(bench.hold(key, body) for bench, key in zip(benches, keys, strict=True)))
    held = await asyncio.gather(*map(rgw_store.head, keys))
    assert all(one is not None and one.size == len(body) for one in held)
