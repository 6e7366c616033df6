"""Awkward registers worked out by hand: tests/queries/spells."""

from __future__ import annotations

from functools import cache

import pytest

from engine.authoring.cases import Case
from engine.authoring.run_cases import Result
from tests.cases import find_chains, run_chains

CASES = find_chains("spells")


@cache
def results() -> dict[str, Result]:
    return run_chains("spells")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    result = results()[case.name]
    assert result.passed, (case.why, result.problems, result.differences)


def test_there_are_cases() -> None:
    assert CASES
