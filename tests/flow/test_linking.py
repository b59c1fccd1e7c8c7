"""Which incident footage belongs to, whatever comes first."""

from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.builders.road import enrolled, judged, open_incident, twelve_seconds
from tests.fixtures.house import House, until


async def linked(client: httpx.AsyncClient, incident: UUID) -> list[tuple[str, str]]:
    """The recordings of an incident, each with how that is known."""
    coverage: Any = (await client.get(f"/api/incidents/{incident}/coverage")).json()
    return [(each["recording"]["id"], each["how"]) for each in coverage["recordings"]]


async def test_footage_that_comes_before_the_incident_it_was_made_for(road: House) -> None:
    async with await road.sign_in("010001") as officer:
        phone = await enrolled(road, officer)
        other, own = await open_incident(officer), uuid4()
        recording = twelve_seconds(phone, own)
        await phone.upload(recording)
        await judged(road, officer, recording.id)
        assert await linked(officer, other) == [], "the officer chose; nothing is guessed"
        await open_incident(officer, id=own)
        wanted = [(str(recording.id), "chosen")]
        await until(lambda: _is(officer, own, wanted), told=lambda: road.log("jobs"))


async def test_footage_without_a_choice_finds_the_report_written_after_it(road: House) -> None:
    async with await road.sign_in("010002") as officer:
        phone = await enrolled(road, officer, "010002")
        recording = twelve_seconds(phone)
        await phone.upload(recording)
        await judged(road, officer, recording.id)
        incident = await open_incident(officer)
        wanted = [(str(recording.id), "matched")]
        await until(lambda: _is(officer, incident, wanted), told=lambda: road.log("jobs"))


async def _is(client: httpx.AsyncClient, incident: UUID, wanted: list[tuple[str, str]]) -> bool:
    return await linked(client, incident) == wanted
