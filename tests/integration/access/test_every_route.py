"""Every route × every role × a foreign unit: who may not hears 403; what is out of reach answers 404 like nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from litestar.routes import HTTPRoute

from backend import edge
from backend.app import create_app
from backend.demonstration.phone import Phone, SoftKey
from backend.kernel.access import ACTS, DEVICE, PUBLIC, SIGNED_IN
from backend.settings import read_settings
from schemas.people import Role
from tests.builders.road import open_incident, twelve_seconds
from tests.fixtures.desks import Desks
from tests.fixtures.house import House

ROLE_OF = {
    "officer": Role.OFFICER, "duty": Role.DUTY, "head": Role.STATION_HEAD, "legal": Role.LEGAL,
    "bureau": Role.BUREAU_HEAD, "inspector": Role.INSPECTOR, "admin": Role.ADMIN,
}  # fmt: skip
LEAVES = {
    ("DELETE", "/api/session"),
    ("DELETE", "/api/sessions"),
    ("GET", "/api/live"),
}  # would end the walk, or never end
WRONG_ID = {"person_id", "unit_id", "grant_id", "device_id", "incident_id", "recording_id", "picture_id", "review_id"}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    act: str

    def address(self, **ids: object) -> str:
        """The path with ids filled in; what is not given does not exist."""
        known = {name: uuid4() for name in WRONG_ID} | {"take": 0, "kind": "incident", "object_id": uuid4(), "key": "x"}
        return self.path.format(**(known | {"key_id": "p-none", "job_id": 1, "path": "x"} | ids))


def every_route(tmp: str = "unused") -> list[Route]:
    """All routes of the application as it is composed, with the act each one states."""
    env = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "DATA_DIR": f"/tmp/lz-{tmp}-{uuid4().hex}"}
    found = []
    for route in create_app(read_settings(env)).routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if method not in ("OPTIONS", "HEAD"):
                    found.append(Route(method, route.path_format, str(handler.opt.get("act"))))
    return found


ROUTES = every_route()
INSIDE = [route for route in ROUTES if route.act not in (PUBLIC, DEVICE)]


def test_every_route_states_who_may_call_it() -> None:
    assert [route for route in ROUTES if not edge.states_its_act({"act": route.act})] == []
    assert len(INSIDE) > 50


async def test_without_a_session_nothing_inside_answers(quiet_house: House) -> None:
    async with httpx.AsyncClient(base_url=quiet_house.origin) as nobody:
        for route in INSIDE:
            answer = await nobody.request(route.method, route.address())
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), route


async def test_without_the_csrf_word_nothing_changes(quiet_house: House, desks: Desks) -> None:
    for route in INSIDE:
        if route.method == "GET":
            continue
        answer = await desks["head"].request(route.method, route.address(), headers={"x-csrf": "guess"})
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf"), route


@pytest.mark.parametrize("name", sorted(ROLE_OF))
async def test_each_role_reaches_what_its_acts_say_and_nothing_else(desks: Desks, name: str) -> None:
    for route in INSIDE:
        if (route.method, route.path) in LEAVES:
            continue
        answer = await desks[name].request(route.method, route.address())
        allowed = route.act == SIGNED_IN or ROLE_OF[name] in ACTS[route.act]
        assert (answer.status_code != 403) is allowed, (name, route, answer.status_code, answer.text[:200])
        assert answer.status_code < 500, (name, route, answer.text[:300])


@dataclass(frozen=True)
class Things:
    """What station 城东 has: one of everything that has an id."""

    ids: dict[str, Any]
    bodies: dict[tuple[str, str], Any]


@pytest.fixture
async def things(quiet_house: House, desks: Desks) -> Things:
    phone = Phone(httpx.AsyncClient(base_url=quiet_house.origin), quiet_house.founded.people["010001"])
    await desks["officer"].post("/api/devices", content=msgspec.json.encode(phone.enrolment("警务通")))
    await desks["duty"].post(f"/api/devices/{phone.id}/approve")
    incident_id = await open_incident(desks["officer"])
    recording = twelve_seconds(phone, incident_id)
    await phone.hand_in(recording.claims)
    people, units = quiet_house.founded.people, quiet_house.founded.units
    report = {"incident_class": "dispatch", "place": "别处", "narrative": "", "people": []}
    now = datetime.now(UTC).isoformat()
    statement = {
        "version": 1, "kind": "statement", "recording_id": str(recording.id), "gap_id": "gap-1",
        "officer_id": str(people["020002"]), "device_id": str(phone.id), "reason": "不是我的", "at_ms": 1,
    }  # fmt: skip
    text = msgspec.json.encode(statement)
    bodies: dict[str, Any] = {
        "/api/incidents/{incident_id}/officers": {"person_id": str(people["020001"])},
        "/api/incidents/{incident_id}/edits": {"edit_id": str(uuid4()), "base_version": 1, "report": report},
        "/api/incidents/{incident_id}/times": {"id": str(uuid4()), "kind": "cleared", "at": now, "source": "typed"},
        "/api/incidents/{incident_id}/hand-in": {"submission_id": str(uuid4()), "version": 1},
        "/api/recordings/{recording_id}/statements": {"statement": text.decode(), "signature": SoftKey().sign(text)},
        "/api/recordings/{recording_id}/link": {"incident_id": str(incident_id)},
        "/api/devices/{device_id}/revoke": {"reason": "不是我的"},
    }
    ids = {
        "incident_id": incident_id, "recording_id": recording.id, "device_id": phone.id, "object_id": incident_id,
        "person_id": people["010001"], "unit_id": units["51019901"],
    }  # fmt: skip
    await phone.http.aclose()
    return Things(ids, {("POST", path): body for path, body in bodies.items()})


@pytest.fixture
async def strangers(quiet_house: House) -> Any:
    """An officer and the head of another station."""
    both = {number: await quiet_house.sign_in(number) for number in ("020001", "020002")}
    yield both
    for client in both.values():
        await client.aclose()


def with_an_id() -> Iterator[Route]:
    for route in INSIDE:
        if any(
            "{" + name + "}" in route.path
            for name in ("incident_id", "recording_id", "device_id", "person_id", "unit_id")
        ):
            yield route


async def test_ids_of_another_unit_answer_like_ids_that_do_not_exist(
    things: Things, strangers: dict[str, httpx.AsyncClient]
) -> None:
    for route in with_an_id():
        body = things.bodies.get((route.method, route.path))
        for who, client in strangers.items():
            there = await client.request(route.method, route.address(**things.ids), json=body)
            nowhere = await client.request(route.method, route.address(), json=body)
            assert there.status_code in (403, 404), (who, route, there.status_code, there.text[:300])
            assert (there.status_code, there.json()["code"]) == (nowhere.status_code, nowhere.json()["code"]), route


async def test_link_to_an_incident_out_of_sight_is_written_down(
    things: Things, strangers: dict[str, httpx.AsyncClient], desks: Desks
) -> None:
    elsewhere = await open_incident(strangers["020001"])
    recording = things.ids["recording_id"]
    answer = await desks["officer"].post(f"/api/recordings/{recording}/link", json={"incident_id": str(elsewhere)})
    assert answer.status_code == 404
    history = (await desks["officer"].get(f"/api/trail/recording/{recording}")).json()
    assert "coverage.link_refused" in [entry["kind"] for entry in history]


async def test_administrator_sees_no_case_and_no_footage(things: Things, desks: Desks) -> None:
    ids = things.ids
    for path in (
        f"/api/incidents/{ids['incident_id']}", f"/api/recordings/{ids['recording_id']}",
        f"/api/trail/incident/{ids['incident_id']}", f"/api/trail/recording/{ids['recording_id']}",
        f"/api/incidents/{ids['incident_id']}/coverage", "/api/reviews", "/api/board",
    ):  # fmt: skip
        assert (await desks["admin"].get(path)).status_code in (403, 404), path


async def test_inspector_changes_no_setting(desks: Desks) -> None:
    for route in INSIDE:
        if route.act in ("people.manage", "devices.approve", "system.retry", "keys.unlock"):
            assert (await desks["inspector"].request(route.method, route.address())).status_code == 403, route
