"""The main road through the real screens: a phone records, the store holds, the worker measures, a person signs."""

import asyncio
import re
from collections.abc import Callable
from typing import NamedTuple

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
    assert officer.sent_to == {house.env.get("S3_ENDPOINT", house.origin)}, "bytes go straight to the store"
    await officer.receipts(incident)
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


async def reads_incomplete(head: Supervisor, incident: str, strip: str, code: str) -> None:
    """The supervisor reads INCOMPLETE, the letter in the strip, and the finding in words."""
    await head.open_review(incident)
    await head.state(ids.VERDICT_WORD, "INCOMPLETE", name="word")
    shown = head.at("review-footage").locator(ids.at(ids.STRIP))
    await expect(shown).to_have_attribute("data-strip", re.compile(strip))
    await expect(head.at(ids.FINDING, code=code).first).to_be_visible()
    await expect(head.at(ids.OBSTACLE, code="incomplete")).to_be_visible()


class Harm(NamedTuple):
    """What is done to the second part, by whose recording, and what it looks like then."""

    do: Callable[[House, str, int], None]
    officer: str
    strip: str
    code: str


ALTERED = Harm(alter, "010001", r"^[.F]X[.F]$", "SEG_HASH")
DELETED = Harm(delete, "010002", r"^[.F]M[.F]$", "SEG_GONE")


async def hand_in_harmed(street: Street, house: House, harm: Harm) -> str:
    """Records whole footage, harms it in the store, hands in. Returns the incident once its officer sees the letter."""
    officer = await (await street.enter(Officer, house.origin, harm.officer)).on_duty(house, harm.officer)
    incident = await officer.whole_report(13)
    recording = await officer.strip_shows(r"^[.F]{3}$", GOOD)
    harm.do(house, recording, 1)
    await officer.hand_in()
    await officer.strip_shows(harm.strip, "^INCOMPLETE$")
    return incident


async def test_parts_harmed_in_the_store_end_in_incomplete(street: Street, either_house: House) -> None:
    """Found when the report is handed in: the stored bytes are hashed again before anyone signs."""
    house, harms = either_house, (ALTERED, DELETED)
    incidents = await asyncio.gather(*(hand_in_harmed(street, house, harm) for harm in harms))
    head = await (await street.enter(Supervisor, house.origin, "head")).sign_in("010005")
    for harm, incident in zip(harms, incidents, strict=True):
        await reads_incomplete(head, incident, harm.strip, harm.code)


async def test_a_claim_withheld_ends_in_incomplete(street: Street, either_house: House) -> None:
    house = either_house
    officer = await street.enter(Officer, house.origin, "officer")
    await officer.withhold_claim(1)
    await officer.on_duty(house)
    incident = await officer.whole_report(13)
    await officer.strip_shows(r"^[.F]N[.F]$", "^INCOMPLETE$")
    await officer.hand_in()
    head = await (await street.enter(Supervisor, house.origin, "head")).sign_in("010005")
    await reads_incomplete(head, incident, r"^[.F]N[.F]$", "CLAIM_MISSING")
