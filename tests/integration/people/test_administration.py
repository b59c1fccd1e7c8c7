"""Units, people and roles: made, moved, disabled, reset; a role takes a second person; CSV reports each line."""

from typing import Any

from backend.demonstration.people import PASSWORD
from tests.fixtures.desks import Desks
from tests.fixtures.house import House

NEW = "a-long-password"


async def hire(house: House, desks: Desks, police_no: str, unit: str = "51019903") -> dict[str, Any]:
    order = {"police_no": police_no, "name": "民警戊", "unit_id": str(house.founded.units[unit]), "password": NEW}
    answer = await desks["admin"].post("/api/people", json=order)
    assert answer.status_code == 201, answer.text
    person: dict[str, Any] = answer.json()
    return person


def role(house: House, unit: str = "51019903", name: str = "officer") -> dict[str, Any]:
    return {"role": name, "unit_id": str(house.founded.units[unit]), "valid_from": "2026-01-01"}


async def test_role_holds_only_after_a_second_administrator_confirms(quiet_house: House, desks: Desks) -> None:
    person = await hire(quiet_house, desks, "770001")
    proposed = (await desks["admin"].post(f"/api/people/{person['id']}/roles", json=role(quiet_house))).json()
    grant = proposed["roles"][0]
    fresh = await quiet_house.sign_in("770001", NEW)
    assert (await fresh.get("/api/board/incidents?scope=mine")).status_code == 403
    own = await desks["admin"].post(f"/api/roles/{grant['id']}/confirm")
    assert (own.status_code, own.json()["code"]) == (422, "second_person")
    second = await quiet_house.sign_in("900002")
    waiting = (await second.get("/api/roles/waiting")).json()
    assert person["id"] in {each["id"] for each in waiting}
    assert (await second.post(f"/api/roles/{grant['id']}/confirm")).status_code == 204
    assert (await fresh.get("/api/board/incidents?scope=mine")).status_code == 200
    assert (await second.post(f"/api/roles/{grant['id']}/end")).status_code == 204
    assert (await fresh.get("/api/board/incidents?scope=mine")).status_code == 403


async def test_nobody_is_administrator_and_inspector(quiet_house: House, desks: Desks) -> None:
    person = await hire(quiet_house, desks, "770002")
    path = f"/api/people/{person['id']}/roles"
    assert (await desks["admin"].post(path, json=role(quiet_house, name="admin"))).status_code == 201
    clash = await desks["admin"].post(path, json=role(quiet_house, name="inspector"))
    assert (clash.status_code, clash.json()["code"]) == (422, "roles_clash")


async def test_role_with_reversed_dates_is_refused(quiet_house: House, desks: Desks) -> None:
    person = await hire(quiet_house, desks, "770003")
    order = role(quiet_house) | {"valid_to": "2025-12-31"}
    answer = await desks["admin"].post(f"/api/people/{person['id']}/roles", json=order)
    assert answer.json()["code"] == "dates_reversed"


async def test_moved_person_loses_the_roles_of_the_old_unit(quiet_house: House, desks: Desks) -> None:
    person = await hire(quiet_house, desks, "770004")
    await desks["admin"].post(f"/api/people/{person['id']}/roles", json=role(quiet_house))
    there = str(quiet_house.founded.units["51019902"])
    assert (await desks["admin"].post(f"/api/people/{person['id']}/move", json={"unit_id": there})).status_code == 204
    moved = (await desks["admin"].get(f"/api/people/{person['id']}")).json()
    assert moved["unit_id"] == there and moved["roles"][0]["valid_to"] is not None


async def test_disabled_person_is_signed_out_and_stays_out(quiet_house: House, desks: Desks) -> None:
    person = await hire(quiet_house, desks, "770005")
    client = await quiet_house.sign_in("770005", NEW)
    assert (await desks["admin"].post(f"/api/people/{person['id']}/disable")).status_code == 204
    assert (await client.get("/api/session")).status_code == 401
    refused = await client.post("/api/session", json={"police_no": "770005", "password": NEW})
    assert refused.json()["code"] == "wrong_password"
    assert (await desks["admin"].post(f"/api/people/{person['id']}/enable")).status_code == 204
    await quiet_house.sign_in("770005", NEW)


