"""The queries give what was worked out by hand, and what the oracle gives."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.cases import KEYS, Case, differences, read_cases
from tests.harness import built, rows
from tests.oracle.compute import compute

CASES = read_cases()
RELATIONS = tuple(KEYS)

# the beta distribution is approximated (macros/beta.sql), a fit's answer is as near
# as its information allows; all else is exact
APPROXIMATED = {
    "p_shortage": 0.005,
    "p_good_prospects": 0.005,
    "p_category": 0.005,
    "shortage_rate_low": 0.01,
    "shortage_rate_high": 0.01,
    "exit_rate_low": 0.01,
    "exit_rate_high": 0.01,
}
FITTED = {"estimate", "std_error", "covariance"}
EXACT = 1e-9


def close(column: str, wanted: Any, found: Any) -> bool:
    if wanted is None or found is None:
        return wanted is found
    if isinstance(wanted, (bool, str)):
        return bool(wanted == found)
    tolerance = APPROXIMATED.get(column)
    if tolerance is not None:
        return bool(abs(wanted - found) <= tolerance)
    exact = 1e-6 if column in FITTED else EXACT
    return math.isclose(wanted, found, rel_tol=exact, abs_tol=exact)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_worked_out_by_hand(case: Case) -> None:
    with built(case.tables, case.parameters, until=RELATIONS) as connection:
        lines = [
            line
            for relation, wanted in case.expected.items()
            for line in differences(relation, wanted, rows(connection, relation), close)
        ]
    assert not lines, "\n".join([case.title, case.why, *lines])


@given(tables=strategies.tables(), parameters=strategies.parameters())
@settings(max_examples=40)
def test_queries_agree_with_the_oracle(
    tables: dict[str, list[dict[str, Any]]], parameters: dict[str, Any]
) -> None:
    wanted = compute(tables, parameters).relations()
    with built(tables, parameters, until=RELATIONS) as connection:
        for relation in RELATIONS:
            found = rows(connection, relation)
            assert len(found) == len(wanted[relation]), relation
            assert not differences(relation, wanted[relation], found, close)


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
