"""The append-only record of every act, and the sealer that chains it afterwards.

An act writes its row in its own transaction with the row's own hash and takes no lock; a chain head
locked by every act would serialise the house. The sealer chains rows that are *settled* (no
transaction older than theirs still runs), so the order is final and nothing slips in behind.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.access import Actor
from backend.kernel.canonical import canonical

SEALER_LOCK = 0x4C5A_0001  # advisory lock: one sealer at a time
GENESIS = b"\0" * 32


class Who(msgspec.Struct, frozen=True):
    """Who acted: a person, a device, the server or nobody known."""

    kind: str
    id: UUID | None
    name: str


SERVER = Who("server", None, "server")


def person(actor: Actor) -> Who:
    """Return the signed-in person as actor of an act."""
    return Who("person", actor.person_id, f"{actor.name} {actor.police_no}")


_INSERT = text(
    "INSERT INTO trail (at, kind, actor_kind, actor_id, actor_name, object_kind, object_id, context_id,"
    " unit_path, body, row_sha256) VALUES (:at, :kind, :actor_kind, :actor_id, :actor_name, :object_kind,"
    " :object_id, :context_id, :unit_path, :body, :row_sha256)"
)


def row(
    who: Who,
    kind: str,
    object_kind: str,
    object_id: UUID,
    unit_path: str,
    body: Any,
    *,
    now: datetime,
    context_id: UUID | None = None,
) -> dict[str, Any]:
    """Return the columns of a trail row with its hash, ready to insert."""
    facts = {
        "at": now.astimezone(UTC).isoformat(),
        "kind": kind,
        "actor_kind": who.kind,
        "actor_id": str(who.id) if who.id else None,
        "actor_name": who.name,
        "object_kind": object_kind,
        "object_id": str(object_id),
        "context_id": str(context_id) if context_id else None,
        "unit_path": unit_path,
        "body": msgspec.to_builtins(body, str_keys=True),
    }
    return facts | {
        "at": now,
        "actor_id": who.id,
        "object_id": object_id,
        "context_id": context_id,
        "body": canonical(facts["body"]).decode(),
        "row_sha256": hashlib.sha256(canonical(facts)).digest(),
    }


Reactor = Callable[[AsyncSession, dict[str, Any]], Awaitable[None]]
REACT = "react"  # key in session.info under which the composition root hangs its Reactor


async def record(session: AsyncSession, columns: dict[str, Any]) -> None:
    """Write the act beside what it changed; work that follows from it is enqueued in the same transaction."""
    await session.execute(_INSERT, columns)
    react: Reactor | None = session.info.get(REACT)
    if react is not None:
        await react(session, columns)


_SETTLED = text(
    "SELECT t.id, t.at, t.row_sha256 FROM trail t"
    " WHERE t.xid < pg_snapshot_xmin(pg_current_snapshot())"
    " AND (t.xid, t.id) > (CAST(:xid AS xid8), :id)"
    " ORDER BY t.xid, t.id LIMIT :most"
)

# One statement for all of a second: row by row it kept a core busy while the acts of the next second waited for it.
_SEAL = text(
    "INSERT INTO trail_seal (n, trail_id, trail_at, row_sha256, chain_sha256, sealed_at)"
    " SELECT s.n, s.i, s.a, decode(s.r, 'hex'), decode(s.c, 'hex'), :now"
    " FROM json_to_recordset(CAST(:sealed AS json)) AS s (n bigint, i bigint, a timestamptz, r text, c text)"
    " ORDER BY s.n"
)


async def seal(session: AsyncSession, now: datetime, most: int = 5_000) -> int:
    """Chain the settled rows that are not chained yet, in order. Returns how many."""
    if not await session.scalar(text("SELECT pg_try_advisory_xact_lock(:k)"), {"k": SEALER_LOCK}):
        return 0
    head = (
        await session.execute(
            text(
                "SELECT s.n, s.chain_sha256, t.xid::text AS xid, t.id FROM trail_seal s"
                " JOIN trail t ON t.id = s.trail_id AND t.at = s.trail_at ORDER BY s.n DESC LIMIT 1"
            )
        )
    ).one_or_none()
    n, chain, xid, last = (head.n, bytes(head.chain_sha256), head.xid, head.id) if head else (0, GENESIS, "0", 0)
    rows = (await session.execute(_SETTLED, {"xid": xid, "id": last, "most": most})).all()
    sealed = []
    for each in rows:
        n += 1
        chain = hashlib.sha256(chain + bytes(each.row_sha256)).digest()
        sealed.append({"n": n, "i": each.id, "a": each.at, "r": bytes(each.row_sha256).hex(), "c": chain.hex()})
    if sealed:
        await session.execute(_SEAL, {"sealed": msgspec.json.encode(sealed).decode(), "now": now})
    return len(sealed)


async def broken_at(session: AsyncSession) -> int | None:
    """Walk the whole chain from stored rows alone; return the first n that does not hold, or None."""
    rows = await session.stream(
        text(
            "SELECT s.n, s.chain_sha256, t.at, t.kind, t.actor_kind, t.actor_id, t.actor_name, t.object_kind,"
            " t.object_id, t.context_id, t.unit_path, t.body FROM trail_seal s"
            " LEFT JOIN trail t ON t.id = s.trail_id AND t.at = s.trail_at ORDER BY s.n"
        )
    )
    chain, expected = GENESIS, 1
    async for each in rows:
        if each.n != expected or each.kind is None:
            return expected
        who = Who(each.actor_kind, each.actor_id, each.actor_name)
        again = row(
            who,
            each.kind,
            each.object_kind,
            each.object_id,
            each.unit_path,
            msgspec.json.decode(each.body),
            now=each.at,
            context_id=each.context_id,
        )
        chain = hashlib.sha256(chain + again["row_sha256"]).digest()
        if chain != bytes(each.chain_sha256):
            return int(each.n)
        expected += 1
    return None
