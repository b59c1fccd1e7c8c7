"""Checks of what a ticket allows: these bytes, here, once, now; and nothing besides."""

import asyncio
import hashlib
import re
import secrets
from datetime import timedelta

from backend.adapters.store_check.bench import VIDEO, Bench, Check, expect, expect_status, read_all

# What ends a signature's address in both forms of address (disk: signature, S3: X-Amz-Signature).
_SIGNATURE = re.compile(r"(?i)(signature=)([0-9a-f])")


async def a_ticket_brings_bytes_in(bench: Bench) -> None:
    key, body = bench.original("in"), secrets.token_bytes(70_001)
    await bench.hold(key, body)
    held = await bench.store.head(key)
    expect(held is not None and held.size == len(body), "HEAD does not tell the size of what was held")
    expect(
        held is not None and held.sha256 == hashlib.sha256(body).hexdigest(),
        "HEAD does not tell the SHA-256 that the store checked",
    )
    got = await bench.send("GET", await bench.store.sign_get(key))
    expect_status(got, 200)
    expect(got.body == body, "GET gives other bytes than were held")
    expect(got.headers.get("content-type", "").startswith(VIDEO), "GET gives another media type")


async def an_altered_byte_is_refused(bench: Bench) -> None:
    key, body = bench.original("altered"), secrets.token_bytes(50_000)
    altered = body[:25_000] + bytes([body[25_000] ^ 1]) + body[25_001:]
    expect_status(await bench.use(await bench.ticket_for(key, body), altered), 400)
    await bench.nothing_at(key)


async def another_length_is_refused(bench: Bench) -> None:
    key, body = bench.original("length"), secrets.token_bytes(5_000)
    for wrong in (body + b"x", body[:-1], b""):
        expect_status(await bench.use(await bench.ticket_for(key, body), wrong), 400, 403)
    await bench.nothing_at(key)


async def an_expired_ticket_is_refused(bench: Bench) -> None:
    key, body = bench.original("expired"), b"late"
    digest = hashlib.sha256(body).hexdigest()
    ticket = await bench.store.sign_put(key, size=4, sha256=digest, expires=timedelta(seconds=-30))
    expect_status(await bench.use(ticket, body), 403)
    await bench.nothing_at(key)


async def a_second_body_never_replaces_the_first(bench: Bench) -> str:
    """412 is right. A store that answers 200 instead must keep the second aside, as a version nobody is shown."""
    key, body, other = bench.original("once"), b"the first body", b"another body!!"
    await bench.hold(key, body)
    second = await bench.use(await bench.ticket_for(key, other), other)
    again = await bench.use(await bench.ticket_for(key, body), body)
    expect_status(second, 412, 200)
    expect_status(again, 412, 200)
    await _holds(bench, key, body)
    return "refused with 412" if second.status == 412 else "taken, but kept aside as a later version"


async def of_two_at_once_one_is_held(bench: Bench) -> None:
    key, bodies = bench.original("race"), [secrets.token_bytes(200_000) for _ in range(2)]
    tickets = [await bench.ticket_for(key, body) for body in bodies]
    answers = await asyncio.gather(*map(bench.use, tickets, bodies))
    for answer in answers:
        expect_status(answer, 200, 409, 412)
    taken = [body for body, answer in zip(bodies, answers, strict=True) if answer.status == 200]
    held = await bench.send("GET", await bench.store.sign_get(key))
    expect(held.body in taken, "what is held is none of what was taken")
    await _holds(bench, key, held.body)


async def _holds(bench: Bench, key: str, body: bytes) -> None:
    """HEAD, GET by address and read all speak of this body."""
    held = await bench.store.head(key)
    expect(held is not None and held.sha256 == hashlib.sha256(body).hexdigest(), "HEAD tells of another body")
    got = await bench.send("GET", await bench.store.sign_get(key))
    expect(got.body == body, "an address gives another body")
    expect(await read_all(bench.store, key) == body, "read gives another body")


async def headers_of_a_ticket_cannot_be_left_out(bench: Bench) -> None:
    key, body = bench.original("headers"), b"bound to its headers"
    ticket = await bench.ticket_for(key, body)
    for name in ticket.headers.keys() & {"if-none-match", "x-amz-content-sha256", "x-amz-meta-sha256"}:
        fewer = {other: value for other, value in ticket.headers.items() if other != name}
        expect_status(await bench.send("PUT", ticket.url, headers=fewer, body=body), 400, 403)
    await bench.nothing_at(key)


