"""The status of figures: model-only, break, low reliability, worked out by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb
import pytest

from engine.names import Name
from tests.cases import PROJECT

# period, exit rate, supply basis, shortage basis, rate, low, high; None: not assessed
Figure = tuple[str, float | None, str | None, str | None, float | None, float, float]
SURE = (0.10, 0.05, 0.20)
UNSURE = (0.30, 0.10, 0.40)


@cache
def query_sql() -> str:
    return PROJECT.compile({}).queries[Name("balance", "observation_status")].sql


def statuses(*figures: Figure) -> dict[tuple[str, str], str]:
    """The status of shortage_rate and exit_rate by (period, measure)."""
    with duckdb.connect() as connection:
        connection.execute("create schema balance; create schema reference")
        connection.execute(
            "create table balance.assessment (period text, exit_rate double, "
            "supply_basis text, shortage_basis text, shortage_rate double, "
            "shortage_rate_low double, shortage_rate_high double, "
            "region_id text default 'E', occupation_id text default 'baker')"
        )
        connection.execute(
            "create table reference.period as from (values "
            "('2024H2', 1), ('2025H1', 2), ('2025H2', 3)) as t (period, sort_order)"
        )
        for figure in figures:
            connection.execute(
                "insert into balance.assessment values "
                "(?, ?, ?, ?, ?, ?, ?, default, default)",
                list(figure),
            )
        rows: list[tuple[Any, ...]] = connection.execute(
            f"select period, measure, obs_status from ({query_sql()})"
        ).fetchall()
    wanted = ("shortage_rate", "exit_rate")
    return {(p, measure): code for p, measure, code in rows if measure in wanted}


@pytest.mark.parametrize(
    ("basis", "interval", "code"),
    [
        ("1", SURE, None),
        ("2", UNSURE, "u"),
        ("3", SURE, None),
        ("4", SURE, None),
        ("5", UNSURE, "u"),
        ("6", SURE, "e"),
        ("6", UNSURE, "e"),
        ("national", SURE, None),
    ],
)
def test_shortage(
    basis: str, interval: tuple[float, float, float], code: str | None
) -> None:
    codes = statuses(("2025H1", None, None, basis, *interval))
    assert codes.get(("2025H1", "shortage_rate")) == code
    assert len(codes) == (code is not None)


def test_break_where_own_answers_come_or_go() -> None:
    codes = statuses(
        ("2024H2", None, None, "2", *SURE),
        ("2025H1", None, None, "5", *SURE),
        ("2025H2", None, None, "1", *SURE),
    )
    measure = "shortage_rate"
    assert codes == {("2025H1", measure): "b", ("2025H2", measure): "b"}


def test_no_break_between_bases_of_one_kind() -> None:
    assert not statuses(
        ("2024H2", None, None, "1", *SURE), ("2025H1", None, None, "3", *SURE)
    )


def test_exit_rate_of_too_few_unemployed() -> None:
    codes = statuses(
        ("2024H2", 0.4, "exit_rate", None, None, 0, 0),
        ("2025H1", 0.4, "unemployment_ratio", None, None, 0, 0),
        ("2025H2", 0.4, None, None, None, 0, 0),
    )
    assert codes == {("2025H1", "exit_rate"): "u", ("2025H2", "exit_rate"): "u"}
