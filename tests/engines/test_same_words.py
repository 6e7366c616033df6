"""The same words mean the same on every engine, or are refused by name."""

from __future__ import annotations

import math
from pathlib import Path

import pyarrow as pa
import pytest

from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import Refused
from engine.engines.spark.date_rules import DATE_RULES
from engine.engines.spark.functions import KNOWN, KNOWN_BY_NAME, unknown_functions
from engine.engines.spark.row_rules import ROW_RULES
from engine.engines.spark.typed_rules import TYPED_RULES
from engine.engines.spark.value_rules import VALUE_RULES
from tests.engines.conftest import Opened
from tests.engines.examples import FUNCTIONS, RULES
from tests.harness import compiled

REFUSED = {
    "the function kurtosis": "select kurtosis(x) from (values (1e0)) as v (x)",
    "the function levenshtein": "select levenshtein('a', 'b')",
    "format other than": "select format('{} pct', 1)",
    "strftime with %j": "select strftime(date '2024-01-01', '%j')",
    "by quarter": "select date_diff('quarter', date '2024-01-01', date '2024-07-01')",
    "text of a floating-point number": "select cast(x as text) from (values (1e0 / 3)) "
    "as v (x)",
    "the function percentiledisc": "select quantile_disc(x, 0.5) "
    "from (values (1e0)) as v (x)",
    "from the 29th on": "select unnest(generate_series(date '2024-01-31', "
    "date '2024-05-01', interval 1 month))",
}


def answer(table: pa.Table) -> list[tuple[object, ...]]:
    """The rows in the order of their texts, numbers rounded to what must be equal."""
    columns = [column.to_pylist() for column in table.columns]
    rows = [tuple(map(_rounded, row)) for row in zip(*columns, strict=True)]
    return sorted(rows, key=repr)


def _rounded(value: object) -> object:
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.9g}")
    return "nan" if value != value else value


@pytest.mark.parametrize(
    "sql",
    [*RULES.values(), *FUNCTIONS.values()],
    ids=[
        *RULES,
        *FUNCTIONS,
    ],
)
def test_every_engine_answers_as_duckdb(
    sql: str, spark: Opened, tmp_path: Path
) -> None:
    with scratch() as connection:
        wanted = DuckDB(connection).arrow(sql)
    with spark(tmp_path) as engine:
        assert answer(engine.arrow(sql)) == answer(wanted)


@pytest.mark.parametrize("words", REFUSED)
def test_what_no_rule_knows_is_refused(
    words: str, spark: Opened, tmp_path: Path
) -> None:
    with spark(tmp_path) as engine, pytest.raises(Refused, match=words):
        engine.arrow(REFUSED[words])


def test_every_rule_and_function_has_an_example() -> None:
    rules = {
        rule.__name__ for rule in (*TYPED_RULES, *ROW_RULES, *DATE_RULES, *VALUE_RULES)
    }
    assert rules <= set(RULES)
    assert set(FUNCTIONS) == KNOWN | KNOWN_BY_NAME


def test_no_relation_needs_an_unknown_function() -> None:
    unknown = {
        f"{query.name}: {words}"
        for query in compiled().build
        if not query.is_contract
        for words, _ in unknown_functions(query.tree)
    }
    assert not unknown
