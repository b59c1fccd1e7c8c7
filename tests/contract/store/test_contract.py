"""Every check of the store contract, over every adapter: disk, Ceph RGW, and S3_TEST_ENDPOINT where it is named.

S3_TEST_ENDPOINT=http://… S3_TEST_ACCESS_KEY=… S3_TEST_SECRET_KEY=… adds another store; buckets are made there.
"""

import os
from uuid import uuid4

import pytest

from backend.adapters.store_check import CHECKS, Bench, Check, check_store
from backend.adapters.store_s3 import S3Place, S3Store
from tests.fixtures.ceph import PAGES
from tests.fixtures.disk_store import ServedStore


def name_of(check: Check) -> str:
    return check.__name__


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
async def test_disk(served_disk_store: ServedStore, check: Check) -> None:
    await check(Bench(served_disk_store.store, served_disk_store.origin))


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
async def test_ceph_rgw(rgw_store: S3Store, check: Check) -> None:
    await check(Bench(rgw_store, PAGES))


@pytest.mark.skipif("S3_TEST_ENDPOINT" not in os.environ, reason="only where S3_TEST_ENDPOINT names a store")
async def test_the_store_named_by_the_environment() -> None:
    name = uuid4().hex[:8]
    place = S3Place(
        endpoint=os.environ["S3_TEST_ENDPOINT"],
        access_key=os.environ["S3_TEST_ACCESS_KEY"],
        secret_key=os.environ["S3_TEST_SECRET_KEY"],
        footage=f"lianzheng-test-{name}-footage",
        derived=f"lianzheng-test-{name}-derived",
        origins=(PAGES,),
    )
    store = S3Store(place)
    print(*await store.prepare(), sep="\n")
    assert await check_store(store, PAGES)
