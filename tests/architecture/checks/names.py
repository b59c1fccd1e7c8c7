"""Names that say nothing, a second way to the server, and what may not be in a public repository."""

import re
from pathlib import Path

from tests.architecture.tree import files

EMPTY_NAMES = re.compile(r"(^|/)_?(utils?|helpers?|common|managers?|services?|base|misc|shared)(\.(py|ts|vue)$|/)")
FETCH = re.compile(
    r"(?<![\w.'\"`])(?:fetch|window\.fetch|self\.fetch|globalThis\.fetch)\s*\(|new XMLHttpRequest|sendBeacon\("
)
WIRE = ("pwa/src/wire/",)
COMMENT = re.compile(r"^\s*(//|\*|/\*)")
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an access key": re.compile(r"\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk-[A-Za-z0-9]{32,})\b"),
    "a path of somebody's machine": re.compile(r"(?<![\w.}$])/(home|Users|work)/[a-z]\w*"),
}
TEXT = (
    ".py",
    ".ts",
    ".vue",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".json",
    ".sh",
    ".mjs",
    ".conf",
    ".html",
    ".css",
    "Makefile",
)


def violations(root: Path) -> list[str]:
    """Returns empty names, calls of fetch outside the wire, and secrets or private paths."""
    found = [f"{name}: a name that says nothing" for name in files(root) if EMPTY_NAMES.search(name)]
    for name in files(root):
        if (
            name.endswith(TEXT)
            and not name.startswith("tests/architecture/")
            and not name.endswith("package-lock.json")
        ):
            text = (root / name).read_text("utf-8")
            found += _fetches(name, text) + _secrets(name, text)
    return [*found, *(f"{name}: settings with secrets are not committed" for name in files(root) if _is_env(name))]


def _fetches(name: str, text: str) -> list[str]:
    """Rules of the wire (types, CSRF, problems, time-outs) hold only if all goes through it."""
    if not name.startswith("pwa/src/") or name.startswith(WIRE) or name.endswith((".test.ts", ".md", ".css")):
        return []
    return [
        f"{name}:{number} calls the network itself, outside pwa/src/wire/"
        for number, line in enumerate(text.splitlines(), 1)
        if FETCH.search(line) and not COMMENT.match(line)
    ]


def _secrets(name: str, text: str) -> list[str]:
    return [
        f"{name}:{number} holds {what}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in SECRETS.items()
        if pattern.search(line)
    ]


def _is_env(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return last.startswith(".env") and not last.endswith((".example", ".sample"))
