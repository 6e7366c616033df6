"""The queries give what was worked out by hand, and what the oracle gives."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.cases import KEYS, Case, read_cases
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
}
FITTED = {"estimate", "std_error"}
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


def missing(
    relation: str, wanted: list[dict[str, Any]], found: list[dict[str, Any]]
) -> list[str]:
    """A line for each wanted row or value that is not among the found."""
    if not wanted:
        return [f"{relation}: {len(found)} rows, none expected"] if found else []
    keys = KEYS[relation]
    by_key = {tuple(row[key] for key in keys): row for row in found}
    lines = []
    for row in wanted:
        key = tuple(row[name] for name in keys)
        if key not in by_key:
            lines.append(f"{relation} {key}: no such row")
            continue
        lines += [
            f"{relation} {key} {column}: {value!r} wanted, {by_key[key][column]!r}"
            for column, value in row.items()
            if not close(column, value, by_key[key][column])
        ]
    return lines


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_worked_out_by_hand(case: Case) -> None:
    with built(case.tables, case.parameters, until=RELATIONS) as connection:
        lines = [
            line
            for relation, wanted in case.expected.items()
            for line in missing(relation, wanted, rows(connection, relation))
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
            assert not missing(relation, wanted[relation], found)


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
            assert len(first) == len(second)
            for left, right in zip(first, second, strict=True):
                for column, value in left.items():
                    other = right[column]
                    if isinstance(value, float) and other is not None:
                        assert math.isclose(value, other, rel_tol=1e-12)
                    else:
                        assert value == other
