"""What happens to a report after it was handed in, and to a recording without network or session."""

from playwright.async_api import expect

from tests.browser import ids
from tests.browser.walk.officer import Officer
from tests.browser.walk.proof import prove
from tests.browser.walk.supervisor import Supervisor
from tests.browser.walk.visitor import SOON_MS, Street, Visitor
from tests.fixtures.house import House

GOOD = "COMPLETE|COMPLETE_WITH_FINDINGS"
POINT = "请补充处置经过"


async def test_returned_mended_signed_with_a_pin_and_void_after_a_change(street: Street, walked_house: House) -> None:
    house = walked_house
    officer = await (await street.enter(Officer, house.origin, "officer")).on_duty(house)
    head = await (await street.enter(Supervisor, house.origin, "head")).sign_in("010005")
    incident = await officer.whole_report(6)
    recording = await officer.strip_shows(r"^[.F]{1,2}$", GOOD)
    await officer.hand_in()
    await head.open_review(incident)
    await head.send_back(POINT)

    await officer.state(ids.INCIDENT_STATE, "returned")
    await expect(officer.at("review-note")).to_contain_text(POINT)
    await officer.write("到场后分开双方，逐一询问，劝解后纠纷平息。")
    await officer.hand_in()

    await head.add_person_key()
    review = await head.open_review(incident)
    code = await head.sign("person_key")
    document = prove(house, review, recording=recording, code=code)
    assert document["report"]["narrative"] == "到场后分开双方，逐一询问，劝解后纠纷平息。"
    await head.check_signature()

    await officer.state(ids.INCIDENT_STATE, "signed")
    await officer.write("后来改了一句。")
    await officer.state(ids.INCIDENT_STATE, "reopened")
    await head.state(ids.SIGNATURE_VALID, "false", name="valid")
    await head.tap(ids.BACK)
    await head.state(ids.REVIEW_STATE, "voided")


async def test_everything_made_without_network_arrives_when_it_is_back(street: Street, walked_house: House) -> None:
    house = walked_house
    officer = await (await street.enter(Officer, house.origin, "officer")).on_duty(house)
    await officer.page.evaluate("async () => void (await navigator.serviceWorker.ready)")
    await officer.context.set_offline(True)
    await expect(officer.at(ids.OFFLINE_BAR)).to_be_visible()
    incident = await officer.new_incident("无信号的山路")
    await officer.note_time("arrived")
    await officer.record(8)
    await officer.note_time("cleared")
    await officer.at(ids.NARRATIVE).fill("断网时写的。")
    await officer.state(ids.SAVE_STATE, "phone")
    await officer.tap(f"{ids.TAB}-today")
    await officer.state(ids.CLEAR_PHONE, "no")

    await officer.context.set_offline(False)
    await officer.state(ids.CLEAR_PHONE, "yes", within_ms=3 * SOON_MS)
    await officer.at(ids.INCIDENT_ROW, incident=incident).click()
    await officer.strip_shows(r"^[.F]{2}$", GOOD)
    await officer.state(ids.SAVE_STATE, "saved")
    await officer.hand_in()
    async with await house.sign_in("010001") as client:
        kept = (await client.get(f"/api/incidents/{incident}")).json()
    assert kept["report"]["narrative"] == "断网时写的。"
    assert {"reported", "arrived", "cleared"} <= {each["kind"] for each in kept["times"]}


async def test_signed_out_elsewhere_the_recording_goes_on_and_arrives(street: Street, walked_house: House) -> None:
    house = walked_house
    officer = await (await street.enter(Officer, house.origin, "officer")).on_duty(house)
    await officer.new_incident()
    await officer.begin_recording()
    await officer.recorded(2)
    elsewhere = await (await street.enter(Visitor, house.origin, "elsewhere")).sign_in("010001")
    await elsewhere.visit(f"{ids.TAB}-mine", ids.SIGN_OUT_EVERYWHERE, ids.SIGN_OUT_CONFIRM)
    await expect(elsewhere.at(ids.SIGN_IN_SUBMIT)).to_be_visible(timeout=SOON_MS)
    await officer.recorded(8)
    await officer.stop_recording()
    await officer.tap(ids.TO_INCIDENT)
    await expect(officer.at(ids.EXPIRED_BAR)).to_be_visible(timeout=SOON_MS)
    await officer.tap(f"{ids.TAB}-today")
    await officer.state(ids.CLEAR_PHONE, "yes", within_ms=2 * SOON_MS)

    await officer.page.go_back()
    await officer.at(ids.EXPIRED_BAR).get_by_role("link").click()
    await officer.fill_sign_in("010001")
    await officer.strip_shows(r"^[.F]{2}$", GOOD)
