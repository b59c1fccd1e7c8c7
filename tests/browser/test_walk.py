"""The main road through the real screens: a phone records, the store holds, the worker measures, a person signs."""

import re
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from tests.browser import ids
from tests.browser.walk.damage import alter, delete
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


async def seen_by_supervisor(street: Street, house: House, incident: str, strip: str, code: str) -> None:
    """The supervisor reads INCOMPLETE, the letter in the strip, and the finding in words."""
    head = await (await street.enter(Supervisor, house.origin, "head")).sign_in("010005")
    await head.open_review(incident)
    await head.state(ids.VERDICT_WORD, "INCOMPLETE", name="word")
    shown = head.at("review-footage").locator(ids.at(ids.STRIP))
    await expect(shown).to_have_attribute("data-strip", re.compile(strip))
    await expect(head.at(ids.FINDING, code=code).first).to_be_visible()
    await expect(head.at(ids.OBSTACLE, code="incomplete")).to_be_visible()


@pytest.mark.parametrize(
    ("harm", "strip", "code"),
    [(alter, r"^[.F]X[.F]$", "SEG_HASH"), (delete, r"^[.F]M[.F]$", "SEG_GONE")],
    ids=["altered", "deleted"],
)
async def test_a_part_harmed_in_the_store_ends_in_incomplete(
    street: Street, either_house: House, harm: Callable[[House, str, int], None], strip: str, code: str
) -> None:
    """Found when the report is handed in: the stored bytes are hashed again before anyone signs."""
    house = either_house
    officer = await (await street.enter(Officer, house.origin, "officer")).on_duty(house)
    incident = await officer.whole_report(13)
    recording = await officer.strip_shows(r"^[.F]{3}$", GOOD)
    harm(house, recording, 1)
    await officer.hand_in()
    await officer.strip_shows(strip, "^INCOMPLETE$")
    await seen_by_supervisor(street, house, incident, strip, code)


async def test_a_claim_withheld_ends_in_incomplete(street: Street, either_house: House) -> None:
    house = either_house
    officer = await street.enter(Officer, house.origin, "officer")
    await officer.withhold_claim(1)
    await officer.on_duty(house)
    incident = await officer.whole_report(13)
    await officer.strip_shows(r"^[.F]N[.F]$", "^INCOMPLETE$")
    await officer.hand_in()
    await seen_by_supervisor(street, house, incident, r"^[.F]N[.F]$", "CLAIM_MISSING")
