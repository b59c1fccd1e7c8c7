"""The main road over HTTP with a phone in Python: claim → PUT → receipt → measure → judge."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec

from backend.demonstration.phone import Phone, Recording, Take
from schemas.continuity import RecordingDetail
from tests.builders.footage import make_parts
from tests.fixtures.house import House, until


async def enrolled(house: House, officer: httpx.AsyncClient, police_no: str = "010001") -> Phone:
    """A phone of the officer, enrolled and approved by the duty officer."""
    phone = Phone(httpx.AsyncClient(base_url=house.origin, timeout=30), house.founded.people[police_no])
    answer = await officer.post("/api/devices", content=msgspec.json.encode(phone.enrolment("警务通")))
    assert answer.status_code == 201, answer.text
    duty = await house.sign_in("010004")
    assert (await duty.post(f"/api/devices/{phone.id}/approve")).status_code == 200
    return phone


async def detail(client: httpx.AsyncClient, recording: Recording) -> RecordingDetail:
    """What the screen would show of the recording."""
    answer = await client.get(f"/api/recordings/{recording.id}")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=RecordingDetail)


async def judged(house: House, client: httpx.AsyncClient, recording: Recording, *, copies: bool = False) -> RecordingDetail:
    """The detail once nothing is pending any more."""

    async def settled() -> Any:
        shown = await detail(client, recording)
        ready = shown.verdict.word != "PENDING" and (not copies or all(take.viewing_ready for take in shown.takes))
        return shown if ready else None

    shown: RecordingDetail = await until(settled, told=lambda: house.log("jobs") + house.log("media"))
    return shown


async def test_a_recording_walks_the_road_and_is_complete(house: House, officer: httpx.AsyncClient) -> None:
    phone = await enrolled(house, officer)
    begun = datetime.now(UTC) - timedelta(minutes=2)
    recording = phone.record([Take(make_parts(12), begun, last_s=2)])
    answer = await phone.upload(recording)
    started = time.monotonic()
    assert answer.receipt is not None and not answer.problems
    shown = await judged(house, officer, recording, copies=True)
    print("judged after", time.monotonic() - started)
    assert (shown.verdict.strip, shown.verdict.word) == ("...", "COMPLETE"), shown.verdict
    assert shown.may_play
