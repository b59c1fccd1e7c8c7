"""The verdict that lists show, when claims come and nothing else does."""

from uuid import UUID

import psycopg
import pytest
from msgspec.structs import replace

from backend.demonstration.phone import Phone
from tests.builders.road import enrolled, twelve_seconds
from tests.fixtures.house import House, until


@pytest.fixture
async def phone(road: House) -> Phone:
    async with await road.sign_in("010001") as officer:
        return await enrolled(road, officer)


async def test_silence_from_the_first_claim_on_is_judged(road: House, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    await phone.hand_in([recording.parts[0].signed])
    await until(lambda: _kept(road, recording.id) == "PENDING", told=lambda: road.log("jobs"))


async def test_part_that_only_announces_itself_after_the_close_unsettles_the_verdict(road: House, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    await phone.upload(recording)
    await until(lambda: _kept(road, recording.id) == "COMPLETE", told=lambda: road.log("jobs"))
    last = recording.parts[2]
    late = phone.sign(replace(last.claim, number=3, previous=last.claim_sha256))
    await phone.hand_in([late])
    await until(lambda: _kept(road, recording.id) == "PENDING", told=lambda: road.log("jobs"))


def _kept(road: House, recording_id: UUID) -> str | None:
    """The verdict that lists show."""
    with psycopg.connect(road.database_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT word FROM verdict WHERE recording_id = %s", [recording_id]).fetchone()
    return row[0] if row else None
