"""What the road keeps although something is wrong: evidence is never turned away, and the strip says what it is."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx

from backend.demonstration.phone import Phone, Recording, Take, sha256
from tests.builders.footage import make_parts, make_png
from tests.builders.road import detail, enrolled, judged, open_incident, resigned, strip_becomes, twelve_seconds
from tests.fixtures.house import House


async def test_any_order_of_claims_and_parts_gives_the_same_verdict(
    road: House, officer: httpx.AsyncClient, phone: Phone
) -> None:
    recording = twelve_seconds(phone)
    for part in reversed(recording.parts):
        await phone.upload(Recording(recording.id, [part]))
    assert recording.closing
    await phone.hand_in([recording.closing])
    assert (await judged(road, officer, recording.id)).verdict.strip == "..."


async def test_claim_withheld_shows_as_unknown_number(road: House, officer: httpx.AsyncClient, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    kept = Recording(recording.id, [recording.parts[0], recording.parts[2]], recording.closing)
    await phone.upload(kept)
    shown = await strip_becomes(road, officer, recording.id, ".N.")
    assert shown.verdict.word == "INCOMPLETE"


async def test_forked_chain_is_kept_and_shown(road: House, officer: httpx.AsyncClient, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    await phone.upload(recording)
    fork = resigned(phone, recording.parts[1], battery_percent=3)
    await phone.upload(Recording(recording.id, [fork]))
    assert (await strip_becomes(road, officer, recording.id, ".K.")).verdict.word == "INCOMPLETE"


async def test_part_that_is_no_video_is_kept_and_shown(road: House, officer: httpx.AsyncClient, phone: Phone) -> None:
    begun = datetime.now(UTC) - timedelta(minutes=1)
    recording = phone.record([Take([make_parts(5)[0], make_png()], begun)])
    answer = await phone.upload(recording)
    assert answer.receipt
    assert (await strip_becomes(road, officer, recording.id, ".U")).verdict.word == "INCOMPLETE"


async def test_clock_in_the_future_is_kept_and_shown(road: House, officer: httpx.AsyncClient, phone: Phone) -> None:
    recording = twelve_seconds(phone, ago_s=-3600)
    await phone.upload(recording)
    shown = await strip_becomes(road, officer, recording.id, "FFF")
    assert "CLOCK_WRONG" in {finding.code for finding in shown.verdict.findings}


async def test_parts_of_a_phone_revoked_meanwhile_are_kept_and_shown(road: House, officer: httpx.AsyncClient) -> None:
    lost = await enrolled(road, officer)
    recording = twelve_seconds(lost)
    async with await road.sign_in("010004") as duty:
        await duty.post(f"/api/devices/{lost.id}/revoke", json={"reason": "丢失"})
    answer = await lost.upload(recording)
    assert answer.receipt
    shown = await strip_becomes(road, officer, recording.id, "FFF")
    assert "DEVICE_REVOKED" in {finding.code for finding in shown.verdict.findings}


async def test_parts_after_the_closing_claim_are_kept_and_shown(
    road: House, officer: httpx.AsyncClient, phone: Phone
) -> None:
    recording = twelve_seconds(phone)
    await phone.upload(recording)
    late = resigned(
        phone, recording.parts[2], number=3, previous=recording.parts[2].claim_sha256, media_from_us=12_000_000,
        media_to_us=14_000_000, take_ended=None,
    )  # fmt: skip
    await phone.upload(Recording(recording.id, [late]))
    shown = await strip_becomes(road, officer, recording.id, "...F")
    assert "SEG_AFTER_CLOSE" in {finding.code for finding in shown.verdict.findings}


async def test_bytes_changed_in_the_store_after_the_receipt_are_found_at_hand_in(
    road: House,
) -> None:
    officer = await road.sign_in("010002")  # with no footage of other tests that still waits
    phone, incident = await enrolled(road, officer, "010002"), await open_incident(officer)
    recording = twelve_seconds(phone, incident)
    await phone.upload(recording)
    await judged(road, officer, recording.id)
    part = recording.parts[1]
    file = road.store / "footage" / str(recording.id) / f"{part.claim_sha256}.mp4"
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    assert sha256(bytes(data)) != part.claim.sha256
    assert (await detail(officer, recording.id)).verdict.strip == "...", "nobody looked yet"
    report = (await officer.get(f"/api/incidents/{incident}")).json()
    order = {"submission_id": str(uuid4()), "version": report["version"]}
    answer = await officer.post(f"/api/incidents/{incident}/hand-in", json=order)
    assert answer.status_code == 201, answer.text
    assert (await strip_becomes(road, officer, recording.id, ".X.")).verdict.word == "INCOMPLETE"


async def test_what_there_is_of_an_incomplete_recording_can_be_watched(
    road: House, officer: httpx.AsyncClient, phone: Phone
) -> None:
    recording = twelve_seconds(phone)
    await phone.upload(Recording(recording.id, [recording.parts[0], recording.parts[2]], recording.closing))
    shown = await judged(road, officer, recording.id, copies=True)
    assert (shown.verdict.strip, shown.verdict.word) == (".N.", "INCOMPLETE")
    played = await officer.post(f"/api/recordings/{recording.id}/takes/0/playback")
    assert played.status_code in (200, 201), played.text
