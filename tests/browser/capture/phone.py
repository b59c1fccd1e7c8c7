"""A phone for the tests: Debian's Chromium with a profile on the disk, a camera fed from a file, and a power cut."""

import contextlib
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil
from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


class Phone:
    """Starts with `open`, ends with `kill` (kill -9 of the whole browser) or at the end of the test."""

    def __init__(self, profile: Path, feed: tuple[Path, Path]) -> None:
        self.profile = profile
        self.feed = feed
        self.playwright: Playwright | None = None
        self.context: BrowserContext | None = None

    def __enter__(self) -> Self:
        self.playwright = sync_playwright().start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Error):
            if self.context:
                self.context.close()
        assert self.playwright
        self.playwright.stop()

    def open(self, url: str) -> Page:
        """Starts the browser on its profile and returns the page once the recorder stands."""
        assert self.playwright
        video, audio = self.feed
        feed = [f"--use-file-for-fake-video-capture={video}", f"--use-file-for-fake-audio-capture={audio}"]
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=CHROMIUM, args=[*FLAGS, *feed], permissions=["camera", "microphone"]
        )
        page = self.context.pages[0]
        page.on("console", lambda message: print("console:", message.type, message.text))
        return self.load(page, url)

    def load(self, page: Page, url: str) -> Page:
        """Goes to the address and waits for the recorder."""
        page.goto(url)
        page.wait_for_function("() => window.ready", timeout=30_000)
        return page

    def tab(self, url: str) -> Page:
        """Returns another tab on the recorder."""
        assert self.context
        return self.load(self.context.new_page(), url)

    def cdp(self, page: Page) -> CDPSession:
        """Returns the browser's own debugging line to this page."""
        assert self.context
        return self.context.new_cdp_session(page)

    def offline(self, yes: bool) -> None:
        """Takes the network away or gives it back."""
        assert self.context
        self.context.set_offline(yes)

    def kill(self) -> float:
        """kill -9 of the browser and all its children, as a phone dies; returns when (epoch ms)."""
        mark = f"--user-data-dir={self.profile}"
        mains = [process for process in psutil.process_iter(["cmdline"]) if mark in (process.info["cmdline"] or [])]
        every = {child for main in mains for child in [main, *main.children(recursive=True)]}
        assert every, "no browser to kill"
        killed_ms = time.time() * 1000
        for process in every:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(list(every), timeout=10)
        self.context = None
        return killed_ms


def status(page: Page) -> dict[str, Any]:
    """Returns the recorder's snapshot."""
    found: dict[str, Any] = page.evaluate("() => capture.status.get()")
    return found


def start(page: Page, officer: str = "018f3c1e-0000-7000-8000-000000000001") -> str:
    """Starts recording and returns the recording's id."""
    order = {"officerId": officer, "incidentId": None}
    started: str = page.evaluate("async (order) => (await capture.start(order)).recordingId", order)
    return started


def recorded(page: Page, parts: int, timeout_s: float = 40) -> None:
    """Waits until so many parts of this recording are closed."""
    page.wait_for_function(f"() => capture.status.get().current.closed >= {parts}", timeout=timeout_s * 1000)


HELD = """async () => (await capture.recordings()).every((one) =>
    one.parts.every((part) => part.state === 'held') && one.closing.state === 'claimed')"""


def until(page: Page, predicate: str, timeout_s: float = 30) -> None:
    """Waits until an async predicate of the page is true (wait_for_function takes its promise for true)."""
    page.evaluate(
        """async ([text, ms]) => {
             const predicate = eval(text), end = performance.now() + ms
             while (!(await predicate())) {
               if (performance.now() > end) throw new Error(`never: ${text}: ${JSON.stringify(capture.status.get())}`)
               await new Promise((resolve) => setTimeout(resolve, 100))
             }
           }""",
        [predicate, timeout_s * 1000],
    )


def all_held(page: Page, timeout_s: float = 30) -> None:
    """Waits until no part of any recording waits for its receipt and every closing claim is known."""
    until(page, HELD, timeout_s)