async def test_reset_password_ends_all_sessions(quiet_house: House, desks: Desks) -> None:
    person = await hire(quiet_house, desks, "770006")
    client = await quiet_house.sign_in("770006", NEW)
    answer = await desks["admin"].post(f"/api/people/{person['id']}/reset-password", json={"password": PASSWORD})
    assert answer.status_code == 204
    assert (await client.get("/api/session")).status_code == 401
    await quiet_house.sign_in("770006", PASSWORD)


async def test_police_number_is_given_once(quiet_house: House, desks: Desks) -> None:
    await hire(quiet_house, desks, "770007")
    order = {
        "police_no": "770007",
        "name": "另一人",
        "unit_id": str(quiet_house.founded.units["51019901"]),
        "password": NEW,
    }
    answer = await desks["admin"].post("/api/people", json=order)
    assert (answer.status_code, answer.json()["code"]) == (409, "police_no_taken")


async def test_csv_keeps_good_lines_and_names_bad_ones(desks: Desks) -> None:
    text = (
        "\ufeffpolice_no,name,unit_code,password\n"
        f"770101,民警己,51019901,{NEW}\n"
        f"770101,重号,51019901,{NEW}\n"
        f"770102,不明单位,99999999,{NEW}\n"
        "770103,短密码,51019901,short\n"
        "770104,缺列\n"
        f"770105,民警庚,51019902,{NEW}\n"
    )
    answer = await desks["admin"].post(
        "/api/people/import", content=text.encode(), headers={"content-type": "text/csv"}
    )
    rows = {row["line"]: (row["ok"], row["code"]) for row in answer.json()["rows"]}
    assert rows == {
        2: (True, None), 3: (False, "police_no_taken"), 4: (False, "not_found"), 5: (False, "row_invalid"),
        6: (False, "not_found"), 7: (True, None),
    }  # fmt: skip


async def test_csv_without_its_columns_is_refused_whole(desks: Desks) -> None:
    answer = await desks["admin"].post("/api/units/import", content=b"a,b\n1,2\n", headers={"content-type": "text/csv"})
    broken = await desks["admin"].post(
        "/api/units/import", content=b"code,name,kind,parent_code\n1,2\r3,4\n", headers={"content-type": "text/csv"}
    )
    assert (broken.status_code, broken.json()["code"]) == (400, "csv_unreadable")
    assert (answer.status_code, answer.json()["code"]) == (400, "csv_columns")


async def test_units_by_csv_stand_below_their_parent(quiet_house: House, desks: Desks) -> None:
    text = "code,name,kind,parent_code\n51019977,山前派出所,station,510199\n51019978,错,village,510199\n"
    answer = await desks["admin"].post("/api/units/import", content=text.encode(), headers={"content-type": "text/csv"})
    assert [(row["ok"], row["code"]) for row in answer.json()["rows"]] == [(True, None), (False, "row_invalid")]
    units = {unit["code"]: unit for unit in (await desks["admin"].get("/api/units")).json()}
    assert units["51019977"]["parent_id"] == units["510199"]["id"]
    closed = await desks["admin"].post(f"/api/units/{units['51019977']['id']}/close")
    assert closed.status_code == 204


async def test_history_of_a_person_is_shown(quiet_house: House, desks: Desks) -> None:
    person = await hire(quiet_house, desks, "770008")
    entries = (await desks["admin"].get(f"/api/trail/person/{person['id']}")).json()
    assert [entry["kind"] for entry in entries] == ["people.created"]
    assert entries[0]["text_zh"] and entries[0]["text_en"]


async def test_password_reset_by_another_may_neither_sign_nor_confirm_for_a_day(
    quiet_house: House, desks: Desks
) -> None:
    second = quiet_house.founded.people["900002"]
    reset = await desks["admin"].post(f"/api/people/{second}/reset-password", json={"password": NEW})
    assert reset.status_code == 204
    person = await hire(quiet_house, desks, "770009")
    proposed = (await desks["admin"].post(f"/api/people/{person['id']}/roles", json=role(quiet_house))).json()
    taken_over = await quiet_house.sign_in("900002", NEW)
    refused = await taken_over.post(f"/api/roles/{proposed['roles'][0]['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (422, "reset_fresh")
    head = quiet_house.founded.people["020002"]
    await desks["admin"].post(f"/api/people/{head}/reset-password", json={"password": NEW})
    as_head = await quiet_house.sign_in("020002", NEW)
    passkey = await as_head.post("/api/signing-keys/passkey/begin", json={"password": NEW})
    assert (passkey.status_code, passkey.json()["code"]) == (422, "reset_fresh")
