"""The hand-worked cases of whole chains: `amb test` runs them on the engine, these
tests on the oracle, and other tests build warehouses of their inputs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from engine.authoring.cases import Case, Expected, Table, find_cases, read_csv
from engine.authoring.compare_rows import (
    DEFAULT_TOLERANCE,
    Difference,
    Tolerance,
    compare,
)
from engine.authoring.run_cases import Result, run_cases
from engine.compile.project import Project
from engine.names import Name
from tests.harness import compiled

Row = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

PROJECT = Project(Path(__file__).resolve().parents[1])
# in it the input tables of each case, in a folder of its name
FOLDER = PROJECT.root / "tests" / "queries" / "balance" / "inputs"
READ: dict[str, Callable[[str], Any]] = {
    "BIGINT": int,
    "DOUBLE": float,
    "DATE": date.fromisoformat,
    "BOOLEAN": {"true": True, "false": False}.__getitem__,
    "TEXT": str,
}


def find_chains(area: str) -> list[Case]:
    """The cases of tests/queries/AREA."""
    return [c for c in find_cases(PROJECT) if c.path.parent.name == area]


def run_chains(area: str) -> dict[str, Result]:
    """What the engine makes of each, by name."""
    results = run_cases(PROJECT, find_chains(area))
    return {result.case.name: result for result in results}


def columns_of(table: str) -> dict[str, str]:
    """The columns of an input table and their types, as its contract has them."""
    query = compiled().queries[Name("input", table)]
    return {column.name: str(column.type) for column in query.columns}


def input_tables(case: Case) -> dict[str, list[Row]]:
    """The case's input tables as Python values."""
    assert case.inputs
    files = sorted(case.inputs.glob("*.csv"))
    return {file.stem: _typed(read_csv(file), columns_of(file.stem)) for file in files}


def _typed(table: Table, types: Mapping[str, str]) -> list[Row]:
    return [
        {
            column: None if text is None else READ[types[column]](text)
            for column, text in zip(table.header, row, strict=True)
        }
        for row in table.rows
    ]


def differences(
    relation: str,
    wanted: Rows,
    computed: Rows,
    tolerance: Tolerance = DEFAULT_TOLERANCE,
    *,
    partial: bool = False,
) -> list[Difference]:
    """What differs in the columns that are wanted; no rows wanted: none there."""
    header = list(wanted[0]) if wanted else list(computed[0]) if computed else []
    key = compiled().queries[Name.of(relation)].key
    one, other = (
        [tuple(row[c] for c in header) for row in rows] for rows in (wanted, computed)
    )
    return list(compare(header, key, one, other, tolerance, partial=partial))


def differs(case: Case, relations: Mapping[str, Rows]) -> Iterator[Difference]:
    """What differs between what a case expects and these relations, both exact."""
    for expected in case.expected:
        relation = str(expected.relation)
        computed = relations[relation]
        yield from differences(
            relation, _as_values(expected, computed), computed, partial=expected.partial
        )


def _as_values(expected: Expected, computed: Rows) -> list[Row]:
    """The rows expected, each column read as what the rows there hold."""
    kinds = {c: type(v) for row in computed for c, v in row.items() if v is not None}
    names = {bool: "BOOLEAN", int: "DOUBLE", float: "DOUBLE"}
    types = {c: names.get(kinds.get(c, str), "TEXT") for c in expected.table.header}
    return _typed(expected.table, types)


def write_tables(tables: Mapping[str, Rows], to: Path) -> None:
    """An input folder of CSV files; an empty table is its header."""
    to.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (to / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            header = list(rows[0]) if rows else list(columns_of(name))
            writer.writerow(header)
            writer.writerows([_text(row[c]) for c in header] for row in rows)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
