"""Lighthouse's mobile test of the sign-in page, as the house serves it: the median of several runs.

Its throttling is simulated: a slow phone on a slow network. CHROME_PATH names the browser, else /usr/bin/chromium.

python -m tests.bench.lighthouse [runs, default 5]
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from backend.commands.pwa import build_if_stale
from tests.bench.tools.house import standing_house

PWA = Path(__file__).parents[2] / "pwa"
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index")


def main() -> None:
    """Prints each run, and what kept a score from 100; the last line is the medians."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    build_if_stale(PWA)
    with standing_house("web") as house:
        reports = [_run(house.origin) for _ in range(runs)]
    for report in reports:
        scores = " ".join(f"{name}={_score(report, name):.0f}" for name in CATEGORIES)
        print(scores + "  " + " ".join(f"{name}={report['audits'][name]['displayValue']}" for name in TIMES))
    for line in sorted({line for report in reports for line in _lost(report)}):
        print(line)
    print(" ".join(f"{name}={median(_score(each, name) for each in reports):.0f}" for name in CATEGORIES) + f" {runs=}")


def _run(address: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        subprocess.run(
            [
                str(PWA / "node_modules" / ".bin" / "lighthouse"), address, "--quiet", "--output=json",
                f"--output-path={out}", f"--only-categories={','.join(CATEGORIES)}",
                "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
            ],
            check=True, timeout=240, env={"CHROME_PATH": "/usr/bin/chromium", **os.environ},
        )  # fmt: skip
        report: dict[str, Any] = msgspec.json.decode(out.read_bytes())
        return report


def _score(report: dict[str, Any], category: str) -> float:
    return 100 * (report["categories"][category]["score"] or 0)


def _lost(report: dict[str, Any]) -> list[str]:
    """What cost points, by category."""
    return [
        f"{name}: {audit['id']}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
        for name in CATEGORIES
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"] and ((audit := report["audits"][reference["id"]])["score"] or 0) < 0.9
        if audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]


if __name__ == "__main__":
    main()
