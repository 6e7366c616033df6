"""The hand-worked cases hold for the oracle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.authoring.cases import Case
from tests.cases import columns_of, differs, find_chains, input_tables
from tests.oracle.compute import compute
from tests.oracle.given import NATION, Parameters
from tests.oracle.public import disclose

CASES = find_chains("balance")
DEFAULTS = vars(Parameters())


def value(name: str, text: str) -> Any:
    """A parameter's text as the kind of its default; a date has none."""
    default = DEFAULTS[name]
    if isinstance(default, bool):
        return text == "true"
    return date.fromisoformat(text) if default is None else float(text)


def parameters(case: Case) -> dict[str, Any]:
    return {name: value(name, text) for name, text in case.parameters.items()}


def relations(case: Case) -> dict[str, list[dict[str, Any]]]:
    chosen = parameters(case)
    computed = compute(input_tables(case), chosen).relations()
    exact = computed["balance.assessment"]
    regional = [row for row in exact if row["region_id"] != NATION]
    published = disclose(exact, Parameters(**chosen).disclosure_min)
    return computed | {
        "balance.assessment": published,
        "balance.exact_category": regional,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_oracle_gives_what_was_worked_out_by_hand(case: Case) -> None:
    lines = [str(difference) for difference in differs(case, relations(case))]
    assert not lines, "\n".join([case.why, *lines])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_well_formed(case: Case) -> None:
    tables = input_tables(case)
    assert case.why and case.expected
    assert {"region", "occupation"} <= tables.keys()
    for name, rows in tables.items():
        assert all(row.keys() <= columns_of(name).keys() for row in rows)


def test_there_are_cases() -> None:
    assert CASES
