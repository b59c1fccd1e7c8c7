"""The board, the lists, the history, the health of the system and the live stream, over HTTP."""

import asyncio
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import msgspec
import psycopg

from schemas.oversight import LiveEvent
from tests.builders.reviews import asked, hand_in, open_incident, time_entry
from tests.fixtures.desks import Desks
from tests.fixtures.house import House, until


def database(house: House) -> psycopg.Connection[tuple[object, ...]]:
    """A connection beside the house's own, to make what only an accident makes."""
    return psycopg.connect(house.database_url.replace("+psycopg", ""), autocommit=True)


async def ids(client: httpx.AsyncClient, query: str) -> list[str]:
    return [each["id"] for each in await asked(client, f"/api/board/incidents?{query}")]


async def test_each_number_of_the_board_opens_a_list_of_that_length(desks: Desks) -> None:
    await open_incident(desks["officer"])
    late = datetime.now(UTC) - timedelta(hours=30)
    times = [time_entry("arrived", late), time_entry("cleared", late + timedelta(minutes=10))]
    overdue = await open_incident(desks["officer"], times=times)
    shown = await asked(desks["duty"], "/api/board")
    assert shown["unit_name"] == "城东派出所"
    for name, number in shown["numbers"].items():
        assert len(await ids(desks["duty"], f"scope=unit&filter={name}")) == number, name
    assert overdue in await ids(desks["duty"], "scope=unit&filter=overdue")
    await hand_in(desks["officer"], overdue)  # late only shows, it never blocks
    assert overdue not in await ids(desks["duty"], "scope=unit&filter=overdue")


async def test_lists_reach_as_far_as_the_role(desks: Desks) -> None:
    mine = await open_incident(desks["officer"])
    today = datetime.now(UTC) + timedelta(hours=8)
    for name, scope, sees in (
        ("officer", "mine", True), ("officer", "unit", True),
        ("colleague", "mine", False), ("colleague", "unit", False),
        ("duty", "mine", False), ("duty", "unit", True), ("bureau", "unit", True), ("stranger", "unit", False),
    ):  # fmt: skip
        assert (mine in await ids(desks[name], f"scope={scope}&day={today.date()}")) is sees, (name, scope)
    assert mine not in await ids(desks["duty"], f"scope=unit&day={today.date() - timedelta(days=1)}")
    await asked(desks["admin"], "/api/board/incidents", wants=403)
    await asked(desks["officer"], "/api/board", wants=403)


async def test_a_board_of_another_unit_is_not_found(desks: Desks, quiet_house: House) -> None:
    other = quiet_house.founded.units["51019902"]
    await asked(desks["duty"], f"/api/board?unit_id={other}", wants=404)
    await asked(desks["duty"], f"/api/board?unit_id={uuid4()}", wants=404)
    assert (await asked(desks["bureau"], f"/api/board?unit_id={other}"))["unit_name"] == "城西派出所"
    assert (await asked(desks["bureau"], "/api/board"))["unit_name"] == "示范县公安局"


async def test_the_history_of_an_incident_speaks_both_languages_and_is_sealed(desks: Desks, quiet_house: House) -> None:
    incident = await open_incident(desks["officer"])
    review = await hand_in(desks["officer"], incident)

    async def sealed() -> list[dict[str, str]] | None:
        found: list[dict[str, str]] = await asked(desks["head"], f"/api/trail/incident/{incident}")
        return found if all(each["sealed"] for each in found) else None

    entries = await until(sealed, told=lambda: quiet_house.log("jobs"))
    assert [each["kind"] for each in entries] == ["reviews.handed_in", "incidents.created"]
    assert entries[0]["text_zh"] == "提交第 1 版报告送审" and "Handed in" in entries[0]["text_en"]
    assert entries[0]["actor_name"].startswith("民警甲")
    [only] = await asked(desks["head"], f"/api/trail/review/{review}")
    assert only["kind"] == "reviews.handed_in"
    me = quiet_house.founded.people["010001"]
    kinds = [each["kind"] for each in await asked(desks["officer"], f"/api/trail/person/{me}")]
    assert "people.signed_in" in kinds
    await asked(desks["colleague"], f"/api/trail/person/{me}", wants=403)
    for name in ("admin", "stranger", "colleague"):
        await asked(desks[name], f"/api/trail/incident/{incident}", wants=404)
    await asked(desks["head"], f"/api/trail/unicorn/{incident}", wants=404)


