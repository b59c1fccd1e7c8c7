"""The live feed on a real PostgreSQL: what is told is heard after the commit, and a lost line is made good."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from backend.adapters.database import make_engine
from backend.adapters.live import AGAIN, MOST_WAITING, Live
from backend.kernel.live import LiveFeed, Told, tell
from schemas.oversight import LiveEvent

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
async def live(database_url: str) -> AsyncIterator[Live]:
    async with Live(database_url).running() as running:
        await asyncio.wait_for(running.listening.wait(), 20)
        yield running


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    engine = make_engine(database_url, pool=2)
    yield async_sessionmaker(engine)
    await engine.dispose()


async def heard(events: AsyncIterator[LiveEvent]) -> LiveEvent:
    return await asyncio.wait_for(anext(events), 20)


def in_east(told: Told) -> bool:
    return told.unit_path.startswith("/east/")


async def test_what_is_told_is_heard_by_whom_it_concerns_after_the_commit(live: Live, sessions: Sessions) -> None:
    assert isinstance(live, LiveFeed)
    first, second, last = uuid4(), uuid4(), uuid4()
    async with live.subscribe(in_east) as events:
        async with sessions() as rolled_back:
            await tell(rolled_back, "incident", first, "/east/")
            await rolled_back.rollback()
        async with sessions.begin() as session:
            await tell(session, "incident", second, "/west/")
            await tell(session, "incident", last, "/east/one/")
        assert await heard(events) == LiveEvent(topic="incident", id=last)
    assert live.readers == 0


async def test_a_lost_connection_is_made_again_and_everyone_is_told_to_fetch(
    live: Live, sessions: Sessions, database_url: str
) -> None:
    async with live.subscribe(in_east) as events:
        with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as other:
            live.listening.clear()
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        assert await heard(events) == AGAIN
        there = uuid4()
        async with sessions.begin() as session:
            await tell(session, "review", there, "/east/")
        assert await heard(events) == LiveEvent(topic="review", id=there)


async def test_an_object_that_changes_often_waits_once_and_a_slow_reader_fetches_anew(live: Live) -> None:
    def told(number: int) -> str:
        return f'{{"topic":"recording","id":"{UUID(int=number)}","unit_path":"/east/"}}'

    async with live.subscribe(in_east) as events:
        for number in [1, 1, 2, 1]:
            live.hear(told(number))
        assert [(await heard(events)).id for _ in range(2)] == [UUID(int=1), UUID(int=2)]
        for number in range(MOST_WAITING):
            live.hear(told(number))
        assert (await heard(events)).id == UUID(int=0)
        for number in range(MOST_WAITING, MOST_WAITING + 2):
            live.hear(told(number))
        assert await heard(events) == AGAIN
        live.hear("no json")
        live.hear('{"topic":"x"}')
        live.hear(told(7))
        assert (await heard(events)).id == UUID(int=7)
