"""The queries give what was worked out by hand, and what the oracle gives."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.authoring.cases import Case
from engine.authoring.run_cases import Result
from tests import strategies
from tests.cases import differences, find_chains, run_chains
from tests.harness import built, rows
from tests.oracle.compute import compute

CASES = find_chains("balance")
RELATIONS = (
    "balance.assessment",
    "balance.coverage",
    "shortage.general_coefficient",
    "shortage.regional_coefficient",
    "shortage.covariance",
    "shortage.precision",
    "supply.exit_precision",
)

# the beta distribution is approximated (macros/beta.sql gives the bounds, and
# tests/shortage/test_beta.py holds them), a fit's answer is as near as its information
# allows; all else is exact
NEAR = {
    "p_shortage": 0.005,
    "p_good_prospects": 0.005,
    "p_category": 0.005,
    "shortage_rate_low": 0.01,
    "shortage_rate_high": 0.01,
    "exit_rate_low": 0.01,
    "exit_rate_high": 0.01,
    "estimate": 1e-6,
    "std_error": 1e-6,
    "covariance": 1e-6,
}


@cache
def results() -> dict[str, Result]:
    return run_chains("balance")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_worked_out_by_hand(case: Case) -> None:
    result = results()[case.name]
    assert result.passed, (case.why, result.problems, result.differences)


@given(tables=strategies.tables(), parameters=strategies.parameters())
@settings(max_examples=40)
def test_queries_agree_with_the_oracle(
    tables: dict[str, list[dict[str, Any]]], parameters: dict[str, Any]
) -> None:
    wanted = compute(tables, parameters).relations()
    with built(tables, parameters, until=RELATIONS) as connection:
        for relation in RELATIONS:
            computed = rows(connection, relation)
            assert len(computed) == len(wanted[relation]), relation
            assert not differences(relation, wanted[relation], computed, NEAR)


@given(data=st.data())
@settings(max_examples=12)
def test_order_of_rows_and_threads_do_not_matter(data: st.DataObject) -> None:
    tables = data.draw(strategies.tables())
    shuffled = {name: data.draw(st.permutations(rows)) for name, rows in tables.items()}
    with (
        built(tables, until=RELATIONS) as one,
        built(shuffled, threads=2, until=RELATIONS) as two,
    ):
        for relation in RELATIONS:
            first, second = rows(one, relation), rows(two, relation)
            assert first == second, relation
