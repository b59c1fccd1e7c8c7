"""Handing in, returning, and who may see what, over HTTP."""

from uuid import uuid4

from tests.builders import reviews as desk
from tests.builders.reviews import asked, hand_in, open_incident
from tests.fixtures.desks import Desks


async def test_what_hinders_is_told_all_at_once(desks: Desks) -> None:
    bare = desk.report("") | {"people": []}
    incident = await open_incident(desks["officer"], report=bare, times=[])
    check = await asked(desks["officer"], f"/api/incidents/{incident}/hand-in")
    assert not check["ready"]
    assert [each["code"] for each in check["obstacles"] if each["blocks"]] == [
        "narrative_missing", "arrival_missing", "clearing_missing",
    ]  # fmt: skip
    body = {"submission_id": str(uuid4()), "version": 1}
    answer = await asked(desks["officer"], f"/api/incidents/{incident}/hand-in", body, wants=422)
    assert len([each for each in answer["obstacles"] if each["blocks"]]) == 3


async def test_the_same_submission_again_is_one_and_another_is_a_conflict(desks: Desks) -> None:
    incident = await open_incident(desks["officer"])
    body = {"submission_id": str(uuid4()), "version": 1}
    path = f"/api/incidents/{incident}/hand-in"
    first = await asked(desks["officer"], path, body, wants=201)
    assert (await asked(desks["officer"], path, body, wants=201))["id"] == first["id"]
    answer = await asked(desks["officer"], path, body | {"submission_id": str(uuid4())}, wants=409)
    assert answer["code"] == "already_handed_in"
    history = (await desks["officer"].get(f"/api/trail/incident/{incident}")).json()
    assert "reviews.hand_in_refused" in [entry["kind"] for entry in history]


async def test_an_older_version_than_the_last_is_a_conflict(desks: Desks) -> None:
    incident = await open_incident(desks["officer"])
    edit = {"edit_id": str(uuid4()), "base_version": 1, "report": desk.report("补充。")}
    await asked(desks["officer"], f"/api/incidents/{incident}/edits", edit, wants=201)
    body = {"submission_id": str(uuid4()), "version": 1}
    answer = await asked(desks["officer"], f"/api/incidents/{incident}/hand-in", body, wants=409)
    assert (answer["code"], answer["extra"]["version"]) == ("report_conflict", 2)


async def test_a_returned_report_comes_back_as_a_new_submission(desks: Desks) -> None:
    incident = await open_incident(desks["officer"])
    review, head = await hand_in(desks["officer"], incident), desks["head"]
    order = {"opinion": "请补充处置经过", "points": ["写明到场时情况"]}
    returned = await asked(head, f"/api/reviews/{review}/return", order)
    assert (returned["state"], returned["incident"]["state"]) == ("returned", "returned")
    assert returned["history"][-1]["points"] == ["写明到场时情况"]
    again = await asked(head, f"/api/reviews/{review}/return", order, wants=409)
    assert again["code"] == "already_decided"
    assert await hand_in(desks["officer"], incident) != review
    cards = {each["incident_id"]: each for each in await asked(head, "/api/reviews?state=waiting")}
    assert not cards[incident]["overdue"] and "不是法定" in cards[incident]["due_basis_zh"]


async def test_ids_of_other_units_answer_like_ids_that_do_not_exist(desks: Desks) -> None:
    incident = await open_incident(desks["officer"])
    review = await hand_in(desks["officer"], incident)
    stranger, nothing = desks["stranger"], str(uuid4())
    order = {"digest": "0" * 64, "opinion": "同意", "method": "person_key"}
    for own in (review, nothing):
        await asked(stranger, f"/api/reviews/{own}", wants=404)
        await asked(stranger, f"/api/reviews/{own}/check", wants=404)
        await asked(stranger, f"/api/reviews/{own}/return", {"opinion": "退回"}, wants=404)
        await asked(stranger, f"/api/reviews/{own}/challenge", order, wants=404)
        await asked(stranger, f"/api/reviews/{own}/sign", {"challenge_id": nothing}, wants=404)
        await asked(stranger, f"/api/trail/review/{own}", wants=404)
    for own in (incident, nothing):
        await asked(stranger, f"/api/trail/incident/{own}", wants=404)
        await asked(desks["colleague"], f"/api/incidents/{own}/hand-in", wants=404)
    assert await asked(stranger, "/api/reviews") == []


async def test_who_may_look_and_who_may_decide(desks: Desks) -> None:
    review = await hand_in(desks["officer"], await open_incident(desks["officer"]))
    told = {"officer": False, "head": True, "legal": True, "bureau": True, "inspector": False}
    for name, decides in told.items():
        assert (await asked(desks[name], f"/api/reviews/{review}"))["may_decide"] is decides, name
    await asked(desks["duty"], f"/api/reviews/{review}", wants=403)
    await asked(desks["admin"], f"/api/reviews/{review}", wants=403)
    await asked(desks["officer"], f"/api/reviews/{review}/return", {"opinion": "退回"}, wants=403)


async def test_nobody_reviews_his_own_incident(desks: Desks) -> None:
    incident = await open_incident(desks["officer"])
    head = (await asked(desks["head"], "/api/session"))["person"]["id"]
    await asked(desks["officer"], f"/api/incidents/{incident}/officers", {"person_id": head}, wants=201)
    review = await hand_in(desks["officer"], incident)
    shown = await asked(desks["head"], f"/api/reviews/{review}")
    assert not shown["may_decide"] and "own_incident" in [each["code"] for each in shown["obstacles"]]
    answer = await asked(desks["head"], f"/api/reviews/{review}/return", {"opinion": "退回"}, wants=422)
    assert answer["code"] == "own_incident"
