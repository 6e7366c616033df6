"""amb show gives a relation's rows in the order of its key."""

from __future__ import annotations

from pathlib import Path

import duckdb

from engine.warehouse.read import rows_of
from tests.projects.factor import PUBLIC, WORK


def test_rows_are_shown_by_the_key(warehouse: Path) -> None:
    _shuffle(warehouse / PUBLIC, "main.line")
    rows = rows_of(warehouse, "balance.line", {}, 3).rows
    assert [tuple(row[:2]) for row in rows] == [("E", 1), ("E", 2), ("E", 3)]
    rows = rows_of(warehouse, "balance.line", {"region_id": "W"}, 2).rows
    assert [tuple(row[:2]) for row in rows] == [("W", 1), ("W", 2)]


def test_where_no_key_is_told_by_all_columns(warehouse: Path) -> None:
    _shuffle(warehouse / WORK, "input.amount")
    rows = rows_of(warehouse, "input.amount", {}, 5).rows
    assert [row[0] for row in rows] == ["E", "W"]


def _shuffle(file: Path, table: str) -> None:
    """Store the rows the other way round, with the table's comment as it was."""
    with duckdb.connect(str(file)) as connection:
        schema, name = table.split(".")
        comment = connection.execute(
            "select comment from duckdb_tables() "
            "where schema_name = ? and table_name = ?",
            [schema, name],
        ).fetchone()
        assert comment is not None
        connection.execute(
            f"create or replace table {table} as "
            f"select * from {table} order by all desc"
        )
        words = str(comment[0]).replace("'", "''")
        connection.execute(f"comment on table {table} is '{words}'")
