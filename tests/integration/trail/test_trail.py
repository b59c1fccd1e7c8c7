"""The trail only grows, is sealed in settled order, and any change of any sealed row is found."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from backend.adapters.database import make_engine
from backend.kernel import trail

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TAMPERINGS = {
    "body": "UPDATE trail SET body = '{\"n\":99}' WHERE id = :id",
    "kind": "UPDATE trail SET kind = 'other' WHERE id = :id",
    "actor": "UPDATE trail SET actor_name = 'somebody else' WHERE id = :id",
    "unit": "UPDATE trail SET unit_path = '/99/' WHERE id = :id",
    "deleted": "DELETE FROM trail WHERE id = :id",
    "hash and body": "UPDATE trail SET body = '{\"n\":98}', row_sha256 = sha256('x') WHERE id = :id",
}


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    made = make_engine(database_url, pool=6)
    yield made
    await made.dispose()


async def act(engine: AsyncEngine, n: int) -> None:
    async with async_sessionmaker(engine).begin() as session:
        await trail.record(session, trail.row(trail.SERVER, "test.act", "thing", uuid4(), "/51/", {"n": n}, now=NOW))


async def seal(engine: AsyncEngine) -> int:
    async with async_sessionmaker(engine).begin() as session:
        return await trail.seal(session, NOW)


async def broken_at(engine: AsyncEngine) -> int | None:
    async with async_sessionmaker(engine).begin() as session:
        return await trail.broken_at(session)


@pytest.mark.parametrize("statement", ["UPDATE trail SET body = '{}'", "DELETE FROM trail", "TRUNCATE trail",
                                       "UPDATE trail_seal SET n = 0", "DELETE FROM trail_seal"])  # fmt: skip
async def test_application_cannot_take_anything_back(engine: AsyncEngine, statement: str) -> None:
    await act(engine, 1)
    await seal(engine)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with engine.begin() as connection:
            await connection.execute(text(statement))


async def test_owner_is_stopped_by_the_trigger(engine: AsyncEngine, database_url: str) -> None:
    await act(engine, 1)
    refused = pytest.raises(psycopg.errors.RaiseException, match="append-only")
    with psycopg.connect(database_url.replace("+psycopg", "")) as owner, refused:
        owner.execute("UPDATE trail SET body = '{}'")


async def test_rows_are_chained_in_order_and_only_once(engine: AsyncEngine) -> None:
    for n in range(5):
        await act(engine, n)
    assert (await seal(engine), await seal(engine)) == (5, 0)
    await act(engine, 5)
    assert await seal(engine) == 1
    assert await broken_at(engine) is None


async def test_row_of_a_transaction_still_running_is_not_passed_over(engine: AsyncEngine) -> None:
    async with async_sessionmaker(engine)() as slow:
        columns = trail.row(trail.SERVER, "test.act", "thing", uuid4(), "/51/", {"n": "slow"}, now=NOW)
        await trail.record(slow, columns)
        await act(engine, 1)
        assert await seal(engine) == 0
        await slow.commit()
    assert await seal(engine) == 2
    async with engine.connect() as connection:
        order = [row[0] for row in await connection.execute(text(
            "SELECT t.body FROM trail_seal s JOIN trail t ON t.id = s.trail_id ORDER BY s.n"))]  # fmt: skip
    assert order == ['{"n":"slow"}', '{"n":1}']


@pytest.mark.parametrize("how", sorted(TAMPERINGS))
async def test_any_change_of_a_sealed_row_is_found(engine: AsyncEngine, database_url: str, how: str) -> None:
    for n in range(4):
        await act(engine, n)
    await seal(engine)
    with psycopg.connect(database_url.replace("+psycopg", "")) as owner:
        row = owner.execute("SELECT trail_id FROM trail_seal WHERE n = 3").fetchone()
        assert row
        owner.execute("ALTER TABLE trail DISABLE TRIGGER USER")
        owner.execute("SET session_replication_role = replica")
        owner.execute(TAMPERINGS[how].replace(":id", str(row[0])))
    assert await broken_at(engine) == 3


async def test_rows_in_two_months_are_one_chain(engine: AsyncEngine) -> None:
    async with async_sessionmaker(engine).begin() as session:
        for month in (1, 2, 3):
            at = NOW + timedelta(days=31 * month)
            await trail.record(session, trail.row(trail.SERVER, "test.act", "thing", uuid4(), "/", {}, now=at))
    assert await seal(engine) == 3
    assert await broken_at(engine) is None
