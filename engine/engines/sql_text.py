"""What DuckDB says of SQL that touches no data: does it parse, what does it give."""

from __future__ import annotations

from typing import Any

import duckdb

from engine.engines.connections import scratch
from engine.engines.errors import error_details, refusals


def syntax_refusal(sql: str) -> dict[str, str] | None:
    """DuckDB's words on SQL that it cannot parse, by field; None where it can."""
    with scratch() as connection:
        try:
            connection.extract_statements(sql)
        except duckdb.Error as error:
            return error_details(error)
    return None


def rows_of_constants(sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query that reads nothing. Raises Refused."""
    with scratch(external_access=False) as connection, refusals():
        return connection.execute(sql).fetchall()


def function_names() -> set[str]:
    """The functions that DuckDB has, in lower case."""
    rows = rows_of_constants("select distinct function_name from duckdb_functions()")
    return {str(row[0]).lower() for row in rows}
