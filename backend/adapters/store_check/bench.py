"""What a check works with: the store, an HTTP client that has no rights of its own, and fresh keys."""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urljoin
from uuid import uuid4

import urllib3
from msgspec import Struct

from backend.kernel.ports import ObjectStore
from schemas.footage import UploadTicket

VIDEO = "video/mp4"


class CheckFailed(Exception):
    """The store does not do what the house relies on."""


class Answer(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Bench:
    """One store under check. `origin` is where the pages come from, and what relative addresses are relative to."""

    def __init__(self, store: ObjectStore, origin: str) -> None:
        self.store, self.origin = store, origin
        self._folder = f"check-{uuid4().hex}"
        self._http = urllib3.PoolManager(
            maxsize=8, timeout=urllib3.Timeout(connect=5, read=60), retries=False, headers={"accept": "*/*"}
        )

    def original(self, name: str) -> str:
        """A key of an original that nothing lies under yet."""
        return f"footage/{self._folder}/{name}-{secrets.token_hex(4)}.mp4"

    def derived(self, name: str) -> str:
        return f"derived/{self._folder}/{name}-{secrets.token_hex(4)}.jpg"

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Send as a phone would: what the ticket says and nothing else."""
        full = urljoin(self.origin + "/", url)
        try:
            answer = await asyncio.to_thread(
                self._http.request, method, full, body=body, headers=dict(headers or {}), redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise CheckFailed(f"{method} {full.split('?')[0]}: no answer ({type(error).__name__})") from error
        lower = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, lower, answer.data)

    async def use(self, ticket: UploadTicket, body: bytes) -> Answer:
        """PUT a body by a ticket."""
        return await self.send(ticket.method, ticket.url, headers=ticket.headers, body=body)

    async def ticket_for(self, key: str, body: bytes) -> UploadTicket:
        """An honest ticket for these bytes."""
        digest = hashlib.sha256(body).hexdigest()
        return await self.store.sign_put(key, size=len(body), sha256=digest, media_type=VIDEO)

    async def hold(self, key: str, body: bytes) -> None:
        """Bring bytes under a key the way a phone does."""
        answer = await self.use(await self.ticket_for(key, body), body)
        expect(answer.status == 200, f"PUT by ticket answered {answer.status}, not 200: {answer.body[:300]!r}")

    async def nothing_at(self, key: str) -> None:
        expect(await self.store.head(key) is None, "something was held although the store refused it")


# What a check returns is a remark worth a line; it raises CheckFailed or the store's own error when it fails.
Check = Callable[[Bench], Awaitable[str | None]]


def expect(truth: bool, otherwise: str) -> None:
    """Raise CheckFailed with a sentence unless it is true."""
    if not truth:
        raise CheckFailed(otherwise)


def expect_status(answer: Answer, *allowed: int) -> None:
    words = " or ".join(str(status) for status in allowed)
    expect(answer.status in allowed, f"answered {answer.status} instead of {words}: {answer.body[:300]!r}")


async def expect_raises(kind: type[Exception], act: Awaitable[object], what: str) -> None:
    try:
        await act
    except kind:
        return
    raise CheckFailed(f"{what}: {kind.__name__} was not raised")


async def read_all(store: ObjectStore, key: str) -> bytes:
    return b"".join([data async for data in store.read(key)])
