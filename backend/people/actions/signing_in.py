"""Signing in and out, finding people and units."""

import asyncio
import hashlib
import secrets
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel import trail
from backend.kernel.access import Actor, reach, require
from backend.kernel.ids import day_of, new_id
from backend.kernel.problems import NotFound, Problem, Refused, TooSoon
from backend.people import rules, store
from backend.people.store import PersonRow, SessionRow
from schemas.people import ChangePassword, Me, Person, SessionInfo, SignIn, Unit

_hasher = PasswordHasher()


@lru_cache(1)
def _decoy() -> str:
    """A hash to verify against when the number is unknown, so that both answers take the same time."""
    return _hasher.hash(secrets.token_hex(16))


async def hash_password(password: str) -> str:
    """Return the argon2id hash, computed off the event loop."""
    return await asyncio.to_thread(_hasher.hash, password)


async def _matches(stored: str, password: str) -> bool:
    try:
        return await asyncio.to_thread(_hasher.verify, stored, password)
    except VerifyMismatchError:
        return False


def _wrong_password() -> Problem:
    return Refused("wrong_password", "警号或密码不对。", "Police number or password is wrong.", keep=True)


def _too_soon(not_before: datetime, now: datetime) -> Problem:
    wait = max(1, round((not_before - now).total_seconds()))
    return TooSoon(
        "sign_in_wait",
        f"密码多次不对，请等 {wait} 秒再试。录像不受影响。",
        f"Several wrong passwords: wait {wait} s. Recording still works.",
        extra={"wait_s": wait},
        keep=True,
    )


async def sign_in(session: AsyncSession, order: SignIn, *, user_agent: str, now: datetime) -> tuple[str, Me]:
    """Return the new session's cookie and who signed in. Raises Refused (wrong_password) or TooSoon."""
    row = await store.by_police_no(session, order.police_no)
    if row and row.not_before and row.not_before > now:
        raise _too_soon(row.not_before, now)
    holds = await _matches(row.password_hash if row else _decoy(), order.password)
    if row is None:
        raise _wrong_password()
    if not holds or not row.active:
        raise await _failed(session, row, now)
    row.failures, row.not_before = 0, None
    return await _begin(session, row, user_agent, now)


async def _failed(session: AsyncSession, row: PersonRow, now: datetime) -> Problem:
    row.failures += 1
    delay = rules.delay_after(row.failures)
    row.not_before = now + delay if delay else None
    found = await store.row_of(session, row.id)
    assert found
    columns = trail.row(
        trail.Who("nobody", None, ""),
        "people.sign_in_failed",
        "person",
        row.id,
        found[1],
        {"failures": row.failures},
        now=now,
    )
    await trail.record(session, columns)
    return _too_soon(row.not_before, now) if row.not_before else _wrong_password()


async def _begin(session: AsyncSession, row: PersonRow, user_agent: str, now: datetime) -> tuple[str, Me]:
    token = secrets.token_urlsafe(32)
    begun = SessionRow(
        id=new_id(),
        token_sha256=hashlib.sha256(token.encode()).digest(),
        csrf=secrets.token_urlsafe(24),
        person_id=row.id,
        begun_at=now,
        last_seen_at=now,
        expires_at=rules.session_ends(now),
        user_agent=user_agent[:300],
    )
    await store.add(session, begun)
    actor = await authenticate(session, token, now)
    assert actor
    me = await who_am_i(session, actor[0], begun.csrf, now)
    columns = trail.row(trail.person(actor[0]), "people.signed_in", "person", row.id, actor[0].unit_path, {}, now=now)
    await trail.record(session, columns)
    return token, me


async def authenticate(session: AsyncSession, token: str, now: datetime) -> tuple[Actor, str] | None:
    """Return the actor behind a cookie and the CSRF word of the session, or None."""
    found = await store.actor_by_token(session, hashlib.sha256(token.encode()).digest(), now, day_of(now))
    if found is None:
        return None
    actor, csrf, last_seen = found
    if (now - last_seen).total_seconds() > 60:
        await store.touch(session, actor.session_id, now)
    return actor, csrf


