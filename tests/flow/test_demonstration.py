"""The demonstration, loaded whole through a running house; walked again it changes nothing."""

import subprocess
import sys
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import async_sessionmaker

from backend.adapters.database import make_engine
from backend.demonstration.day import DAY, Episode
from backend.demonstration.desks import CannotLoad
from backend.demonstration.load import load
from backend.demonstration.memory import Memory, keep
from backend.kernel.ids import now_utc
from backend.people import actions as people
from backend.settings import read_settings
from schemas.continuity import RecordingDetail
from schemas.people import UnitKind
from tests.builders.road import detail
from tests.fixtures.house import ROOT, House

COUNTED = (
    "person", "device", "incident", "incident_report", "incident_time", "recording", "claim", "recording_link",
    "gap_statement", "review", "review_step", "signature",
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(road: House) -> House:
    """A house with its demonstration, loaded by the command."""
    said = lianzheng_demo(road)
    assert f"{len(DAY)} incidents loaded" in said and "010005  所长甲" in said
    return road


def lianzheng_demo(house: House) -> str:
    """What the command says."""
    command = [sys.executable, "-m", "backend.cli", "demo"]
    done = subprocess.run(command, cwd=ROOT, env=house.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr + house.log("web") + house.log("media")
    return done.stdout


def memory_of(house: House) -> Memory:
    return msgspec.json.decode((house.folder / "demonstration" / "loading.json").read_bytes(), type=Memory)


def counted(house: House) -> dict[str, int]:
    """How many rows of everything there are."""
    engine = create_engine(house.database_url)
    with engine.connect() as connection:
        found = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in COUNTED}  # noqa: S608
    engine.dispose()
    return found


def one(key: str) -> Episode:
    return next(each for each in DAY if each.key == key)


async def shown(house: House, client: httpx.AsyncClient, episode: Episode) -> list[RecordingDetail]:
    memory = memory_of(house)
    ids = [memory.id(episode.key, "recording", number) for number in range(len(episode.films))]
    return [await detail(client, each) for each in ids]


async def test_every_strip_reads_as_it_was_filmed(loaded: House) -> None:
    async with await loaded.sign_in("000001") as bureau_head:
        strips = {each.key: [one.verdict.strip for one in await shown(loaded, bureau_head, each)] for each in DAY}
    assert strips == {each.key: [film.strip for film in each.films] for each in DAY}


async def test_what_is_wrong_is_found_by_name(loaded: House) -> None:
    async def codes(client: httpx.AsyncClient, key: str) -> set[str]:
        return {f.code for each in await shown(loaded, client, one(key)) for f in each.verdict.findings}

    async with await loaded.sign_in("000001") as bureau_head:
        found = {each.key: await codes(bureau_head, each.key) for each in DAY}
        [forest] = await shown(loaded, bureau_head, one("forest"))
        [stop] = await shown(loaded, bureau_head, one("stop"))
    assert not any(found[key] for key in ("dispute", "yesterday", "stop", "fight", "ebike", "elder", "burglary"))
    assert {"BLACK"} <= found["closure"] <= {"BLACK", "FREEZE"}
    assert (found["hotel"], found["evening"], found["seizure"]) == ({"AUDIO_DEAD"}, {"FREEZE"}, {"SEG_HASH"})
    assert found["forest"] == {"SEG_MISSING"} and all(f.explanation for f in forest.verdict.findings)
    assert stop.verdict.gaps[0].reason == one("stop").reasons["gap-4"]


async def test_the_board_counts_one_of_each(loaded: House) -> None:
    async with await loaded.sign_in("010004") as duty, await loaded.sign_in("000001") as bureau_head:
        station, county = (await duty.get("/api/board")).json(), (await bureau_head.get("/api/board")).json()
        bare = (await bureau_head.get("/api/board/incidents?scope=unit&filter=without_footage")).json()
    for board in (station, county):
        assert set(board["numbers"].values()) == {1}, (board["numbers"], [row["place"] for row in bare])
    assert (station["unit_name"], len(station["incidents"]), len(county["incidents"])) == ("城东派出所", 8, len(DAY))
    rows = {row["place"]: row for row in county["incidents"]}
    assert rows[one("seizure").place]["strip"] == "..X..."
    assert rows[one("forest").place]["verdict"] == "INCOMPLETE"
    assert rows[one("yesterday").place]["overdue"] and rows[one("elder").place]["recordings"] == 1
    assert rows[one("dispute").place]["coverage_percent"] >= 90


async def test_reviews_wait_were_signed_and_were_returned(loaded: House) -> None:
    async with await loaded.sign_in("000001") as bureau_head:
        cards = (await bureau_head.get("/api/reviews")).json()
        states = {card["place"]: card["state"] for card in cards}
        [approved] = [card["id"] for card in cards if card["state"] == "approved"]
        assert (await bureau_head.get(f"/api/reviews/{approved}/check")).json()["valid"]
    assert states == {
        one("dispute").place: "approved", one("hotel").place: "returned", one("stop").place: "waiting",
        one("seizure").place: "waiting", one("ebike").place: "waiting", one("closure").place: "waiting",
    }  # fmt: skip


async def test_a_second_start_loads_nothing(loaded: House) -> None:
    before = counted(loaded)
    assert "nothing is loaded twice" in lianzheng_demo(loaded)
    assert counted(loaded) == before


async def test_a_loading_that_broke_off_goes_on_and_doubles_nothing(loaded: House) -> None:
    before, memory = counted(loaded), memory_of(loaded)
    memory.done = False
    keep(loaded.folder / "demonstration", memory)
    lianzheng_demo(loaded)
    assert (counted(loaded), memory_of(loaded).done) == (before, True)
    async with await loaded.sign_in("000001") as bureau_head:
        [seizure] = await shown(loaded, bureau_head, one("seizure"))
    assert seizure.verdict.strip == "..X..."


async def test_people_of_its_own_are_never_disturbed(database_url: str, tmp_path: Path) -> None:
    engine = make_engine(database_url, pool=1)
    order = people.Founder(
        unit_code="5101", unit_name="某市公安局", kind=UnitKind.CITY, police_no="100001", name="管理员",
        password="correct horse battery",
    )  # fmt: skip
    async with async_sessionmaker(engine).begin() as session:
        await people.found_administrator(session, order, now_utc())
    with pytest.raises(CannotLoad, match=r"has people of its own.*DEMONSTRATION=0"):
        await load(read_settings({"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}), tmp_path)
    async with engine.connect() as connection:
        assert (await connection.scalars(text("SELECT police_no FROM person_name"))).all() == ["100001"]
    await engine.dispose()