async def test_health_tells_every_part(desks: Desks, quiet_house: House) -> None:
    async with httpx.AsyncClient(base_url=quiet_house.origin) as nobody:

        async def well() -> dict[str, dict[str, object]] | None:
            answer = await nobody.get("/api/health")
            assert answer.status_code == 200
            return answer.json()["parts"] if answer.json()["ok"] else None

        parts = await until(well, told=lambda: quiet_house.log("jobs"))
    assert parts.keys() == {"web", "database", "store", "queue", "workers", "sealer"}


async def test_a_job_that_gave_up_is_seen_and_tried_again_by_an_administrator(desks: Desks, quiet_house: House) -> None:
    with database(quiet_house) as connection:
        row = connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args)"
            " VALUES ('nobody', 'media.measure_part', 'failed', 8, '{}') RETURNING id"
        ).fetchone()
    assert row is not None
    [letter] = await asked(desks["admin"], "/api/dead-letters")
    assert (letter["id"], letter["task"], letter["attempts"]) == (row[0], "media.measure_part", 8)
    for name in ("head", "inspector", "duty"):
        await asked(desks[name], "/api/dead-letters", wants=403)
    await asked(desks["admin"], f"/api/dead-letters/{row[0]}/retry", {}, wants=204)
    assert await asked(desks["admin"], "/api/dead-letters") == []
    await asked(desks["admin"], f"/api/dead-letters/{row[0]}/retry", {}, wants=404)


async def _heard(client: httpx.AsyncClient, heard: list[LiveEvent], open_: asyncio.Event) -> None:
    async with client.stream("GET", "/api/live", timeout=60) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            open_.set()
            if line.startswith("data:"):
                heard.append(msgspec.json.decode(line.removeprefix("data:"), type=LiveEvent))


async def test_a_change_is_heard_in_its_unit_and_nowhere_else(desks: Desks) -> None:
    near: list[LiveEvent] = []
    far: list[LiveEvent] = []
    opened = [asyncio.Event(), asyncio.Event()]
    listeners = [
        asyncio.create_task(_heard(desks["duty"], near, opened[0])),
        asyncio.create_task(_heard(desks["stranger"], far, opened[1])),
    ]
    await asyncio.wait_for(asyncio.gather(*(each.wait() for each in opened)), 20)
    incident = await open_incident(desks["officer"])
    await until(lambda: any(str(each.id) == incident for each in near))
    assert [each for each in far if str(each.id) == incident] == []
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)


async def test_nobody_listens_without_a_session(quiet_house: House) -> None:
    async with httpx.AsyncClient(base_url=quiet_house.origin) as nobody:
        assert (await nobody.get("/api/live")).status_code == 401


async def test_metrics_count_requests_and_name_nobody(desks: Desks, quiet_house: House) -> None:
    await asked(desks["duty"], "/api/board")
    async with httpx.AsyncClient(base_url=quiet_house.origin) as nobody:
        text = (await nobody.get("/metrics")).text
    assert 'lianzheng_requests_total{method="GET",route="/api/board",status="200"}' in text
    assert "lianzheng_workers" in text and "lianzheng_trail_sealed" in text
    assert "010004" not in text and "值班员" not in text


async def test_web_stops_at_once_though_screens_listen(make_house: Callable[..., House]) -> None:
    made = make_house()
    made.start("web")
    duty, opened = await made.sign_in("010004"), asyncio.Event()
    listener = asyncio.create_task(_heard(duty, [], opened))
    await asyncio.wait_for(opened.wait(), 20)
    made.running["web"].send_signal(signal.SIGTERM)
    await asyncio.wait_for(listener, 10)  # the stream ends by itself, not by a broken line
    await until(lambda: made.running["web"].poll() is not None, seconds=10, told=lambda: made.log("web"))


async def test_health_answers_without_a_database(make_house: Callable[..., House]) -> None:
    made = make_house(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    made.start("web")
    async with httpx.AsyncClient(base_url=made.origin, timeout=30) as nobody:
        answer = await nobody.get("/api/health")
    assert answer.status_code == 503
    assert {name: part["ok"] for name, part in answer.json()["parts"].items()} == {
        "web": True, "store": True, "database": False, "queue": False, "workers": False, "sealer": False,
    }  # fmt: skip
