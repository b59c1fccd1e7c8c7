"""Every main screen with something on it: axe finds nothing, by day and by night."""

from uuid import UUID

import pytest
from playwright.async_api import expect

from tests.browser import ids
from tests.browser.walk.visitor import SOON_MS, Street, Visitor
from tests.builders.reviews import enrol_key, hand_in
from tests.builders.road import enrolled, interrupted, judged, open_incident, twelve_seconds
from tests.fixtures.house import House

QUIET = "() => document.querySelector('main') && !document.querySelector('[aria-busy=true]')"


async def a_day(house: House) -> dict[str, str]:
    """One report handed in with whole footage, one to be completed with a gap in it. Returns their paths."""
    async with await house.sign_in("010001") as officer, await house.sign_in("010005") as head:
        phone = await enrolled(house, officer)
        await enrolled(house, officer, approve=False)
        made, whole, open_one = [], await open_incident(officer), await open_incident(officer)
        for recording in (twelve_seconds(phone, whole), interrupted(phone, open_one)):
            await phone.upload(recording)
            await judged(house, officer, recording.id, copies=True)
            made.append(recording.id)
        review = await hand_in(officer, str(whole))
        await enrol_key(head)
    return _paths(open_one, made[1], review)


def _paths(incident: UUID, recording: UUID, review: str) -> dict[str, str]:
    return {
        "incident": f"/incidents/{incident}", "hand_in": f"/incidents/{incident}/hand-in",
        "recording": f"/recordings/{recording}", "review": f"/reviews/{review}",
    }  # fmt: skip


async def look(visitor: Visitor, *paths: str) -> None:
    """Opens each path and asserts that the screen, once it is quiet, can be used by everybody."""
    for path in paths:
        await visitor.page.goto(visitor.origin + path)
        await visitor.page.wait_for_function(QUIET, timeout=SOON_MS)
        await visitor.looks_right()


@pytest.mark.timeout(120)
async def test_axe_finds_nothing_on_the_main_screens(street: Street, walked_house: House) -> None:
    house = walked_house
    day = await a_day(house)
    officer = await street.enter(Visitor, house.origin, "officer")
    await officer.page.goto(house.origin)
    await officer.looks_right()
    await officer.sign_in("010001")
    own = ("/today", "/incidents/new", "/record", "/my-recordings", "/devices/this", "/mine")
    await look(officer, *own, day["incident"], day["hand_in"], day["recording"])

    head = await (await street.enter(Visitor, house.origin, "head")).sign_in("010005")
    await look(head, "/inbox", "/incidents", "/mine/keys", day["review"])
    await head.tap(ids.REVIEW_APPROVE)
    await expect(head.at(ids.SIGNATURE_CODE)).to_be_visible()
    await head.looks_right()

    duty = await (await street.enter(Visitor, house.origin, "duty")).sign_in("010004")
    await look(duty, "/board", "/devices")
