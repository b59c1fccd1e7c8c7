"""What the road refuses; each fault by its name."""

from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from backend.demonstration.phone import Phone, SoftKey
from schemas.footage import MAX_PARTS, SignedClaim
from tests.builders.road import enrolled, open_incident, resigned, twelve_seconds
from tests.fixtures.house import House


async def test_signature_that_fails_is_refused_and_written_in_the_trail(road: House, phone: Phone) -> None:
    part = twelve_seconds(phone).parts[0]
    forged = SignedClaim(claim=part.signed.claim, signature=SoftKey().sign(part.signed.claim.encode()))
    [answer] = await phone.hand_in([forged])
    assert (answer.status, answer.code, answer.ticket) == ("refused", "claim_signature", None)
    assert answer.text_zh and answer.text_en
    async with await road.sign_in("000002") as inspector:
        kinds = [entry["kind"] for entry in (await inspector.get(f"/api/trail/device/{phone.id}")).json()]
    assert "footage.claim_refused" in kinds


async def test_unknown_device_is_refused(road: House) -> None:
    stranger = Phone(httpx.AsyncClient(base_url=road.origin), road.founded.people["010001"])
    [answer] = await stranger.hand_in([twelve_seconds(stranger).parts[0].signed])
    assert (answer.status, answer.code) == ("refused", "device_unknown")


async def test_device_not_approved_yet_is_refused_and_taken_after_approval(
    road: House, officer: httpx.AsyncClient
) -> None:
    waiting = await enrolled(road, officer, approve=False)
    part = twelve_seconds(waiting).parts[0]
    [before] = await waiting.hand_in([part.signed])
    async with await road.sign_in("010004") as duty:
        await duty.post(f"/api/devices/{waiting.id}/approve")
    [after] = await waiting.hand_in([part.signed])
    assert (before.code, after.status) == ("device_not_approved", "accepted")


async def test_text_that_is_no_claim_is_refused_and_the_good_ones_beside_it_taken(phone: Phone) -> None:
    part = twelve_seconds(phone).parts[0]
    junk = SignedClaim(claim='{"kind":"part"}', signature=part.signed.signature)
    answers = await phone.hand_in([junk, part.signed])
    assert [(a.status, a.code) for a in answers] == [("refused", "claim_malformed"), ("accepted", None)]


async def test_same_claim_twice_is_known_and_changes_nothing(phone: Phone) -> None:
    part = twelve_seconds(phone).parts[0]
    first, second = await phone.hand_in([part.signed]), await phone.hand_in([part.signed])
    assert (first[0].status, second[0].status) == ("accepted", "known")
    assert second[0].ticket is not None


async def test_bytes_that_differ_from_the_claim_are_refused_by_the_store(phone: Phone) -> None:
    part = twelve_seconds(phone).parts[0]
    [answer] = await phone.hand_in([part.signed])
    assert answer.ticket
    altered = bytes([part.data[0] ^ 1]) + part.data[1:]
    wrong_hash = await phone.put(answer.ticket, altered)
    wrong_size = await phone.put(answer.ticket, part.data + b"x")
    assert (wrong_hash.status_code, wrong_hash.json()["code"]) == (400, "body_hash")
    assert (wrong_size.status_code, wrong_size.json()["code"]) == (400, "body_size")
    confirmed = await phone.confirm(part.claim.recording_id, [part.claim_sha256])
    assert confirmed.receipt is None and [p.code for p in confirmed.problems] == ["part_absent"]
    assert (await phone.put(answer.ticket, part.data)).status_code == 200


async def test_second_body_for_the_same_part_is_refused(phone: Phone) -> None:
    part = twelve_seconds(phone).parts[0]
    [answer] = await phone.hand_in([part.signed])
    assert answer.ticket
    assert (await phone.put(answer.ticket, part.data)).status_code == 200
    again = await phone.put(answer.ticket, part.data)
    assert (again.status_code, again.json()["code"]) == (412, "write_once")


async def test_receipt_lost_then_confirmed_again(phone: Phone) -> None:
    recording = twelve_seconds(phone)
    first = await phone.upload(recording)
    again = await phone.confirm(recording.id, [part.claim_sha256 for part in recording.parts])
    assert first.receipt and again.receipt and not again.problems
    [held, *_] = await phone.hand_in(recording.claims)
    assert (held.status, held.ticket) == ("held", None)


