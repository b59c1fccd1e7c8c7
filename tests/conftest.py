"""Loads every module of tests/fixtures as a plugin: a fixture is found by the name of what it gives."""

from pathlib import Path

import pytest

pytest_plugins = [
    f"tests.fixtures.{module.stem}"
    for module in sorted((Path(__file__).parent / "fixtures").glob("*.py"))
    if module.stem != "__init__"
]
# Before anything imports them: what a failed assertion compared is shown there too.
pytest.register_assert_rewrite("tests.browser", "tests.builders", *pytest_plugins)
