"""What only the disk store can get wrong: files half written, edited by hand, links that climb, hours that pass."""

import asyncio
import hashlib
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.adapters.store_check import Bench
from backend.adapters.store_disk import DiskStore
from backend.kernel.ports import StoreError
from tests.fixtures.disk_store import ServedStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def bench_of(served: ServedStore) -> Bench:
    return Bench(served.store, served.origin)


async def test_refusals_carry_a_code_and_both_languages(served_disk_store: ServedStore) -> None:
    bench = bench_of(served_disk_store)
    key, body = bench.original("codes"), b"as claimed"
    ticket = await bench.ticket_for(key, body)
    late = await bench.store.sign_put(key, size=1, sha256="0" * 64, expires=timedelta(seconds=-1))
    refused = {
        "body_hash": await bench.use(ticket, b"AS CLAIMED"),
        "body_size": await bench.use(ticket, b"longer than claimed"),
        "ticket_expired": await bench.use(late, b"x"),
        "ticket_bad": await bench.send("PUT", ticket.url + "0", body=body),
    }
    await bench.hold(key, body)
    refused["write_once"] = await bench.use(ticket, body)
    for code, answer in refused.items():
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert f'"code":"{code}"'.encode() in answer.body.replace(b" ", b"")
        assert b'"text_zh":"' in answer.body
    assert not list((served_disk_store.root / ".incoming").iterdir()), "half-written files were left behind"


async def test_a_body_without_a_length_is_counted_while_it_comes(served_disk_store: ServedStore) -> None:
    bench = bench_of(served_disk_store)
    key, body = bench.original("chunked"), secrets.token_bytes(3_000)
    ticket = await bench.ticket_for(key, body)
    assert await put_chunked(served_disk_store.origin, ticket.url, body + b"!") == 400
    assert await put_chunked(served_disk_store.origin, ticket.url, body) == 200


async def put_chunked(origin: str, url: str, body: bytes) -> int:
    """Status of a PUT that announces no length."""
    host, port = origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"PUT {url} HTTP/1.1\r\nhost: {host}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    writer.write(head.encode() + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")
    await writer.drain()
    answer = await reader.read(100)
    writer.close()
    return int(answer.split()[1])


async def test_a_line_that_breaks_leaves_nothing(served_disk_store: ServedStore) -> None:
    bench = bench_of(served_disk_store)
    key, body = bench.original("broken"), secrets.token_bytes(400_000)
    ticket = await bench.ticket_for(key, body)
    host, port = served_disk_store.origin.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"PUT {ticket.url} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {len(body)}\r\n\r\n".encode())
    writer.write(body[:200_000])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await bench.hold(key, body)
    incoming = served_disk_store.root / ".incoming"
    async with asyncio.timeout(10):
        while any(incoming.iterdir()):
            await asyncio.sleep(0.01)


async def test_an_original_changed_by_hand_is_hashed_anew(served_disk_store: ServedStore) -> None:
    bench = bench_of(served_disk_store)
    key = bench.original("tampered")
    await bench.hold(key, b"what was recorded")
    path = served_disk_store.root / key
    path.chmod(0o644)
    path.write_bytes(b"what was wanted..")
    held = await bench.store.head(key)
    assert held is not None
    assert held.sha256 == hashlib.sha256(b"what was wanted..").hexdigest()


async def test_a_lost_note_is_written_again(served_disk_store: ServedStore) -> None:
    bench = bench_of(served_disk_store)
    key = bench.original("note")
    await bench.hold(key, b"body")
    (served_disk_store.root / ".facts" / f"{key}.json").write_bytes(b"")
    held = await bench.store.head(key)
    assert held is not None
    assert held.sha256 == hashlib.sha256(b"body").hexdigest()


async def test_files_put_by_hand_into_derived_have_no_hash(served_disk_store: ServedStore) -> None:
    bench = bench_of(served_disk_store)
    key = bench.derived("by-hand")
    path = served_disk_store.root / key
    path.parent.mkdir(parents=True)
    path.write_bytes(b"viewing copy")
    held = await bench.store.head(key)
    assert held is not None
    assert (held.size, held.sha256) == (12, None)


@pytest.mark.parametrize("path", ["footage/../../../etc/passwd", "footage/%2e%2e/%2e%2e/x", ".facts/footage/x.json"])
async def test_paths_that_climb_are_refused(served_disk_store: ServedStore, path: str) -> None:
    answer = await bench_of(served_disk_store).send("GET", f"{served_disk_store.origin}/store/{path}?method=GET")
    assert answer.status in (403, 404)


async def test_a_lock_ends_at_its_moment(tmp_path: Path) -> None:
    now = [NOON]
    store = DiskStore(tmp_path, b"s" * 32, now=lambda: now[0])
    await store.prepare()
    await store.put("footage/r/p.mp4", b"x", media_type="video/mp4")
    await store.lock("footage/r/p.mp4", NOON + timedelta(days=1))
    now[0] = NOON + timedelta(days=1) - timedelta(microseconds=1)
    assert await store.refuses_deletion("footage/r/p.mp4")
    now[0] = NOON + timedelta(days=1)
    assert not await store.refuses_deletion("footage/r/p.mp4")


async def test_a_ticket_ends_at_its_moment(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, b"s" * 32, now=lambda: NOON)
    ticket = await store.sign_put("footage/r/p.mp4", size=1, sha256="0" * 64)
    assert ticket.expires_at == NOON + timedelta(minutes=15)


async def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DiskStore(tmp_path, b"short")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "s", b"s" * 32)
    await store.prepare()
    (tmp_path / "s" / ".incoming").chmod(0o500)
    with pytest.raises(StoreError, match="cannot write"):
        await store.ready()


async def test_an_absent_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot write"):
        await DiskStore(tmp_path / "absent", b"s" * 32).ready()
