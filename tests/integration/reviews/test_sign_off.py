"""Signing off over HTTP: both methods, and each way it can go wrong."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.builders import reviews as desk
from tests.builders.reviews import asked, challenge, enrol_key, enrol_passkey, hand_in, open_incident, signed
from tests.fakes.authenticator import Authenticator
from tests.fixtures.desks import Desks
from tests.fixtures.house import House, until


async def waiting(desks: Desks) -> str:
    """A review that waits."""
    return await hand_in(desks["officer"], await open_incident(desks["officer"]))


async def test_a_person_key_signs_and_the_signature_verifies(desks: Desks) -> None:
    review, head = await waiting(desks), desks["head"]
    key_id, key = await enrol_key(head)
    done = await asked(head, f"/api/reviews/{review}/sign", signed(await challenge(head, review, key_id=key_id), key))
    assert (done["state"], done["incident"]["state"]) == ("approved", "signed")
    assert (done["signature"]["method"], done["signature"]["key_id"]) == ("person_key", key_id)
    assert done["signature"]["digest"] == done["digest"] and "PIN" in done["signature"]["proves_zh"]
    checked = await asked(desks["officer"], f"/api/reviews/{review}/check")
    assert checked["valid"], checked
    assert [step["what"] for step in done["history"]] == ["handed_in", "approved"]


async def test_a_passkey_signs_and_the_signature_verifies(desks: Desks, quiet_house: House) -> None:
    review, legal = await waiting(desks), desks["legal"]
    passkey = Authenticator(quiet_house.origin)
    await enrol_passkey(legal, passkey)
    to_sign = await challenge(legal, review, "passkey")
    body = {"challenge_id": to_sign["id"], "passkey": passkey.get(to_sign["passkey_options"])}
    done = await asked(legal, f"/api/reviews/{review}/sign", body)
    assert done["signature"]["method"] == "passkey"
    assert (await asked(legal, f"/api/reviews/{review}/check"))["valid"]


async def test_a_passkey_without_its_user_or_of_another_page_is_refused(desks: Desks, quiet_house: House) -> None:
    review, legal = await waiting(desks), desks["legal"]
    passkey = Authenticator(quiet_house.origin)
    await enrol_passkey(legal, passkey)
    to_sign = await challenge(legal, review, "passkey")

    async def refused() -> None:
        body = {"challenge_id": to_sign["id"], "passkey": passkey.get(to_sign["passkey_options"])}
        answer = await asked(legal, f"/api/reviews/{review}/sign", body, wants=422)
        assert answer["code"] == "signature_wrong"

    passkey.verifies_user = False
    await refused()
    passkey.verifies_user, passkey.origin = True, "http://localhost:1"
    await refused()
    passkey.origin, passkey.rp_id = quiet_house.origin, "example.org"
    await refused()
    passkey.rp_id, passkey.used = "localhost", 0
    await refused()  # a count that runs backwards: a copy of the key
    passkey.used = 100
    body = {"challenge_id": to_sign["id"], "passkey": passkey.get(to_sign["passkey_options"])}
    await asked(legal, f"/api/reviews/{review}/sign", body)


async def test_five_wrong_pins_lock_until_a_second_person_unlocks(desks: Desks) -> None:
    review, legal, head = await waiting(desks), desks["legal"], desks["head"]
    key_id, key = await enrol_key(legal)
    to_sign = await challenge(legal, review, key_id=key_id)
    for left in (4, 3, 2, 1):
        answer = await asked(legal, f"/api/reviews/{review}/sign", signed(to_sign, key, pin="000000"), wants=422)
        assert (answer["code"], answer["extra"]["tries_left"]) == ("wrong_pin", left)
    answer = await asked(legal, f"/api/reviews/{review}/sign", signed(to_sign, key, pin="000000"), wants=422)
    assert answer["code"] == "key_locked"
    answer = await asked(legal, f"/api/reviews/{review}/sign", signed(to_sign, key), wants=422)
    assert answer["code"] == "key_locked", "the right PIN comes too late"
    locked = {each["key_id"]: each["owner_police_no"] for each in await asked(head, "/api/signing-keys/locked")}
    assert locked[key_id] == "010006"
    assert await asked(desks["stranger"], "/api/signing-keys/locked") == []
    await asked(desks["stranger"], f"/api/signing-keys/{key_id}/unlock", {}, wants=404)
    await asked(legal, f"/api/signing-keys/{key_id}/unlock", {}, wants=403)
    await asked(head, f"/api/signing-keys/{key_id}/unlock", {})
    await asked(legal, f"/api/reviews/{review}/sign", signed(await challenge(legal, review, key_id=key_id), key))


async def test_nobody_unlocks_his_own_key(desks: Desks) -> None:
    review, head = await waiting(desks), desks["head"]
    key_id, key = await enrol_key(head)
    to_sign = await challenge(head, review, key_id=key_id)
    for _ in range(5):
        await asked(head, f"/api/reviews/{review}/sign", signed(to_sign, key, pin="000000"), wants=422)
    answer = await asked(head, f"/api/signing-keys/{key_id}/unlock", {}, wants=422)
    assert answer["code"] == "second_person"
    await asked(desks["admin"], f"/api/signing-keys/{key_id}/unlock", {})


async def test_two_supervisors_sign_at_once_and_one_is_first(desks: Desks) -> None:
    review, pair = await waiting(desks), (desks["head"], desks["legal"])
    bodies = []
    for each in pair:
        key_id, key = await enrol_key(each)
        bodies.append(signed(await challenge(each, review, key_id=key_id), key))
    answers = await asyncio.gather(
        *(each.post(f"/api/reviews/{review}/sign", json=body) for each, body in zip(pair, bodies, strict=True))
    )
    assert sorted(each.status_code for each in answers) == [200, 409]
    second = next(each.json() for each in answers if each.status_code == 409)
    assert second["code"] == "already_decided"


async def test_a_document_that_changed_after_it_was_seen_is_not_signed(desks: Desks) -> None:
    incident = await open_incident(desks["officer"])
    review, head = await hand_in(desks["officer"], incident), desks["head"]
    key_id, key = await enrol_key(head)
    to_sign = await challenge(head, review, key_id=key_id)
    seen = (await asked(head, f"/api/reviews/{review}"))["digest"]
    await _another_time(desks, incident)
    answer = await asked(head, f"/api/reviews/{review}/sign", signed(to_sign, key), wants=409)
    assert answer["code"] == "document_changed"
    body = {"digest": seen, "opinion": "同意。", "method": "person_key", "key_id": key_id}
    answer = await asked(head, f"/api/reviews/{review}/challenge", body, wants=409)
    assert answer["code"] == "document_changed"
    await asked(head, f"/api/reviews/{review}/sign", signed(await challenge(head, review, key_id=key_id), key))


async def _another_time(desks: Desks, incident: str) -> None:
    entry = desk.time_entry("cleared", datetime.now(UTC))
    await asked(desks["officer"], f"/api/incidents/{incident}/times", entry, wants=201)


async def test_a_later_edit_voids_the_signature_and_reopens_the_incident(desks: Desks, quiet_house: House) -> None:
    incident = await open_incident(desks["officer"])
    review, head = await hand_in(desks["officer"], incident), desks["head"]
    key_id, key = await enrol_key(head)
    await asked(head, f"/api/reviews/{review}/sign", signed(await challenge(head, review, key_id=key_id), key))
    edit = {"edit_id": str(uuid4()), "base_version": 1, "report": desk.report("后来补充。")}
    await asked(desks["officer"], f"/api/incidents/{incident}/edits", edit, wants=201)

    async def voided() -> Any:
        shown = await asked(head, f"/api/reviews/{review}")
        return shown if shown["state"] == "voided" else None

    shown = await until(voided, told=lambda: quiet_house.log("jobs"))
    assert shown["incident"]["state"] == "reopened" and shown["signature"]["voided_at"]
    checked = await asked(head, f"/api/reviews/{review}/check")
    assert not checked["valid"] and [step["ok"] for step in checked["steps"]] == [True] * 5 + [False]
    trail = await asked(head, f"/api/trail/incident/{incident}")
    assert "reviews.voided" in [entry["kind"] for entry in trail]
    again = await hand_in(desks["officer"], incident, version=2)
    assert again != review
    await asked(head, f"/api/reviews/{again}/sign", signed(await challenge(head, again, key_id=key_id), key))


async def test_a_challenge_is_used_once_and_by_one_person(desks: Desks) -> None:
    first, second = await waiting(desks), await waiting(desks)
    head, legal = desks["head"], desks["legal"]
    key_id, key = await enrol_key(head)
    await enrol_key(legal)
    to_sign = await challenge(head, first, key_id=key_id)
    answer = await asked(legal, f"/api/reviews/{first}/sign", signed(to_sign, key), wants=422)
    assert answer["code"] == "challenge_unknown"
    answer = await asked(head, f"/api/reviews/{second}/sign", signed(to_sign, key), wants=422)
    assert answer["code"] == "challenge_unknown"
    await asked(head, f"/api/reviews/{first}/sign", signed(to_sign, key))
    answer = await asked(head, f"/api/reviews/{first}/sign", signed(to_sign, key), wants=409)
    assert answer["code"] == "already_decided"


async def test_a_signature_by_another_key_is_refused_and_costs_no_pin_try(desks: Desks) -> None:
    review, head = await waiting(desks), desks["head"]
    key_id, key = await enrol_key(head)
    _, stranger = await enrol_key(desks["legal"])
    to_sign = await challenge(head, review, key_id=key_id)
    for _ in range(6):
        answer = await asked(head, f"/api/reviews/{review}/sign", signed(to_sign, stranger), wants=422)
        assert answer["code"] == "signature_wrong"
    await asked(head, f"/api/reviews/{review}/sign", signed(to_sign, key))


async def test_concerns_want_an_opinion_in_words(desks: Desks) -> None:
    review, head = await waiting(desks), desks["head"]
    await enrol_key(head)
    shown = await asked(head, f"/api/reviews/{review}")
    body = {"digest": shown["digest"], "opinion": " ", "method": "person_key"}
    answer = await asked(head, f"/api/reviews/{review}/challenge", body, wants=422)
    assert {each["code"] for each in answer["obstacles"]} == {"opinion_needed", "no_footage_required"}
