"""Small files, small functions, small folders; what exceeds them stands in one list that only shrinks."""

import ast
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.architecture.tree import files, parsed, python_files

MAX_FILE, P90_FILE = 300, 200
MAX_VUE = 150
MAX_FUNCTION, P90_FUNCTION = 40, 20
MAX_ENTRIES = 12

# Made by a program, or a licence: nobody reads them from the top.
GENERATED = re.compile(r"(^|/)generated(/|\.ts$)|package-lock\.json$")
# Folders drawn in the architecture, and rows of equal things with a number or a name.
FREE_FOLDERS = re.compile(r"^(|backend|schemas|backend/migrations(/versions)?|docs/(adr|shots)|pwa|tests)$")

# path → what exceeds and when it ends. Shrinks; a row that is no longer needed fails the test.
EXCEPTIONS: Mapping[str, str] = {}


def violations(root: Path, exceptions: Mapping[str, str] = EXCEPTIONS) -> list[str]:
    """Returns what is too large and not excepted, and exceptions that are not needed any more."""
    found = [*_files(root), *_functions(root), *_folders(root)]
    excepted = {path for path, _ in found if path in exceptions}
    needless = [f"{path} is small now: take it out of EXCEPTIONS" for path in exceptions if path not in excepted]
    return [text for path, text in found if path not in exceptions] + needless + _percentiles(root)


def _source_files(root: Path) -> list[str]:
    return [name for name in files(root) if name.endswith((".py", ".ts", ".vue")) and not GENERATED.search(name)]


def _lines(root: Path, name: str) -> int:
    return len((root / name).read_text("utf-8").splitlines())


def _files(root: Path) -> list[tuple[str, str]]:
    found = []
    for name in _source_files(root):
        limit = MAX_VUE if name.endswith(".vue") else MAX_FILE
        if (lines := _lines(root, name)) > limit:
            found.append((name, f"{name} has {lines} lines, the cap is {limit}"))
    return found


def _functions(root: Path) -> list[tuple[str, str]]:
    python = [
        (name, node.lineno, node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for name in python_files(root, "schemas", "backend", "media_worker", "tests", "infra")
        for node in ast.walk(parsed(root, name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [
        (name, f"{name}:{line} {function} has {lines} lines, the cap is {MAX_FUNCTION}")
        for name, line, function, lines in [*python, *typescript_functions(root)]
        if lines > MAX_FUNCTION
    ]


def typescript_functions(root: Path) -> list[tuple[str, int, str, int]]:
    """Returns (file, line, name, lines) of every function of the app, as the TypeScript compiler sees it."""
    sources = [
        name
        for name in files(root)
        if name.startswith("pwa/") and name.endswith((".ts", ".vue")) and not GENERATED.search(name)
    ]
    if not sources:
        return []
    program = Path(__file__).parents[1] / "functions.mjs"
    told = subprocess.run(
        ["node", str(program), str(root), *sources], capture_output=True, encoding="utf-8", check=True
    ).stdout
    rows = (line.split("\t") for line in told.splitlines())
    return [(name, int(line), function, int(lines)) for name, line, function, lines in rows]


def _folders(root: Path) -> list[tuple[str, str]]:
    entries = defaultdict(set)
    for name in files(root):
        parts = name.split("/")
        for depth in range(len(parts)):
            entries["/".join(parts[:depth])].add(parts[depth])
    return [
        (folder, f"{folder}/ has {len(names)} entries, the cap is {MAX_ENTRIES}")
        for folder, names in sorted(entries.items())
        if len(names - {"__init__.py"}) > MAX_ENTRIES and not FREE_FOLDERS.match(folder)
    ]


def _percentiles(root: Path) -> list[str]:
    """The cap stops the worst; the 90th percentile keeps the rest small."""
    product = [name for name in _source_files(root) if not name.startswith("tests/")]
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for name in python_files(root)
        for node in ast.walk(parsed(root, name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    found = []
    if (lines := p90(_lines(root, name) for name in product)) > P90_FILE:
        found.append(f"one file in ten has more than {lines - 1} lines, it should be ≤ {P90_FILE}")
    if (lines := p90(lengths)) > P90_FUNCTION:
        found.append(f"one function in ten has more than {lines - 1} lines, it should be ≤ {P90_FUNCTION}")
    return found


def p90(numbers: Iterable[int]) -> int:
    """Returns the smallest number that nine tenths do not exceed; 0 of nothing."""
    ordered = sorted(numbers)
    return ordered[max(0, -(-len(ordered) * 9 // 10) - 1)] if ordered else 0
