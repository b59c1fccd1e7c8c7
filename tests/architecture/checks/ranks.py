"""Imports point upstream, planes are strangers (import-linter); every folder of backend/ has a rank."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.tree import REPOSITORY, files, imports, python_files

WORDS_MAY_IMPORT = {"msgspec", "schemas", *sys.stdlib_module_names}


def violations(root: Path) -> list[str]:
    """Returns broken contracts of pyproject.toml, folders without a rank, and foreign imports of the words."""
    return [*_contracts(root), *_without_rank(root), *_foreign_words(root), *_adapters_inside(root)]


def _contracts(root: Path) -> list[str]:
    """Runs import-linter on `root`, the one place where the ranks are written."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo", "--config", "pyproject.toml"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return []
    said = (done.stdout + done.stderr).split("Broken contracts", 1)[-1]
    return [line.strip(" -") for line in said.splitlines() if "->" in line or "not allowed" in line] or [said.strip()]


def ranked(root: Path) -> set[str]:
    """Returns every name in the ranks of pyproject.toml."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "ranks")
    return set(re.findall(r"\w+", " ".join(layers)))


def _without_rank(root: Path) -> list[str]:
    inside = (name.split("/")[1] for name in files(root) if name.startswith("backend/") and name.endswith(".py"))
    names = {name.removesuffix(".py") for name in inside} - {"__init__"}
    return [f"backend/{name} stands in no rank of pyproject.toml" for name in sorted(names - ranked(root))]


def _foreign_words(root: Path) -> list[str]:
    return [
        f"{name}:{one.line} imports {one.module}: the words import msgspec and the standard library only"
        for name in python_files(root, "schemas")
        if name != "schemas/export.py"  # writes the files the TypeScript types are made of
        for one in imports(root, name)
        if one.module.split(".")[0] not in WORDS_MAY_IMPORT
    ]


def _adapters_inside(root: Path) -> list[str]:
    """Edges are chosen by the composition roots; whoever else imports one cannot be given another."""
    roots = {"app.py", "worker.py", "cli.py", "edge.py", "commands", "migrations", "demonstration", "adapters"}
    return [
        f"{name}:{one.line} imports {one.reaches()}: only the composition roots know adapters"
        for name in python_files(root, "backend")
        if name.split("/")[1] not in roots
        for one in imports(root, name)
        if one.reaches().startswith("backend.adapters")
    ]


if __name__ == "__main__":
    print("\n".join(violations(REPOSITORY)))
