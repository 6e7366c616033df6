"""The exported statements in one DuckDB process, in order, and the fits.

    python -m tests.benchmarks.peers.floor STATEMENTS DATABASE

What an analyst would get who ran the compiled SQL by hand: no checks, no state, nothing
published.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from tests.benchmarks.peers.fit import coefficients
from tests.benchmarks.peers.statements import Statement, read

VIEWS = ("view", "check")


def run(statements: list[Statement], database: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        for schema in dict.fromkeys(s.relation.split(".")[0] for s in statements):
            connection.execute(f'create schema if not exists "{schema}"')
        for statement in statements:
            make(connection, statement)


def make(connection: duckdb.DuckDBPyConnection, statement: Statement) -> None:
    schema, table = statement.relation.split(".")
    stored_as = "view" if statement.kind in VIEWS else "table"
    rows = statement.sql
    if statement.model:
        fitted = coefficients(statement.model, connection.sql(rows).to_arrow_table())
        connection.register("fitted", fitted)
        rows = "from fitted"
    connection.execute(f'create {stored_as} "{schema}"."{table}" as\n{rows}')


if __name__ == "__main__":
    run(read(Path(sys.argv[1])), Path(sys.argv[2]))