async def a_changed_address_is_refused(bench: Bench) -> None:
    key, body = bench.original("address"), b"only here"
    ticket, other = await bench.ticket_for(key, body), bench.original("elsewhere")
    moved = ticket.url.replace(key, other)
    resigned = _SIGNATURE.sub(lambda found: found[1] + ("0" if found[2] != "0" else "1"), ticket.url)
    longer = re.sub(r"(?i)expires=\d+", "expires=9999999999", ticket.url)
    for url in (moved, resigned, longer, f"{ticket.url}&versionId=1"):
        expect_status(await bench.send("PUT", url, headers=ticket.headers, body=body), 400, 403)
    await bench.nothing_at(key)
    await bench.nothing_at(other)


async def an_address_is_good_for_its_method_only(bench: Bench) -> None:
    key, body = bench.original("method"), b"read me"
    await bench.hold(key, body)
    readable = await bench.store.sign_get(key)
    expect_status(await bench.send("PUT", readable, body=b"overwritten"), 400, 403)
    expect_status(await bench.send("DELETE", readable), 403, 405)
    ticket = await bench.ticket_for(bench.original("unwritten"), body)
    expect_status(await bench.send("GET", ticket.url, headers=ticket.headers), 400, 403, 404)


async def nobody_enters_without_an_address(bench: Bench) -> None:
    key, body = bench.original("anonymous"), b"not for everybody"
    await bench.hold(key, body)
    bare = (await bench.store.sign_get(key)).split("?")[0]
    expect_status(await bench.send("GET", bare), 401, 403)
    expect_status(await bench.send("PUT", bare, body=b"overwritten"), 401, 403)
    expect_status(await bench.send("DELETE", bare), 401, 403, 405)
    folder = bare.rsplit("/", 1)[0]
    expect_status(await bench.send("GET", folder + "/"), 400, 401, 403, 404)


async def a_late_reader_is_refused(bench: Bench) -> None:
    key = bench.original("late-reader")
    await bench.hold(key, b"was readable")
    expect_status(await bench.send("GET", await bench.store.sign_get(key, expires=timedelta(seconds=-30))), 403)


async def ranges_are_given(bench: Bench) -> None:
    key, body = bench.original("range"), secrets.token_bytes(10_000)
    await bench.hold(key, body)
    url = await bench.store.sign_get(key)
    for asked, begin, end in (
        ("0-99", 0, 100),
        ("9000-", 9_000, 10_000),
        ("-5", 9_995, 10_000),
        ("9-99999", 9, 10_000),
    ):
        got = await bench.send("GET", url, headers={"range": f"bytes={asked}"})
        expect_status(got, 206)
        expect(got.body == body[begin:end], f"range {asked} gives other bytes")
        expect(got.headers.get("content-range") == f"bytes {begin}-{end - 1}/10000", f"range {asked}: content-range")
    expect_status(await bench.send("GET", url, headers={"range": "bytes=10000-"}), 416)


async def a_download_has_its_name(bench: Bench) -> None:
    key = bench.original("name")
    await bench.hold(key, b"to be saved")
    got = await bench.send("GET", await bench.store.sign_get(key, download_name="卷宗 1.mp4"))
    expect_status(got, 200)
    expect("UTF-8''%E5%8D%B7%E5%AE%97%201.mp4" in got.headers.get("content-disposition", ""), "no file name")


async def pages_of_our_origin_may_send(bench: Bench) -> None:
    ticket = await bench.ticket_for(bench.original("cors"), b"from a page")
    asked = {
        "origin": bench.origin,
        "access-control-request-method": "PUT",
        "access-control-request-headers": ",".join(sorted(ticket.headers)),
    }
    answer = await bench.send("OPTIONS", ticket.url, headers=asked)
    expect_status(answer, 200, 204)
    expect(answer.headers.get("access-control-allow-origin") in ("*", bench.origin), "CORS lets our origin not in")
    allowed = answer.headers.get("access-control-allow-headers", "").lower()
    missing = [name for name in ticket.headers if name not in allowed and allowed != "*"]
    expect(not missing, f"CORS does not allow the headers {missing}")


CHECKS: tuple[Check, ...] = (
    a_ticket_brings_bytes_in,
    an_altered_byte_is_refused,
    another_length_is_refused,
    an_expired_ticket_is_refused,
    a_second_body_never_replaces_the_first,
    of_two_at_once_one_is_held,
    headers_of_a_ticket_cannot_be_left_out,
    a_changed_address_is_refused,
    an_address_is_good_for_its_method_only,
    nobody_enters_without_an_address,
    a_late_reader_is_refused,
    ranges_are_given,
    a_download_has_its_name,
    pages_of_our_origin_may_send,
)
