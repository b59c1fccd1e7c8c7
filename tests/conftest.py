"""Loads every module of tests/fixtures as a plugin: a fixture is found by the name of what it gives."""

from pathlib import Path

pytest_plugins = [
    f"tests.fixtures.{module.stem}"
    for module in sorted((Path(__file__).parent / "fixtures").glob("*.py"))
    if module.stem != "__init__"
]
