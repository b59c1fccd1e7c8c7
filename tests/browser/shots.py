"""Pictures of the real screens: `python -m tests.browser.shots [address]` against a running house with its day.

Writes docs/shots/<screen>-<size>-<theme>-<language>.png and says what axe finds on each; ends with 1 if anything.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from backend.demonstration.people import PASSWORD
from tests.browser import ids
from tests.browser.axe import violations

REPOSITORY = Path(__file__).parents[2]
OUT = REPOSITORY / "docs" / "shots"
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
OFFICER, DUTY, HEAD, ADMIN = "010001", "010004", "010005", "900001"
READY = """() => document.querySelector('main') && !document.querySelector('[aria-busy=true]')
  && document.fonts.status === 'loaded' && [...document.images].every((one) =>
    one.complete || !one.checkVisibility() || one.getBoundingClientRect().top > innerHeight)"""


class Look(NamedTuple):
    """One way a screen is shown."""

    size: str
    theme: str
    language: str


class Shot(NamedTuple):
    """A screen: who looks, where it begins, and what is done there before the picture."""

    name: str
    who: str | None
    path: str
    then: Callable[[Page], None] = lambda _: None


def _click(testid: str, shows: str, nth: int = 0) -> Callable[[Page], None]:
    """Presses a control and waits for what it should show."""

    def act(page: Page) -> None:
        page.locator(f"{ids.at(testid)}:visible").nth(nth).click()
        page.locator(ids.at(shows)).first.wait_for()
        page.wait_for_function(READY)

    return act


def _in_turn(*acts: Callable[[Page], None]) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for one in acts:
            one(page)

    return act


def _offline(page: Page) -> None:
    page.context.set_offline(True)
    page.locator(ids.at(ids.OFFLINE_BAR)).wait_for()


def _offers(page: Page, has: str, shows: str) -> None:
    """Opens the first incident of the list that, once open, has this control; presses it. Raises if none has."""
    page.wait_for_function(READY)
    rows = page.locator(f"{ids.at(ids.INCIDENT_ROW)}:visible")
    for one in rows.evaluate_all("rows => rows.map((row) => row.getAttribute('href'))"):
        page.goto(page.url.split("/incidents")[0] + one)
        page.locator(ids.at(ids.COVERAGE_CARD)).wait_for()
        if page.locator(has).count():
            page.locator(has).first.click()
            page.locator(shows).first.wait_for()
            page.wait_for_function(READY)
            return
    raise LookupError(f"no incident of the demonstration offers {has}")


def _verdict(word: str) -> Callable[[Page], None]:
    """Opens the first recording with this verdict."""
    chip = f'{ids.at(ids.RECORDING_LINK)}:has([data-word="{word}"])'
    return lambda page: _offers(page, chip, ids.at(ids.VERDICT_WORD))


def _hand_in(page: Page) -> None:
    _offers(page, ids.at(ids.HAND_IN), f"{ids.at(ids.OBSTACLE)}, {ids.at(ids.HAND_IN_READY)}")


OPEN_INCIDENT = _click(ids.INCIDENT_ROW, ids.COVERAGE_CARD)
OPEN_REVIEW = _click(ids.REVIEW_CARD, ids.OPINION)
SHOTS = (
    Shot("sign-in", None, "/sign-in"),
    Shot("today", OFFICER, "/today"),
    Shot("today-offline", OFFICER, "/today", _offline),
    Shot("new-incident", OFFICER, "/incidents/new"),
    Shot("incident", OFFICER, "/today", OPEN_INCIDENT),
    Shot("incident-times", OFFICER, "/today", _in_turn(OPEN_INCIDENT, _click("time-cleared-enter", ids.TIME_SAVE))),
    Shot("hand-in", OFFICER, "/incidents", _hand_in),
    Shot("record", OFFICER, "/record"),
    Shot("my-recordings", OFFICER, "/my-recordings"),
    Shot("this-phone", OFFICER, "/devices/this"),
    Shot("verdict-complete", OFFICER, "/incidents", _verdict("COMPLETE")),
    Shot("verdict-incomplete", OFFICER, "/incidents", _verdict("INCOMPLETE")),
    Shot("mine", OFFICER, "/mine"),
    Shot("inbox", HEAD, "/inbox"),
    Shot("review", HEAD, "/inbox", OPEN_REVIEW),
    Shot("sign", HEAD, "/inbox", _in_turn(OPEN_REVIEW, _click(ids.REVIEW_APPROVE, ids.SIGNATURE_CODE))),
    Shot("return", HEAD, "/inbox", _in_turn(OPEN_REVIEW, _click(ids.REVIEW_RETURN, ids.RETURN_CONFIRM))),
    Shot("signing-keys", HEAD, "/mine/keys"),
    Shot("board", DUTY, "/board"),
    Shot("incidents", DUTY, "/incidents"),
    Shot("devices", DUTY, "/devices"),
    Shot("people", ADMIN, "/people"),
    Shot("person", ADMIN, "/people", _click(ids.PERSON_ROW, ids.PERSON_ROLE)),
    Shot("import", ADMIN, "/people/import"),
    Shot("units", ADMIN, "/people/units"),
    Shot("system", ADMIN, "/system"),
    Shot("no-permission", ADMIN, "/board"),
)


def looks(every: bool) -> Iterator[Look]:
    """Yields the four looks that show each size, theme and language twice, or all eight."""
    for size, theme, language in product(SIZES, ("light", "dark"), ("zh-CN", "en")):
        if every or (theme == "light") == (language == "zh-CN"):
            yield Look(size, theme, language)


class Photographer:
    """Signs in once per person and takes pictures in any look."""

    def __init__(self, browser: Browser, base: str, out: Path) -> None:
        self.browser, self.base, self.out = browser, base, out
        self.states: dict[str, StorageState] = {}

    def _context(self, who: str | None, look: Look) -> BrowserContext:
        width, height = SIZES[look.size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale=look.language, service_workers="block",
            storage_state=self._signed_in(who) if who else None, permissions=["camera", "microphone"],
        )  # fmt: skip
        context.add_init_script(f"localStorage['lianzheng.theme'] = '{look.theme}'")
        context.add_init_script(f"localStorage['lianzheng.language'] = '{look.language}'")
        return context

    def _signed_in(self, who: str) -> StorageState:
        if who not in self.states:
            with self.browser.new_context() as context:
                page = context.new_page()
                page.goto(f"{self.base}/sign-in")
                page.locator(ids.at(ids.SIGN_IN_POLICE_NO)).fill(who)
                page.locator(ids.at(ids.SIGN_IN_PASSWORD)).fill(PASSWORD)
                page.locator(ids.at(ids.SIGN_IN_SUBMIT)).click()
                page.wait_for_url(lambda url: "/sign-in" not in url)
                self.states[who] = context.storage_state()
        return self.states[who]

    def take(self, shot: Shot, look: Look) -> list[str]:
        """Writes one picture. Returns what axe finds on it."""
        with self._context(shot.who, look) as context:
            page = context.new_page()
            page.goto(self.base + shot.path)
            page.wait_for_function(READY)
            shot.then(page)
            name = f"{shot.name}-{look.size}-{look.theme}-{look.language[:2]}"
            page.screenshot(path=self.out / f"{name}.png", animations="disabled")
            return [f"{name}: {one.rule} ({one.impact}) {one.nodes[:3]}" for one in violations(page)]


def main(arguments: list[str] | None = None) -> int:
    """Takes the pictures that are asked for. Returns 1 when axe found something."""
    parser = argparse.ArgumentParser(prog="shots", description=__doc__)
    parser.add_argument("address", nargs="?", default=os.environ.get("PUBLIC_ORIGIN", "http://localhost:8080"))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--only", default="", help="screens whose name begins so")
    parser.add_argument("--every", action="store_true", help="all eight looks instead of four")
    wanted = parser.parse_args(arguments)
    wanted.out.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        photographer = Photographer(browser, wanted.address.rstrip("/"), wanted.out)
        for shot, look in product((one for one in SHOTS if one.name.startswith(wanted.only)), looks(wanted.every)):
            found += photographer.take(shot, look)
            print(f"{shot.name} {' '.join(look)}", flush=True)
        browser.close()
    print("\n".join(found) or "axe finds nothing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
