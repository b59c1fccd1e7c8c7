"""Signing in and out over HTTP: growing delays, sessions, passwords."""

import httpx
import pytest

from backend.demonstration.people import PASSWORD
from backend.people.rules import FREE_TRIES
from tests.fixtures.house import House, until

WRONG = "not the password"


async def tries(house: House, police_no: str, password: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=house.origin) as client:
        return await client.post("/api/session", json={"police_no": police_no, "password": password})


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(quiet_house: House) -> None:
    answer = await tries(quiet_house, "010002", PASSWORD)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie


async def test_wrong_password_costs_a_growing_delay_and_never_a_lock(quiet_house: House) -> None:
    for _ in range(FREE_TRIES - 1):
        answer = await tries(quiet_house, "030001", WRONG)
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")
    delayed = await tries(quiet_house, "030001", WRONG)
    assert (delayed.status_code, delayed.json()["code"]) == (429, "sign_in_wait")
    assert delayed.headers["retry-after"] == "1"
    right_but_early = await tries(quiet_house, "030001", PASSWORD)
    assert right_but_early.status_code == 429
    await until(lambda: _gets_in(quiet_house, "030001"))
    first_again = await tries(quiet_house, "030001", WRONG)
    assert first_again.json()["code"] == "wrong_password"


async def _gets_in(house: House, police_no: str) -> bool:
    return (await tries(house, police_no, PASSWORD)).status_code == 200


async def test_unknown_number_is_told_like_a_wrong_password(quiet_house: House) -> None:
    answer = await tries(quiet_house, "999999", WRONG)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")


@pytest.mark.parametrize(
    "body", [{}, {"police_no": "1"}, {"police_no": "010001", "password": ""}, {"police_no": "x\0yz1"}]
)
async def test_malformed_sign_in_is_told_in_both_languages(quiet_house: House, body: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=quiet_house.origin) as client:
        answer = await client.post("/api/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["text_zh"] and answer.json()["text_en"]
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_sign_out_everywhere_ends_the_other_phone_too(quiet_house: House) -> None:
    first, second = await quiet_house.sign_in("020001"), await quiet_house.sign_in("020001")
    assert len((await first.get("/api/sessions")).json()) >= 2
    assert (await first.delete("/api/sessions")).status_code == 204
    assert [(await each.get("/api/session")).status_code for each in (first, second)] == [401, 401]


async def test_changed_password_holds_and_ends_other_sessions(quiet_house: House) -> None:
    here, there = await quiet_house.sign_in("010003"), await quiet_house.sign_in("010003")
    refused = await here.post("/api/password", json={"old": WRONG, "new": "a-new-password"})
    assert refused.json()["code"] == "wrong_password"
    assert (await here.post("/api/password", json={"old": PASSWORD, "new": "a-new-password"})).status_code == 204
    assert (await here.get("/api/session")).status_code == 200
    assert (await there.get("/api/session")).status_code == 401
    assert (await tries(quiet_house, "010003", "a-new-password")).status_code == 200
