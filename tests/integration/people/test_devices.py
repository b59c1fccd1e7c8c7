"""Phones: enrolled once, approved by a second person, revoked when lost; and the server's own keys."""

from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.demonstration.phone import Phone, SoftKey
from backend.kernel.canonical import from_base64url, to_base64url
from backend.kernel.ids import now_utc
from backend.kernel.keys import rotate
from tests.fixtures.desks import Desks
from tests.fixtures.house import House


def enrolment(**changes: str) -> dict[str, str]:
    return {"id": str(uuid4()), "name": "警务通", "public_key": to_base64url(SoftKey().spki)} | changes


async def test_enrolling_twice_is_enrolling_once(desks: Desks) -> None:
    order = enrolment()
    first = await desks["officer"].post("/api/devices", json=order)
    again = await desks["officer"].post("/api/devices", json=order)
    assert first.json()["state"] == again.json()["state"] == "pending"
    assert first.json()["fingerprint"] == again.json()["fingerprint"]


async def test_key_of_another_kind_is_refused(desks: Desks) -> None:
    answer = await desks["officer"].post("/api/devices", json=enrolment(public_key="AAAA"))
    assert (answer.status_code, answer.json()["code"]) == (400, "device_key")


async def test_device_of_somebody_else_is_not_taken_over(desks: Desks) -> None:
    order = enrolment()
    await desks["officer"].post("/api/devices", json=order)
    answer = await desks["colleague"].post("/api/devices", json=order)
    assert (answer.status_code, answer.json()["code"]) == (409, "device_taken")


async def test_nobody_approves_his_own_phone(desks: Desks) -> None:
    order = enrolment()
    await desks["duty"].post("/api/devices", json=order)
    answer = await desks["duty"].post(f"/api/devices/{order['id']}/approve")
    assert (answer.status_code, answer.json()["code"]) == (422, "second_person")


async def test_revoked_phone_is_not_approved_again(desks: Desks) -> None:
    order = enrolment()
    await desks["officer"].post("/api/devices", json=order)
    await desks["duty"].post(f"/api/devices/{order['id']}/revoke", json={"reason": "丢失"})
    answer = await desks["duty"].post(f"/api/devices/{order['id']}/approve")
    assert (answer.status_code, answer.json()["code"]) == (422, "device_revoked")


async def test_rotated_key_signs_and_the_old_one_stays_listed(quiet_house: House, desks: Desks) -> None:
    def holds(keys: list[dict[str, str]], time: dict[str, str]) -> None:
        public = {key["id"]: key["public_key"] for key in keys}[time["key_id"]]
        text = f"lianzheng time {time['at_ms']}".encode()
        Ed25519PublicKey.from_public_bytes(from_base64url(public)).verify(from_base64url(time["signature"]), text)

    officer = desks["officer"]
    before = (await officer.get("/api/time")).json()
    rotate(Path(quiet_house.env["DATA_DIR"]) / "keys", now_utc())
    after = (await officer.get("/api/time")).json()
    keys = (await officer.get("/api/keys")).json()
    assert before["key_id"] != after["key_id"] and [key["to_at"] is None for key in keys][-1]
    holds(keys, before)
    holds(keys, after)


async def test_phone_of_python_enrols_like_a_browser(quiet_house: House, desks: Desks) -> None:
    async with httpx.AsyncClient(base_url=quiet_house.origin) as http:
        phone = Phone(http, quiet_house.founded.people["010001"])
        answer = await desks["officer"].post("/api/devices", content=msgspec.json.encode(phone.enrolment("备机")))
    assert answer.json()["id"] == str(phone.id)
