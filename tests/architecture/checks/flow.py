"""docs/flow.md is true: every path it names exists."""

import re
from pathlib import Path

FLOW = "docs/flow.md"
PATH = re.compile(r"`([\w.@*-]+(?:/[\w.@*-]+)+/?)(?:::?[\w.]+)?`")


def violations(root: Path) -> list[str]:
    """Returns the paths of the walk that lead nowhere."""
    text = (root / FLOW).read_text("utf-8")
    named = [(number, path) for number, line in enumerate(text.splitlines(), 1) for path in PATH.findall(line)]
    lost = [
        f"{FLOW}:{number} names {path}, which is not there"
        for number, path in named
        if not any(root.glob(path.rstrip("/")))
    ]
    return lost if named else [f"{FLOW} names no path at all"]
