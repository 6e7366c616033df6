"""Whether two engines made the same warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from engine.names import literal, quote

TIME_OF_BUILD = "built_at"
FRACTIONS = ("DOUBLE", "FLOAT")
# Of a difference of two logarithms the last bits are all that is left: hence 1e-12.
DIFFERENT = (
    "({a} is null) <> ({b} is null) or "
    "(isnan({a}) <> isnan({b})) or "
    "({a} is distinct from {b} and not isnan({a}) and "
    "not coalesce("
    "abs({a} - {b}) <= 1e-9 * greatest(abs({a}), abs({b})) + 1e-12, false))"
)


def differences(one: Path, other: Path) -> Iterator[str]:
    """In words, what differs between two public files: relations, columns, types,
    comments, the number of rows, and values: floating-point numbers beyond 1e-9, all
    else at all, but for the time of the build."""
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach {literal(str(path))} as {name} (read_only)")
        described = {name: _described(connection, name) for name in ("one", "other")}
        yield from sorted(map(str, described["one"] ^ described["other"]))
        relations = sorted({row[:2] for row in described["one"] & described["other"]})
        for schema, table in relations:
            columns = {
                row[2]: row[3]
                for row in described["one"]
                if row[:2] == (schema, table) and row[2] != TIME_OF_BUILD
            }
            name = f"{quote(schema)}.{quote(table)}"
            for words in _differ(connection, name, columns):
                yield f"{schema}.{table}: {words}"


def _described(
    connection: duckdb.DuckDBPyConnection, database: str
) -> set[tuple[str, ...]]:
    rows = connection.execute(
        "select schema_name, table_name, column_name, data_type, comment "
        f"from duckdb_columns() where database_name = '{database}' and not internal"
    ).fetchall()
    return {tuple(map(str, row)) for row in rows}


def _differ(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]
) -> Iterator[str]:
    """The rows of both side by side, in the order of what must be equal."""
    exact = [quote(c) for c, kind in columns.items() if kind not in FRACTIONS]
    near = [quote(c) for c, kind in columns.items() if kind in FRACTIONS]
    order = ", ".join([*exact, *(f"round({column}, 6)" for column in near)])
    counts = []
    for side in ("one", "other"):
        connection.execute(
            f"create or replace temp table {side}_rows as select *, "
            f"row_number() over (order by {order}) as place from {side}.{name}"
        )
        [[rows]] = connection.execute(f"select count(*) from {side}_rows").fetchall()
        counts.append(rows)
    if counts[0] != counts[1]:
        yield f"{counts[0]} rows and {counts[1]}"
        return
    tests = [f"a.{column} is distinct from b.{column}" for column in exact]
    tests += [DIFFERENT.format(a=f"a.{column}", b=f"b.{column}") for column in near]
    counted = ", ".join(f"count_if({test})" for test in tests)
    [numbers] = connection.execute(
        f"select {counted} from one_rows as a inner join other_rows as b using (place)"
    ).fetchall()
    for column, number in zip([*exact, *near], numbers, strict=True):
        if number:
            yield f"{column} differs in {number} of {counts[0]} rows"
