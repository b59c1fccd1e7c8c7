"""The house stands: each belief is checked on this very tree."""

from types import ModuleType

import pytest

from tests.architecture.checks import decisions, doors, flow, law, names, ranks, rooms, sizes, types
from tests.architecture.tree import REPOSITORY

CHECKS = (ranks, doors, rooms, sizes, names, law, flow, decisions, types)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.rsplit(".", 1)[-1])
def test_the_house_holds(check: ModuleType) -> None:
    found = check.violations(REPOSITORY)
    assert not found, "\n" + "\n".join(found)


def test_exceptions_are_explicit_and_shrink() -> None:
    assert len(sizes.EXCEPTIONS) == 0, "take one out; a new one needs a decision in docs/adr"


def test_the_percentile_is_of_nine_tenths() -> None:
    assert [sizes.p90([]), sizes.p90([7]), sizes.p90(range(1, 11)), sizes.p90(range(1, 12))] == [0, 7, 9, 10]
