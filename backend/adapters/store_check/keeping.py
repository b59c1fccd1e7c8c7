"""Checks of what stays: originals for good, locked ones whatever happens, large files in pieces."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from backend.adapters.store_check.bench import (
    VIDEO,
    Bench,
    Check,
    expect,
    expect_raises,
    expect_status,
    read_all,
)
from backend.kernel.ports import BadKey, ObjectAbsent, ObjectExists, ObjectLocked, StoreError, UploadedPart

PIECE = 5 * 1024 * 1024  # the least S3 takes for any piece but the last
BAD_KEYS = (
    "footage/../secret",
    "../footage/x.mp4",
    "/footage/x.mp4",
    "footage//x.mp4",
    "footage/a/../../x",
    "footage/.hidden",
    "other/x.mp4",
    "footage/",
    "footage/x\n.mp4",
    "",
)


async def a_locked_object_stays(bench: Bench) -> None:
    key, body = bench.original("locked"), b"kept until tomorrow"
    await bench.hold(key, body)
    await bench.store.lock(key, datetime.now(UTC) + timedelta(days=1))
    expect(await bench.store.refuses_deletion(key), "a locked object could be deleted")
    await bench.store.lock(key, datetime.now(UTC) + timedelta(seconds=1))
    expect(await bench.store.refuses_deletion(key), "the lock could be shortened")
    other = b"put in its place ok"
    expect_status(await bench.use(await bench.ticket_for(key, other), other), 412, 200)
    expect(await read_all(bench.store, key) == body, "a locked object was changed")


async def a_legal_hold_stays(bench: Bench) -> None:
    key = bench.original("hold")
    await bench.hold(key, b"held by order")
    await bench.store.legal_hold(key, True)
    expect(await bench.store.refuses_deletion(key), "an object under legal hold could be deleted")
    await bench.store.legal_hold(key, False)


async def originals_are_not_deleted(bench: Bench) -> None:
    key = bench.original("undeleted")
    await bench.hold(key, b"evidence")
    await expect_raises(ObjectLocked, bench.store.delete(key), "delete of an original")
    await expect_raises(ObjectLocked, bench.store.delete(bench.original("absent")), "delete of an absent original")
    expect(await bench.store.head(key) is not None, "an original is gone")


async def originals_put_by_ourselves_are_written_once(bench: Bench) -> None:
    key, body = bench.original("own"), b"brought in by the house"
    held = await bench.store.put(key, body, media_type=VIDEO)
    expect(held.sha256 == hashlib.sha256(body).hexdigest(), "put does not tell the SHA-256")
    await expect_raises(ObjectExists, bench.store.put(key, b"other", media_type=VIDEO), "second put of an original")
    expect(await read_all(bench.store, key) == body, "an original was replaced")


async def derived_objects_are_replaced_and_deleted(bench: Bench) -> None:
    key = bench.derived("sheet")
    for body in (b"first", b"second, longer"):
        held = await bench.store.put(key, body, media_type="image/jpeg")
        expect((held.size, held.media_type) == (len(body), "image/jpeg"), "put tells another size or media type")
        expect(await read_all(bench.store, key) == body, "a derived object was not replaced")
    await bench.hold(key, b"third, by ticket")
    expect(await read_all(bench.store, key) == b"third, by ticket", "a derived object was not replaced by ticket")
    await bench.store.delete(key)
    await bench.store.delete(key)
    expect(await bench.store.head(key) is None, "a derived object is still there")


async def derived_objects_are_not_locked(bench: Bench) -> None:
    key = bench.derived("unlocked")
    await bench.store.put(key, b"copy", media_type="image/jpeg")
    await expect_raises(BadKey, bench.store.lock(key, datetime.now(UTC)), "lock of a derived object")
    await expect_raises(BadKey, bench.store.legal_hold(key, True), "legal hold of a derived object")
    await bench.store.delete(key)


async def what_is_absent_is_said_to_be(bench: Bench) -> None:
    key = bench.original("absent")
    expect(await bench.store.head(key) is None, "HEAD of nothing tells something")
    await expect_raises(ObjectAbsent, read_all(bench.store, key), "read of nothing")
    await expect_raises(ObjectAbsent, bench.store.lock(key, datetime.now(UTC)), "lock of nothing")
    expect_status(await bench.send("GET", await bench.store.sign_get(key)), 404)
    await bench.store.ready()


async def keys_stay_in_their_areas(bench: Bench) -> None:
    for key in BAD_KEYS:
        await expect_raises(BadKey, bench.store.head(key), f"head {key!r}")
        await expect_raises(BadKey, bench.store.sign_get(key), f"sign_get {key!r}")
        ticket = bench.store.sign_put(key, size=1, sha256="0" * 64)
        await expect_raises(BadKey, ticket, f"sign_put {key!r}")


async def an_interrupted_upload_resumes(bench: Bench) -> None:
    key, store = bench.original("pieces"), bench.store
    pieces = [secrets.token_bytes(PIECE), secrets.token_bytes(1_234)]
    upload = await store.create_upload(key, media_type=VIDEO)
    await _send_piece(bench, key, upload, 1, pieces[0])
    held = await store.list_parts(key, upload)
    expect([(part.number, part.size) for part in held] == [(1, PIECE)], "the piece that was sent is not listed")
    await bench.nothing_at(key)
    await _send_piece(bench, key, upload, 2, b"an earlier try")
    await _send_piece(bench, key, upload, 2, pieces[1])
    done = await store.complete(key, upload, await store.list_parts(key, upload))
    expect(done.size == PIECE + 1_234, "the whole has another size than its pieces")
    digest = hashlib.sha256(b"".join(pieces)).hexdigest()
    expect(done.sha256 in (None, digest), "the whole claims a SHA-256 it does not have")
    expect(hashlib.sha256(await read_all(store, key)).hexdigest() == digest, "the whole is not its pieces in order")
    await expect_raises(ObjectExists, store.create_upload(key, media_type=VIDEO), "a second upload of an original")


async def an_altered_piece_is_refused(bench: Bench) -> None:
    key, store = bench.original("bad-piece"), bench.store
    upload = await store.create_upload(key, media_type=VIDEO)
    body = b"as announced"
    digest = hashlib.sha256(body).hexdigest()
    ticket = await store.sign_part(key, upload, 1, size=len(body), sha256=digest)
    expect_status(await bench.use(ticket, b"as announceD"), 400)
    expect(await store.list_parts(key, upload) == [], "an altered piece is held")
    made_up = [UploadedPart(number=1, size=len(body), etag="0" * 32)]
    await expect_raises(StoreError, store.complete(key, upload, made_up), "complete with a piece that is not held")
    await store.abort(key, upload)
    await store.abort(key, upload)
    await expect_raises(ObjectAbsent, store.list_parts(key, upload), "list_parts of a dropped upload")


async def _send_piece(bench: Bench, key: str, upload: str, number: int, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    ticket = await bench.store.sign_part(key, upload, number, size=len(body), sha256=digest)
    expect_status(await bench.use(ticket, body), 200)


CHECKS: tuple[Check, ...] = (
    a_locked_object_stays,
    a_legal_hold_stays,
    originals_are_not_deleted,
    originals_put_by_ourselves_are_written_once,
    derived_objects_are_replaced_and_deleted,
    derived_objects_are_not_locked,
    what_is_absent_is_said_to_be,
    keys_stay_in_their_areas,
    an_interrupted_upload_resumes,
    an_altered_piece_is_refused,
)
