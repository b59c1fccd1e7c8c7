"""PUT and GET of signed addresses. The signature is the only right needed: no session, no cookie, any origin."""

import asyncio
from collections.abc import AsyncIterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Controller, HttpMethod, Request, Response, get, put, route
from litestar.exceptions import InternalServerException
from litestar.response import Stream

from backend.adapters.store_disk.files import BodyDiffers, chunks
from backend.adapters.store_disk.ranges import NoSuchRange, wanted_span
from backend.adapters.store_disk.refusals import range_refusal, refusal_of
from backend.adapters.store_disk.store import DiskStore
from backend.adapters.store_disk.tickets import Ticket
from backend.kernel.access import PUBLIC, allow
from backend.kernel.ports import ObjectAbsent, ObjectExists, ObjectStore, StoredObject, StoreError, is_original
from backend.kernel.problems import NotFound
from backend.kernel.web import Store

Wire = Request[Any, Any, Any]

# Any origin: who holds the address holds the right, and no cookie counts here.
CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, PUT",
    "access-control-allow-headers": "content-type, range",
    "access-control-expose-headers": "content-length, content-range, etag",
    "access-control-max-age": "86400",
}
# The media worker writes copies as plain files, without a note beside them.
_BY_NAME = {".mp4": "video/mp4", ".jpg": "image/jpeg", ".png": "image/png"}
# What a browser may finish sending although it is refused, so that it hears the answer and not a broken line.
DRAIN_LIMIT = 16 * 1024 * 1024


class StoreRoutes(Controller):
    """The disk store under /store. With another store nothing lies here."""

    path = "/store"
    opt = allow(PUBLIC)
    include_in_schema = False

    # Litestar registers handlers by name; had another come first, it would have brought its own OPTIONS for all.
    @route("/{key:path}", http_method=[HttpMethod.OPTIONS], status_code=204)
    async def allow_pages(self) -> Response[None]:
        """What a page of any origin may send here."""
        return Response(None, status_code=204, headers=CORS)

    @put("/{key:path}", status_code=200, request_max_body_size=None)
    async def take(self, request: Wire, store: Store) -> Response[None]:
        """Hold the body of a ticket."""
        disk, body = _disk(store), _body(request)
        try:
            key, ticket = _ticket(request, disk, "PUT")
            _refuse_early(request, disk, key, ticket)
            etag = await disk.receive(key, ticket, body)
        except StoreError as error:
            if (request.content_length or 0) <= DRAIN_LIMIT:
                await _drain(body)
            raise refusal_of(error) from error
        return Response(None, status_code=200, headers={**CORS, "etag": f'"{etag}"'})

    @get("/{key:path}")
    async def give(self, request: Wire, store: Store) -> Stream:
        """The bytes, or the range asked for."""
        disk = _disk(store)
        key, ticket, held = await _held(request, disk)
        try:
            span = wanted_span(request.headers.get("range", ""), held.size)
        except NoSuchRange as error:
            raise range_refusal(held.size) from error
        begin, end = span or (0, held.size)
        headers = _headers(held, ticket) | {"content-length": str(end - begin)}
        if span:
            headers["content-range"] = f"bytes {begin}-{end - 1}/{held.size}"
        pieces = _pieces(disk.path(key), begin, end - begin)
        return Stream(pieces, status_code=206 if span else 200, headers=headers, media_type=_type(held))


def _disk(store: ObjectStore) -> DiskStore:
    if not isinstance(store, DiskStore):
        raise NotFound
    return store


def _type(held: StoredObject) -> str:
    return held.media_type or _BY_NAME.get(Path(held.key).suffix, "application/octet-stream")


def _ticket(request: Wire, disk: DiskStore, method: str) -> tuple[str, Ticket]:
    key = str(request.path_params["key"]).lstrip("/")
    disk.path(key)  # refuses what climbs out, before anything else is looked at
    return key, disk.signer.read(key, dict(request.query_params), method=method, now=disk.now())


def _refuse_early(request: Wire, disk: DiskStore, key: str, ticket: Ticket) -> None:
    """Refuse what the headers already show, before megabytes are written."""
    announced = request.content_length
    if announced is not None and announced != ticket.size:
        raise BodyDiffers("body_size")
    if not ticket.upload and is_original(key) and disk.path(key).exists():
        raise ObjectExists(key)


async def _body(request: Wire) -> AsyncIterator[bytes]:
    try:
        async for data in request.stream():
            yield data
    except InternalServerException as error:  # what Litestar raises when the line breaks in the middle
        raise BodyDiffers("body_size") from error


async def _drain(body: AsyncIterator[bytes]) -> None:
    """Read on where reading stopped, to the end of the body or of our patience."""
    seen = 0
    try:
        async for data in body:
            seen += len(data)
            if seen > DRAIN_LIMIT:
                return
    except BodyDiffers:
        return


async def _held(request: Wire, disk: DiskStore) -> tuple[str, Ticket, StoredObject]:
    try:
        key, ticket = _ticket(request, disk, "GET")
        held = await disk.head(key)
        if held is None:
            raise ObjectAbsent(key)
    except StoreError as error:
        raise refusal_of(error) from error
    return key, ticket, held


def _headers(held: StoredObject, ticket: Ticket) -> dict[str, str]:
    headers = CORS | {
        "accept-ranges": "bytes",
        "etag": f'"{held.etag}"',
        "last-modified": format_datetime(held.stored_at, usegmt=True),
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox",
    }
    if ticket.name:
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(ticket.name)}"
    return headers


async def _pieces(path: Path, begin: int, length: int) -> AsyncIterator[bytes]:
    pieces = chunks(path, begin, length)
    while data := await asyncio.to_thread(next, pieces, b""):
        yield data
