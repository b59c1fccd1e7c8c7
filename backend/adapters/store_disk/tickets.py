"""Signed, expiring addresses of the disk store: `/store/<key>?…&signature`, an HMAC over key and parameters."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from backend.kernel.ports import StoreError

PREFIX = "/store/"


class TicketBad(StoreError):
    """The address was altered, or never signed by us."""


class TicketExpired(StoreError):
    """The address was ours; its time is over."""


class Ticket(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an address allows. GET tickets carry no size; `upload` and `part` only pieces of a multipart upload."""

    method: str
    expires: int
    size: int = -1
    sha256: str = ""
    type: str = ""
    name: str = ""
    upload: str = ""
    part: int = 0


class Signer:
    """Makes and reads addresses with one secret."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("the store's secret needs 32 bytes or more")
        self._secret = secret

    def address(self, key: str, ticket: Ticket) -> str:
        """Path and query that allow what the ticket says."""
        query = _in_order(msgspec.to_builtins(ticket))
        return f"{PREFIX}{quote(key)}?{query}&signature={self._signature(key, query)}"

    def read(self, key: str, query: Mapping[str, str], *, method: str, now: datetime) -> Ticket:
        """Ticket behind an address. Raises TicketBad, TicketExpired."""
        given = {name: value for name, value in query.items() if name != "signature"}
        if not hmac.compare_digest(
            self._signature(key, _in_order(given)).encode(), query.get("signature", "").encode()
        ):
            raise TicketBad("signature does not fit the address")
        ticket = msgspec.convert(given, Ticket, strict=False)  # ours, as the signature says: cannot be malformed
        if ticket.method != method:
            raise TicketBad(f"signed for {ticket.method}")
        if now >= datetime.fromtimestamp(ticket.expires, UTC):
            raise TicketExpired(f"ended at {ticket.expires}")
        return ticket

    def _signature(self, key: str, query: str) -> str:
        text = f"lianzheng store v1\n{key}\n{query}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def _in_order(query: Mapping[str, object]) -> str:
    return urlencode(sorted(query.items()))
