"""Steps on the road that many tests take: a phone enrolled, a recording shown, a verdict awaited."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from backend.demonstration.phone import Part, Phone, Recording, Take
from schemas.continuity import RecordingDetail
from schemas.footage import EndReason
from tests.builders.footage import make_parts
from tests.fixtures.house import House, until


async def enrolled(
    house: House, officer: httpx.AsyncClient, police_no: str = "010001", *, approve: bool = True
) -> Phone:
    """A phone of the officer, enrolled and approved by the duty officer."""
    phone = Phone(httpx.AsyncClient(base_url=house.origin, timeout=60), house.founded.people[police_no])
    answer = await officer.post("/api/devices", content=msgspec.json.encode(phone.enrolment("警务通")))
    assert answer.status_code == 201, answer.text
    if approve:
        async with await house.sign_in("010004") as duty:
            assert (await duty.post(f"/api/devices/{phone.id}/approve")).status_code == 200
    return phone


def twelve_seconds(phone: Phone, incident_id: UUID | None = None, *, ago_s: float = 120) -> Recording:
    """One take of 5 + 5 + 2 seconds."""
    begun = datetime.now(UTC) - timedelta(seconds=ago_s)
    return phone.record([Take(make_parts(12), begun, last_s=2)], incident_id)


def interrupted(phone: Phone, incident_id: UUID | None = None, *, ago_s: float = 120, gap_s: float = 30) -> Recording:
    """Two takes of five seconds with a call between them."""
    begun = datetime.now(UTC) - timedelta(seconds=ago_s)
    takes = [
        Take(make_parts(5), begun, EndReason.CAMERA_LOST),
        Take(make_parts(5, skip=3), begun + timedelta(seconds=5 + gap_s)),
    ]
    return phone.record(takes, incident_id)


async def detail(client: httpx.AsyncClient, recording_id: UUID) -> RecordingDetail:
    """What the screen would show of the recording."""
    answer = await client.get(f"/api/recordings/{recording_id}")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=RecordingDetail)


async def judged(
    house: House, client: httpx.AsyncClient, recording_id: UUID, *, copies: bool = False
) -> RecordingDetail:
    """The detail once nothing is pending any more."""

    async def settled() -> Any:
        shown = await detail(client, recording_id)
        ready = "P" not in shown.verdict.strip and shown.verdict.word != "PENDING"
        return shown if ready and (not copies or all(take.viewing_ready for take in shown.takes)) else None

    shown: RecordingDetail = await until(settled, seconds=60, told=lambda: house.log("jobs") + house.log("media"))
    return shown


async def strip_becomes(house: House, client: httpx.AsyncClient, recording_id: UUID, strip: str) -> RecordingDetail:
    """The detail once the strip reads so."""

    async def right() -> Any:
        shown = await detail(client, recording_id)
        return shown if shown.verdict.strip == strip else None

    shown: RecordingDetail = await until(right, seconds=60, told=lambda: house.log("jobs") + house.log("media"))
    return shown


async def open_incident(client: httpx.AsyncClient, *, id: UUID | None = None, minutes: int = 30, **report: Any) -> UUID:
    """An incident with all four times, reported so long ago and cleared just now."""
    incident_id, now = id or uuid4(), datetime.now(UTC)
    marks = {"reported": minutes, "dispatched": minutes - 2, "arrived": minutes - 10, "cleared": 0}
    times = [
        {"id": str(uuid4()), "kind": kind, "at": (now - timedelta(minutes=ago)).isoformat(), "source": "typed"}
        for kind, ago in marks.items()
    ]
    body = {
        "id": str(incident_id), "times": times,
        "report": {
            "incident_class": "dispatch", "place": "人民南路12号", "narrative": "邻里纠纷，现场调解。", **report
        },
    }  # fmt: skip
    answer = await client.post("/api/incidents", json=body)
    assert answer.status_code == 201, answer.text
    return incident_id


def resigned(phone: Phone, part: Part, **changes: object) -> Part:
    """The part with its claim changed and signed anew."""
    claim = msgspec.structs.replace(part.claim, **changes)
    return Part(part.data, claim, phone.sign(claim))
