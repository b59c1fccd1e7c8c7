"""An officer on duty: enrols his phone, opens an incident, records, completes the report, hands in."""

import json
import re
from typing import Self

from playwright.async_api import Route, expect

from tests.browser import ids
from tests.browser.walk.visitor import SOON_MS, Visitor
from tests.fixtures.house import House

PARTS_MS = 30_000
ELAPSED = "([shown, seconds]) => shown.textContent.split(':').reduce((sum, one) => sum * 60 + +one, 0) >= seconds"


def _claims(signed: dict[str, str], number: int) -> bool:
    return bool(json.loads(signed["claim"]).get("number") == number)


class Officer(Visitor):
    """民警 with the phone he records with."""

    async def enrol(self) -> str:
        """Enrols this phone. Returns the fingerprint that he shows to whoever approves it."""
        await self.visit(f"{ids.TAB}-mine", "link-this")
        await self.at(ids.DEVICE_NAME).fill("警务通 3 号")
        await self.tap(ids.ENROL_DEVICE)
        await self.state(ids.DEVICE_STATE, "pending")
        return await self.at(ids.DEVICE_FINGERPRINT).inner_text()

    async def on_duty(self, house: House, police_no: str = "010001") -> Self:
        """Signed in, his phone enrolled and approved by the duty officer at another desk."""
        await self.sign_in(police_no)
        fingerprint = await self.enrol()
        async with await house.sign_in("010004") as duty:
            devices = (await duty.get("/api/devices")).json()
            [device] = [each["id"] for each in devices if each["fingerprint"] == fingerprint]
            assert (await duty.post(f"/api/devices/{device}/approve")).is_success
        await self.state(ids.DEVICE_STATE, "approved")
        return self

    async def new_incident(self, place: str = "人民南路12号") -> str:
        """Opens an incident by its two answers. Returns its id."""
        await self.visit(f"{ids.TAB}-today", ids.NEW_INCIDENT)
        await self.at(f"{ids.INCIDENT_CLASS}-dispatch").check()
        await self.at(ids.INCIDENT_PLACE).fill(place)
        await self.tap(ids.INCIDENT_SAVE)
        await expect(self.at(ids.NARRATIVE)).to_be_visible()
        return self.page.url.rsplit("/", 1)[-1]

    async def note_time(self, kind: str) -> None:
        """Enters one of the four times as now, with where he stands."""
        await self.tap(f"{ids.TIME}-{kind}-now")
        await expect(self.at(f"{ids.TIME}-{kind}-now")).to_be_hidden(timeout=SOON_MS)

    async def begin_recording(self) -> None:
        """One press on the big button."""
        await self.tap(ids.RECORD_OPEN)
        await self.state(ids.RECORDER, "recording", name="phase")

    async def recorded(self, seconds: int) -> None:
        """Waits until the screen shows that much."""
        text = f"() => {{ const [m, s] = document.querySelector('{ids.at(ids.ELAPSED)}').textContent.split(':');"
        await self.page.wait_for_function(
            f"{text} return +m * 60 + +s >= {seconds} }}", timeout=SOON_MS + seconds * 1e3
        )

    async def stop_recording(self) -> None:
        """Holds the stop button until the recorder has stopped, then lets go."""
        await self.at(ids.RECORD_STOP).hover()
        await self.page.mouse.down()
        await self.state(ids.RECORDER, "stopped", name="phase")
        await self.page.mouse.up()

    async def record(self, seconds: int) -> None:
        """Records for the incident on the screen and comes back to it."""
        await self.begin_recording()
        await self.recorded(seconds)
        await self.stop_recording()
        await self.tap(ids.TO_INCIDENT)

    async def strip_shows(self, pattern: str, word: str) -> str:
        """Waits for the strip of letters and the word on the incident. Returns the recording's id."""
        link = self.at(ids.RECORDING_LINK)
        await expect(link.locator(ids.at(ids.STRIP))).to_have_attribute(
            "data-strip", re.compile(pattern), timeout=PARTS_MS
        )
        await expect(link.locator(ids.at("verdict-chip"))).to_have_attribute(
            "data-word", re.compile(word), timeout=SOON_MS
        )
        return str(await link.get_attribute("data-recording"))

    async def receipts(self, incident: str) -> None:
        """Looks up on the phone that every part has its receipt, and comes back to the incident."""
        await self.tap(f"{ids.TAB}-today")
        await self.state(ids.CLEAR_PHONE, "yes")
        await self.visit(ids.CLEAR_PHONE, ids.RECORDING_CARD)
        await expect(self.at("part-0", state="held")).to_be_visible()
        await expect(self.at("receipt", check="verified").first).to_be_visible()
        await expect(self.at("receipt", check="unchecked")).to_have_count(0)
        await self.tap(f"{ids.TAB}-today")
        await self.at(ids.INCIDENT_ROW, incident=incident).click()

    async def write(self, narrative: str) -> None:
        """Writes what happened, and waits until the server has it."""
        await self.at(ids.NARRATIVE).fill(narrative)
        await self.state(ids.SAVE_STATE, "saved")

    async def hand_in(self) -> None:
        """Hands in; nothing hinders."""
        await self.tap(ids.HAND_IN)
        await expect(self.at(ids.HAND_IN_READY)).to_be_visible(timeout=SOON_MS)
        await self.tap(ids.HAND_IN_CONFIRM)
        await self.state(ids.INCIDENT_STATE, "handed_in")

    async def withhold_claim(self, number: int) -> None:
        """From now on the claim of this part never leaves the phone."""

        async def without(route: Route) -> None:
            claims = [one for one in (route.request.post_data_json or {})["claims"] if not _claims(one, number)]
            await route.continue_(post_data={"claims": claims})

        await self.context.route("**/api/footage/claims", without)

    async def whole_report(self, seconds: int) -> str:
        """An incident with its times, its footage and its narrative, verdict awaited. Returns its id."""
        incident = await self.new_incident()
        await self.note_time("arrived")
        await self.record(seconds)
        await self.note_time("cleared")
        await self.write("到场后劝解双方，纠纷平息。")
        return incident
