"""The main road through the real screens: a phone records, the store holds, the worker measures, a person signs."""

from playwright.async_api import expect

from tests.browser import ids
from tests.browser.walk.officer import Officer
from tests.browser.walk.proof import prove
from tests.browser.walk.supervisor import Supervisor
from tests.browser.walk.visitor import SOON_MS, Street, Visitor
from tests.fixtures.house import House

GOOD = "COMPLETE|COMPLETE_WITH_FINDINGS"


async def approve_at_the_desk(street: Street, house: House, fingerprint: str) -> None:
    """The duty officer compares the fingerprint on his own screen and approves."""
    duty = await street.enter(Visitor, house.origin, "duty")
    await duty.sign_in("010004")
    await duty.tap(f"{ids.TAB}-devices")
    row = duty.at(ids.DEVICE_ROW).filter(has_text=fingerprint)
    await row.locator(ids.at(ids.DEVICE_APPROVE)).click()
    await duty.tap(ids.DEVICE_CONFIRM)
    await expect(row.locator(ids.at(ids.DEVICE_APPROVE))).to_be_hidden(timeout=SOON_MS)


async def test_officer_to_supervisor_ends_in_a_signature_that_verifies(street: Street, either_house: House) -> None:
    house = either_house
    officer = await (await street.enter(Officer, house.origin, "officer")).sign_in("010001")
    await approve_at_the_desk(street, house, await officer.enrol())
    await officer.state(ids.DEVICE_STATE, "approved")
    incident = await officer.new_incident()
    await officer.note_time("dispatched")
    await officer.note_time("arrived")
    await officer.record(13)
    recording = await officer.strip_shows(r"^[.F]{3}$", GOOD)
    await officer.note_time("cleared")
    await officer.write("到场后劝解双方，纠纷平息。")
    await officer.hand_in()

    head = await (await street.enter(Supervisor, house.origin, "head")).sign_in("010005")
    await head.add_passkey()
    review = await head.open_review(incident)
    await expect(head.at(ids.COVERAGE_PERCENT)).to_contain_text("%")
    await head.play()
    code = await head.sign("passkey")
    await head.check_signature()
    async with await house.sign_in("010006") as legal:
        check = (await legal.get(f"/api/reviews/{review}/check")).json()
    assert check["valid"], check
    document = prove(house, review, recording=recording, code=code)
    assert document["report"]["narrative"] == "到场后劝解双方，纠纷平息。"
    await officer.state(ids.INCIDENT_STATE, "signed")
