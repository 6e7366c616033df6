"""Lineage of small queries worked out by hand, and held against mutated data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from engine.lineage.across_queries import Lineage
from tests.projects.two_inputs import COLUMNS, project

Tables = dict[str, list[tuple[int, ...]]]

ROWS: Tables = {
    "a": [(1, 1, 2, 1), (2, 3, 0, 1), (3, 2, 5, 2), (3, 2, 5, 2), (4, 4, 1, 3)],
    "b": [(1, 1, 2), (2, 0, 1), (3, 3, 0), (5, 2, 4)],
}
OTHER = {"a": [7, 0, 3, 2, 1], "b": [0, 4, 3, 9]}


@dataclass(frozen=True)
class Case:
    name: str
    sql: str
    wanted: dict[str, set[str]]


def read_cases() -> list[Case]:
    text = Path(__file__).with_name("cases.sql").read_text(encoding="utf-8")
    return [read_case(block) for block in text.split("\n--- ")[1:]]


def read_case(block: str) -> Case:
    name, _, rest = block.partition("\n")
    sql, *lines = rest.split("\n--> ")
    wanted = {}
    for line in lines:
        column, _, sources = line.partition(":")
        wanted[column] = set(sources.split())
    return Case(name, sql, wanted)


CASES = read_cases()


def inputs_of(lineage: Lineage, column: str) -> set[str]:
    inputs = lineage.inputs(lineage.node(f"out.t.{column}"))
    return {f"{node.relation.table}.{node.column or '*'}" for node in inputs}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_input_column_that_matters(case: Case, tmp_path: Path) -> None:
    lineage = Lineage.of(project(tmp_path / "p", {"out.t": case.sql}).compile())
    assert {column: inputs_of(lineage, column) for column in case.wanted} == case.wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_other_column_changes_the_answer(case: Case) -> None:
    before = answers(case, ROWS)
    for table, columns in COLUMNS.items():
        for position, column in enumerate(columns):
            changed = ROWS | {table: mutated(table, position)}
            after = answers(case, changed)
            for name, sources in case.wanted.items():
                if f"{table}.{column}" not in sources:
                    assert before[name] == after[name], f"{name} by {table}.{column}"


def mutated(table: str, position: int) -> list[tuple[int, ...]]:
    rows = zip(ROWS[table], OTHER[table], strict=True)
    return [(*row[:position], new, *row[position + 1 :]) for row, new in rows]


def answers(case: Case, rows: Tables) -> dict[str, list[object]]:
    """Each output column's values, sorted."""
    with duckdb.connect() as connection:
        connection.execute("create schema input")
        for table, columns in COLUMNS.items():
            typed = ", ".join(f"{column} bigint" for column in columns)
            connection.execute(f"create table input.{table} ({typed})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"insert into input.{table} values ({marks})", rows[table]
            )
        cursor = connection.execute(case.sql)
        names = [column[0].lower() for column in cursor.description or []]
        values = cursor.fetchall()
    return {
        name: sorted((row[i] for row in values), key=repr)
        for i, name in enumerate(names)
    }


def test_what_cannot_be_followed_depends_on_all_that_is_read(tmp_path: Path) -> None:
    sql = "from (pivot input.a on g using sum(x) group by id) select id as s"
    lineage = Lineage.of(project(tmp_path / "p", {"out.t": sql}).compile())
    assert {"a.x", "a.g", "a.id", "a.*"} <= inputs_of(lineage, "s")