async def who_am_i(session: AsyncSession, actor: Actor, csrf: str, now: datetime) -> Me:
    """Return who is signed in, for the screen."""
    person = await store.person_by_id(session, actor.person_id)
    assert person
    return Me(person=person, csrf=csrf, expires_at=rules.session_ends(now), server_time=now)


async def sign_out(session: AsyncSession, actor: Actor, *, everywhere: bool, now: datetime) -> int:
    """End this session, or all of the person's; recordings go on. Returns how many ended."""
    ended = await store.end_sessions(session, actor.person_id, None if everywhere else actor.session_id)
    kind = "people.signed_out_everywhere" if everywhere else "people.signed_out"
    columns = trail.row(
        trail.person(actor), kind, "person", actor.person_id, actor.unit_path, {"sessions": ended}, now=now
    )
    await trail.record(session, columns)
    return ended


async def my_sessions(session: AsyncSession, actor: Actor, now: datetime) -> list[SessionInfo]:
    """Return where I am signed in."""
    return await store.sessions_of(session, actor.person_id, actor.session_id, now)


async def check_password(session: AsyncSession, actor: Actor, password: str, now: datetime) -> None:
    """Raises Refused or TooSoon unless this is the actor's password (asked again before weighty acts)."""
    found = await store.row_of(session, actor.person_id)
    assert found
    row = found[0]
    if row.not_before and row.not_before > now:
        raise _too_soon(row.not_before, now)
    if not await _matches(row.password_hash, password):
        raise await _failed(session, row, now)


async def refuse_fresh_reset(session: AsyncSession, actor: Actor, now: datetime) -> None:
    """Raises Refused while the actor's password was set by an administrator less than a day ago.

    Otherwise one administrator alone could be any second person, or sign in any leader's name.
    """
    found = await store.row_of(session, actor.person_id)
    assert found
    if rules.reset_is_fresh(found[0].reset_at, now):
        raise Refused(
            "reset_fresh",
            "密码刚由管理员重置，24 小时内不能确认岗位或登记签名密钥。",
            "An administrator reset this password less than 24 h ago: no confirming of roles, no new signing keys yet.",
        )


async def change_password(session: AsyncSession, actor: Actor, order: ChangePassword, now: datetime) -> None:
    """Set a new password; every other session of the person ends."""
    await check_password(session, actor, order.old, now)
    found = await store.row_of(session, actor.person_id)
    assert found
    found[0].password_hash = await hash_password(order.new)
    for each in await store.sessions_of(session, actor.person_id, actor.session_id, now):
        if not each.current:
            await store.end_sessions(session, actor.person_id, each.id)
    columns = trail.row(
        trail.person(actor), "people.password_changed", "person", actor.person_id, actor.unit_path, {}, now=now
    )
    await trail.record(session, columns)


async def units(session: AsyncSession, actor: Actor) -> list[Unit]:
    """Return the units within the actor's reach."""
    return await store.units_under(session, [*reach(actor, "units.read"), actor.unit_path])


async def people(session: AsyncSession, actor: Actor, unit_id: UUID | None, words: str) -> list[Person]:
    """Return people within the actor's reach, by unit and words."""
    return await store.people_under(session, reach(actor, "people.read"), unit_id=unit_id, words=words)


async def person(session: AsyncSession, actor: Actor, person_id: UUID) -> Person:
    """Return one person within reach. Raises NotFound."""
    found = await store.row_of(session, person_id)
    if found is None:
        raise NotFound
    if person_id != actor.person_id:
        require(actor, "people.read", found[1])
    result = await store.person_by_id(session, person_id)
    assert result
    return result


async def name_and_unit(session: AsyncSession, person_id: UUID) -> tuple[str, str, UUID, str] | None:
    """Return (name, police number, unit id, unit path) for other sub-systems, None when unknown."""
    found = await store.row_of(session, person_id)
    if found is None:
        return None
    row, path = found
    return row.name, row.police_no, row.unit_id, path


async def forget_ended_sessions(session: AsyncSession, now: datetime) -> None:
    """Remove what is left of sessions that ended long ago."""
    await store.forget_ended_sessions(session, now)
