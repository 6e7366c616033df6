"""The hand-worked cases hold for the oracle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import INPUT_COLUMNS, KEYS, Case, differences, read_cases
from tests.oracle.compute import compute
from tests.oracle.given import Parameters
from tests.oracle.public import disclose

CASES = read_cases()


def relations(case: Case) -> dict[str, list[dict[str, Any]]]:
    found = compute(case.tables, case.parameters).relations()
    minimum = Parameters(**case.parameters).disclosure_min
    published = disclose(found["balance.assessment"], minimum)
    return found | {"balance.assessment": published}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_oracle_gives_what_was_worked_out_by_hand(case: Case) -> None:
    found = relations(case)
    lines = [
        line
        for relation, wanted in case.expected.items()
        for line in differences(relation, wanted, found[relation])
    ]
    assert not lines, "\n".join([case.title, case.why, *lines])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_well_formed(case: Case) -> None:
    assert case.title and case.why
    assert {"region", "occupation"} <= case.tables.keys() <= INPUT_COLUMNS.keys()
    assert case.expected and case.expected.keys() <= KEYS.keys()
    for name, rows in case.tables.items():
        assert all(tuple(row) == INPUT_COLUMNS[name] for row in rows)


def test_there_are_cases() -> None:
    assert CASES
