"""A browser on the street, and whoever walks with a phone of his own in it."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Error, Locator, Page, Playwright, Request, expect

from backend.demonstration.people import PASSWORD
from tests.browser import ids
from tests.browser.axe import violations_there
from tests.browser.capture.phone import CHROMIUM, FLAGS

PHONE = {"width": 390, "height": 844}
HERE = {"latitude": 30.6586, "longitude": 104.0648, "accuracy": 12.0}
SOON_MS = 20_000


class Visitor:
    """One signed-in person and the screen in his hand."""

    def __init__(self, context: BrowserContext, page: Page, origin: str, name: str) -> None:
        self.context, self.page, self.origin, self.name = context, page, origin, name
        self.sent_to: set[str] = set()
        context.on("request", self._sends)

    def _sends(self, request: Request) -> None:
        """Notes where bytes go."""
        if request.method == "PUT":
            self.sent_to.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url)))

    def at(self, testid: str, **attributes: str) -> Locator:
        """The control of this name, with these data-attributes."""
        more = "".join(f'[data-{name}="{value}"]' for name, value in attributes.items())
        return self.page.locator(ids.at(testid) + more)

    async def tap(self, testid: str) -> None:
        """Presses a control."""
        await self.at(testid).click()

    async def state(self, testid: str, wanted: str, *, name: str = "state", within_ms: float = SOON_MS) -> None:
        """Waits until the control says so in its data-attribute."""
        await expect(self.at(testid)).to_have_attribute(f"data-{name}", wanted, timeout=within_ms)

    async def sign_in(self, police_no: str) -> Self:
        """Opens the app and signs in with number and password."""
        await self.page.goto(self.origin)
        await self.fill_sign_in(police_no)
        return self

    async def fill_sign_in(self, police_no: str) -> None:
        """Fills in the form on the screen."""
        await self.at(ids.SIGN_IN_POLICE_NO).fill(police_no)
        await self.at(ids.SIGN_IN_PASSWORD).fill(PASSWORD)
        await self.tap(ids.SIGN_IN_SUBMIT)
        await expect(self.at(f"{ids.TAB}-mine")).to_be_visible(timeout=SOON_MS)

    async def visit(self, *testids: str) -> None:
        """Presses one control after the other."""
        for testid in testids:
            await self.tap(testid)

    async def looks_right(self) -> None:
        """Asserts that axe finds nothing on this screen, by day and by night."""
        for scheme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await expect(self.page.locator("html")).to_have_attribute("data-theme", scheme)
            assert await violations_there(self.page) == [], f"{scheme} {self.page.url}"
        await self.page.emulate_media(color_scheme="light")


Kind = TypeVar("Kind", bound=Visitor)


class Street:
    """The browser. `faults`: every error a page did not catch and everything its content policy stopped."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.visitors: list[Visitor] = []
        self.faults: list[str] = []

    @classmethod
    async def open(cls, playwright: Playwright, feed: Sequence[Path], folder: Path) -> Self:
        """A browser whose cameras see the feed."""
        video, audio = feed
        seen = [f"--use-file-for-fake-video-capture={video}", f"--use-file-for-fake-audio-capture={audio}"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *seen])
        return cls(browser, folder)

    async def enter(self, kind: type[Kind], origin: str, name: str) -> Kind:
        """Somebody with a phone that has never been used."""
        context = await self.browser.new_context(
            viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN",  # type: ignore[arg-type]
            permissions=["camera", "microphone", "geolocation"], geolocation=HERE,  # type: ignore[arg-type]
        )  # fmt: skip
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{name}: {error}"))
        page.on("console", lambda said: self._heard(name, said.type, said.text))
        visitor = kind(context, page, origin, name)
        self.visitors.append(visitor)
        return visitor

    def _heard(self, name: str, kind: str, text: str) -> None:
        if kind == "error":
            print(f"{name}: {text}")
            if "Content Security Policy" in text:
                self.faults.append(f"{name}: {text}")

    async def close(self) -> None:
        """Leaves a picture of what everybody saw last, and goes."""
        for visitor in self.visitors:
            with contextlib.suppress(Error):
                await visitor.page.screenshot(path=self.folder / f"{visitor.name}.png", full_page=True)
        await self.browser.close()