async def test_confirm_with_a_foreign_signature_is_refused(road: House, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    await phone.upload(recording)
    phone.key = SoftKey()
    with pytest.raises(httpx.HTTPStatusError) as caught:
        await phone.confirm(recording.id, [recording.parts[0].claim_sha256])
    assert caught.value.response.json()["code"] == "confirm_signature"


async def test_recording_of_another_device_cannot_be_continued(
    road: House, officer: httpx.AsyncClient, phone: Phone
) -> None:
    recording = twelve_seconds(phone)
    await phone.hand_in([recording.parts[0].signed])
    other = await enrolled(road, officer)
    stolen = resigned(other, recording.parts[1], device_id=other.id)
    [answer] = await other.hand_in([stolen.signed])
    assert (answer.status, answer.code) == ("refused", "recording_foreign")


async def test_recording_by_another_unit_is_not_found(road: House, officer: httpx.AsyncClient, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    await phone.upload(recording)
    async with await road.sign_in("020002") as stranger:
        there = await stranger.get(f"/api/recordings/{recording.id}")
        nowhere = await stranger.get(f"/api/recordings/{uuid4()}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.json()["code"] == nowhere.json()["code"]


async def test_expired_session_does_not_strand_a_part(road: House, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    officer = await road.sign_in("010001")
    await officer.delete("/api/sessions")
    assert (await officer.get(f"/api/recordings/{recording.id}")).status_code == 401
    assert (await phone.upload(recording)).receipt


async def test_five_hundred_claims_at_once_and_not_one_more(phone: Phone) -> None:
    signed = twelve_seconds(phone).parts[0].signed
    too_many = await phone.http.post("/api/footage/claims", content=msgspec.json.encode({"claims": [signed] * 501}))
    assert (too_many.status_code, too_many.json()["code"]) == (400, "malformed")
    assert len(await phone.hand_in([signed] * 500)) == 500


async def test_many_refused_claims_are_one_row_of_the_trail(road: House, phone: Phone) -> None:
    parts = twelve_seconds(phone).parts
    await phone.hand_in([SignedClaim(claim=part.signed.claim, signature=SoftKey().sign(b"x")) for part in parts])
    assert [len(each["claims"]) for each in await _told(road, phone, "footage.claim_refused")] == [3]


async def test_refused_confirm_is_written_in_the_trail(road: House, phone: Phone) -> None:
    recording = twelve_seconds(phone)
    await phone.upload(recording)
    part = recording.parts[0]
    (road.store / "footage" / str(recording.id) / f"{part.claim_sha256}.mp4").unlink()
    beside = road.store / "footage" / str(recording.id) / f"{part.claim_sha256}.mp4"
    beside.write_bytes(b"other")
    answer = await phone.confirm(recording.id, [part.claim_sha256])
    assert [each.code for each in answer.problems] == ["part_size"]
    told = await _told(road, phone, "footage.confirm_refused")
    assert told == [{"refused": [{"claim_sha256": part.claim_sha256, "code": "part_size"}]}]


async def _told(road: House, phone: Phone, kind: str) -> list[dict[str, Any]]:
    async with await road.sign_in("000002") as inspector:
        entries = (await inspector.get(f"/api/trail/device/{phone.id}")).json()
    return [entry["body"] for entry in entries if entry["kind"] == kind]


async def test_two_devices_in_one_order_do_not_mix_their_claims(
    road: House, officer: httpx.AsyncClient, phone: Phone
) -> None:
    recording, other = twelve_seconds(phone), await enrolled(road, officer)
    foreign = resigned(other, recording.parts[1], device_id=other.id)
    answers = await phone.hand_in([recording.parts[0].signed, foreign.signed])
    assert sorted((each.status, each.code) for each in answers) == [
        ("accepted", None),
        ("refused", "recording_foreign"),
    ]


async def test_number_beyond_any_recording_is_no_claim(phone: Phone) -> None:
    part = twelve_seconds(phone).parts[0]
    answers = await phone.hand_in(
        [resigned(phone, part, number=number).signed for number in (MAX_PARTS - 1, MAX_PARTS)]
    )
    assert [(each.status, each.code) for each in answers] == [("accepted", None), ("refused", "claim_malformed")]


async def test_time_of_the_year_one_is_refused(officer: httpx.AsyncClient) -> None:
    incident_id = await open_incident(officer)
    entry = {"id": str(uuid4()), "kind": "arrived", "at": "0001-01-01T00:00:00+14:00", "source": "typed"}
    answer = await officer.post(f"/api/incidents/{incident_id}/times", json=entry)
    assert (answer.status_code, answer.json()["code"]) == (422, "time_absurd")
