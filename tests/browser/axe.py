"""What is hard to reach on a screen, as axe-core finds it in the page that is shown."""

from functools import cache
from pathlib import Path

from msgspec import Struct
from playwright.async_api import Page as AsyncPage
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map((one) => ({
  rule: one.id, impact: one.impact ?? '', help: one.help,
  nodes: one.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
}))"""


class Violation(Struct, frozen=True, kw_only=True):
    """One rule that the page breaks, and where."""

    rule: str
    impact: str
    help: str
    nodes: list[str]


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[Violation]:
    """Returns every rule of axe-core that the shown page breaks; empty for a good one."""
    if not page.evaluate("() => 'axe' in window"):
        # Evaluated, not added as a script tag: the page's own content policy stays in force.
        page.evaluate(_source())
    return [Violation(**one) for one in page.evaluate(RUN)]


async def violations_there(page: AsyncPage) -> list[Violation]:
    """Returns the same of a page that is driven asynchronously."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_source())
    return [Violation(**one) for one in await page.evaluate(RUN)]
