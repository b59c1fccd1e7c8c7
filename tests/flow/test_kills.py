"""kill -9 of web, jobs and media worker at each step of the road: nothing that was held is lost, nothing is doubled."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker

from backend.adapters.database import make_engine
from backend.demonstration.phone import Phone, Recording
from backend.kernel.trail import broken_at
from tests.builders.road import detail, enrolled, judged, twelve_seconds
from tests.fixtures.house import House, until

STEPS = ("claimed", "half_put", "put", "confirmed", "measuring")


async def again_until_answered(what: Callable[[], Awaitable[Any]]) -> Any:
    """What a phone does: the same request again until the house answers."""

    async def one() -> Any:
        try:
            return await what()
        except (httpx.TransportError, httpx.HTTPStatusError):
            return None

    return await until(one, seconds=60)


async def walk(phone: Phone, recording: Recording, at: dict[str, Callable[[], None]]) -> None:
    """The road step by step, with something happening after a step."""
    answers = await again_until_answered(lambda: phone.hand_in(recording.claims))
    at.get("claimed", lambda: None)()
    for index, (part, answer) in enumerate(zip(recording.parts, answers, strict=False)):
        if index == 1:
            at.get("half_put", lambda: None)()

        async def put(part: Any = part, ticket: Any = answer.ticket) -> bool:
            return (await phone.put(ticket, part.data)).status_code in (200, 412)

        await again_until_answered(put)
    at.get("put", lambda: None)()
    hashes = [part.claim_sha256 for part in recording.parts]
    answer = await again_until_answered(lambda: phone.confirm(recording.id, hashes))
    assert answer.receipt and not answer.problems
    at.get("confirmed", lambda: None)()


@pytest.mark.parametrize("victim", ["web", "jobs", "media"])
async def test_process_killed_at_each_step_loses_nothing(make_house: Callable[..., House], victim: str) -> None:
    house = make_house()
    house.start()
    officer = await house.sign_in("010001")
    phone = await enrolled(house, officer)

    def power_cut() -> None:
        house.kill(victim)
        house.start(victim)

    for step in STEPS:
        recording = twelve_seconds(phone)
        await walk(phone, recording, {step: power_cut})
        if step == "measuring":
            await until(partial(_some_measured, officer, recording))
            power_cut()
        shown = await judged(house, officer, recording.id, copies=True)
        assert (shown.verdict.strip, shown.verdict.word) == ("...", "COMPLETE"), (victim, step, shown.verdict)
    assert await until(lambda: _sealed_whole(house))
    await officer.aclose()
    await phone.http.aclose()


async def _some_measured(officer: httpx.AsyncClient, recording: Recording) -> bool:
    return any(part.measured for part in (await detail(officer, recording.id)).parts)


def _sealed_whole(house: House) -> bool:
    """Every row of the trail is sealed once, and each act of holding a part stands there once."""
    with psycopg.connect(house.database_url.replace("+psycopg", "")) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM trail), (SELECT count(*) FROM trail_seal),"
            " (SELECT count(*) FROM trail WHERE kind = 'footage.part_held')"
        ).fetchone()
    assert counts
    return bool(counts[0] == counts[1] and counts[2] == len(STEPS))


async def test_sealer_killed_between_rows_goes_on_where_it_was(make_house: Callable[..., House]) -> None:
    house = make_house()
    house.start("web")
    officer = await house.sign_in("010001")
    phone = await enrolled(house, officer)
    await phone.hand_in(twelve_seconds(phone).claims)
    house.start("jobs")
    house.kill("jobs")
    house.start("jobs")

    async def whole() -> bool:
        engine = make_engine(house.database_url, pool=1)
        async with async_sessionmaker(engine).begin() as session:
            first_wrong = await broken_at(session)
        await engine.dispose()
        return first_wrong is None

    assert await whole()
    assert await until(lambda: _all_sealed(house))
    assert await whole()


def _all_sealed(house: House) -> bool:
    with psycopg.connect(house.database_url.replace("+psycopg", "")) as connection:
        counts = connection.execute("SELECT (SELECT count(*) FROM trail), (SELECT count(*) FROM trail_seal)").fetchone()
    return bool(counts and counts[0] == counts[1])
