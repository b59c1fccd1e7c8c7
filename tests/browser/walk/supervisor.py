"""A supervisor with a phone: looks at what waits for him, enrols a way to sign, signs or returns."""

from playwright.async_api import expect

from backend.demonstration.people import PASSWORD
from tests.browser import ids
from tests.browser.walk.visitor import SOON_MS, Visitor

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
PIN = "246810"
POSITION = "(video) => video.currentTime"


class Supervisor(Visitor):
    """所长 who decides."""

    async def open_review(self, incident: str) -> str:
        """Opens what waits for him about this incident. Returns the review's id."""
        await self.tap(f"{ids.TAB}-inbox")
        await self.at(ids.REVIEW_CARD, incident=incident).click(timeout=SOON_MS)
        await self.state(ids.REVIEW_STATE, "waiting")
        return self.page.url.rsplit("/", 1)[-1]

    async def play(self) -> None:
        """Plays the footage and asserts that it moves, then jumps to the second part and asserts that it is there."""
        await self.tap(ids.PLAY)
        await self._stands_at(0.5)
        await self.tap(f"{ids.CELL}-1")
        await self._stands_at(5.2)

    async def _stands_at(self, second: float) -> None:
        player = await self.at(ids.PLAYER).element_handle()
        await self.page.wait_for_function(f"(video) => video.currentTime >= {second}", arg=player, timeout=SOON_MS)
        assert await self.at(ids.PLAYER).evaluate(POSITION) < second + 5

    async def add_passkey(self) -> None:
        """Enrols a passkey that the phone itself keeps and that verifies its user."""
        line = await self.context.new_cdp_session(self.page)
        await line.send("WebAuthn.enable")
        await line.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        await self.visit(f"{ids.TAB}-mine", "link-keys", ids.ADD_PASSKEY)
        await self._add_key()
        await expect(self.at(ids.SIGNING_KEY, method="passkey").first).to_be_visible(timeout=SOON_MS)

    async def add_person_key(self) -> None:
        """Enrols a key of his own on this phone, under a PIN."""
        await self.visit(f"{ids.TAB}-mine", "link-keys", ids.ADD_PERSON_KEY)
        await self.at(ids.NEW_PIN).fill(PIN)
        await self.at(ids.PIN_AGAIN).fill(PIN)
        await self._add_key()
        await expect(self.at(ids.SIGNING_KEY, method="person_key").first).to_be_visible(timeout=SOON_MS)

    async def _add_key(self) -> None:
        await self.at(ids.KEY_NAME).fill("我的警务通")
        await self.at(ids.KEY_PASSWORD).fill(PASSWORD)
        await self.tap(ids.KEY_ADD)

    async def sign(self, method: str) -> str:
        """Approves what is on the screen. Returns the short code he compared."""
        await self.tap(ids.REVIEW_APPROVE)
        code = await self.at(ids.SIGNATURE_CODE).inner_text()
        if method == "passkey":
            await self.tap(ids.SIGN_PASSKEY)
        else:
            await self.tap(ids.SIGN_PERSON_KEY)
            await self.at(ids.PIN).fill(PIN)
            await self.tap(ids.SIGN_CONFIRM)
        await self.state(ids.REVIEW_STATE, "approved")
        return code

    async def check_signature(self) -> None:
        """Opens the record of the signature, where every step of the check holds."""
        await self.tap(ids.SIGNATURE_OPEN)
        await self.state(ids.SIGNATURE_VALID, "true", name="valid")

    async def send_back(self, point: str) -> None:
        """Returns it with one point."""
        await self.tap(ids.REVIEW_RETURN)
        await self.at(ids.RETURN_POINT).fill(point)
        await self.tap(ids.RETURN_CONFIRM)
        await self.state(ids.REVIEW_STATE, "returned")
