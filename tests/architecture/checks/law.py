"""A citation of the law names a source of docs/law/sources.toml; each source is whole."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from tests.architecture.tree import files

SOURCES = "docs/law/sources.toml"
CITATIONS = re.compile(r"\bLaw: *(?P<list>.*)")
ARTICLE = re.compile(r"(?P<id>[^\s,;]+) +arts?\. *\d+")
QUOTED = re.compile(r"""["']([^\s"']+) +arts?\. *\d+["']""")  # what a screen will show, as in law="<id> art. N"
WANTED = {"id", "short_zh", "title_zh", "title_en", "article", "version", "in_force_from", "certainty"}
CITING = (".py", ".ts", ".vue")


def violations(root: Path) -> list[str]:
    """Returns citations that resolve to nothing, and sources that are double or not whole."""
    sources: list[dict[str, Any]] = tomllib.loads((root / SOURCES).read_text("utf-8"))["source"]
    known = {source[key] for source in sources for key in ("id", "short_zh")}
    found = [why for source in sources for why in _incomplete(source)]
    if len(known) < 2 * len(sources):
        found.append(f"{SOURCES}: an id stands there twice")
    for name in files(root):
        if name.endswith(CITING) and not name.startswith("tests/architecture/"):
            found += _citations(name, (root / name).read_text("utf-8"), known)
    return found


def _citations(name: str, text: str, known: set[str]) -> list[str]:
    """A line may cite several: `Law: <id> art. N, <id> art. N`."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        begun, quoted = CITATIONS.search(line), QUOTED.findall(line)
        if begun is None and not quoted:
            continue
        cited = ARTICLE.findall(begun["list"]) if begun else quoted
        found += [f"{name}:{number} cites “{one}”, which {SOURCES} does not know" for one in cited if one not in known]
        if not cited:
            found.append(f"{name}:{number} cites without an article: `Law: <id> art. N`")
    return found


def _incomplete(source: dict[str, Any]) -> list[str]:
    name = source.get("id", "a source without id")
    found = [f"{SOURCES}: {name} lacks {key}" for key in sorted(WANTED - source.keys())]
    if source.get("certainty") not in {"T", "S", "M", "D"}:
        found.append(f"{SOURCES}: {name}: certainty is T, S, M or D")
    begin, end = source.get("in_force_from"), source.get("in_force_to")
    if not isinstance(begin, date) or not (end is None or (isinstance(end, date) and begin <= end)):
        found.append(f"{SOURCES}: {name}: in force from a day to a later day")
    return found
