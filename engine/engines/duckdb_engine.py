"""DuckDB as an engine: an open connection and the verbs of `base.Engine`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from engine.engines.base import Content, StoredAs, render
from engine.engines.errors import refusals
from engine.names import DIALECT, Name, literal, quote

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

KINDS: Mapping[str, StoredAs] = {"BASE TABLE": "table", "VIEW": "view"}


class DuckDB:
    """The engine of an open connection; whoever opened it closes it."""

    dialect = DIALECT
    keeps_order = True

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection

    def create(self, name: Name, sql: str, stored_as: StoredAs) -> None:
        """Make a relation of a query's text. Raises Refused."""
        self.make_schema(name.schema)
        prefix = f"create or replace {stored_as} {name.quoted} as\n"
        with refusals(prefix):
            self.connection.execute(prefix + sql)

    def create_from_rows(self, name: Name, rows: pa.Table) -> None:
        self.make_schema(name.schema)
        self.connection.register("rows_to_store", rows)
        self.connection.execute(
            f"create or replace table {name.quoted} as from rows_to_store"
        )
        self.connection.unregister("rows_to_store")

    def create_from_batches(
        self,
        name: Name,
        batches: pa.RecordBatchReader,
        columns: Sequence[tuple[str, str]],
    ) -> None:
        """Make a table of rows that come in batches; `columns` are names and types."""
        self.make_schema(name.schema)
        typed = ", ".join(f"{quote(column)} {kind}" for column, kind in columns)
        self.connection.execute(f"create or replace table {name.quoted} ({typed})")
        self.connection.register("batches_to_store", batches)
        self.connection.execute(f"insert into {name.quoted} from batches_to_store")
        self.connection.unregister("batches_to_store")

    def batches(self, name: Name) -> pa.RecordBatchReader:
        """The rows of a table in batches; integers of 128 bits come as decimals."""
        columns = ", ".join(
            f"cast({quote(column)} as decimal(38, 0)) as {quote(column)}"
            if kind == "HUGEINT"
            else quote(column)
            for column, kind in self.columns(name)
        )
        sql = f"select {columns} from {name.quoted}"
        return self.connection.sql(sql).to_arrow_reader()

    def drop(self, name: Name, stored_as: StoredAs) -> None:
        self.connection.execute(f"drop {stored_as} {name.quoted}")

    def make_schema(self, schema: str) -> None:
        self.connection.execute(f"create schema if not exists {quote(schema)}")

    def rows(self, sql: str | exp.Expr) -> list[tuple[Any, ...]]:
        with refusals():
            return self.connection.execute(render(sql, DIALECT)).fetchall()

    def head(self, sql: str, limit: int) -> tuple[list[str], list[tuple[Any, ...]]]:
        with refusals():
            cursor = self.connection.execute(sql)
            names = [column[0] for column in cursor.description or []]
            return names, cursor.fetchmany(limit)

    def arrow(self, sql: str) -> pa.Table:
        """The rows of a query's text, ordered by all columns. Raises Refused."""
        prefix = "create or replace temp table query_rows as\n"
        with refusals(prefix):
            self.connection.execute(prefix + sql)
        table = self.connection.sql("from query_rows order by all").to_arrow_table()
        self.connection.execute("drop table query_rows")
        return table

    def columns(self, name: Name) -> list[tuple[str, str]]:
        rows = self.connection.execute(f"describe {name.quoted}").fetchall()
        return [(str(row[0]), str(row[1])) for row in rows]

    def content(self, name: Name) -> Content:
        row = self.connection.execute(
            "select count(*), sum(hash(t)::hugeint)::text, hash(?) "
            f"from {name.quoted} as t",
            [repr(self.columns(name))],
        ).fetchone()
        assert row is not None
        return Content(int(row[0]), ":".join(map(str, row)))

    def comment(
        self, name: Name, stored_as: StoredAs, words: str, columns: Mapping[str, str]
    ) -> None:
        relation = name.quoted
        statements = [f"comment on {stored_as} {relation} is {literal(words)}"]
        statements += [
            f"comment on column {relation}.{quote(column)} is {literal(text)}"
            for column, text in columns.items()
            if text
        ]
        self.connection.execute(";\n".join(statements))

    def relations(self) -> dict[Name, StoredAs]:
        rows = self.connection.execute(
            "select table_schema, table_name, table_type from information_schema.tables"
        ).fetchall()
        return {Name(row[0], row[1]): KINDS[row[2]] for row in rows if row[2] in KINDS}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("begin")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def start_over(self) -> None:
        """Begin the transaction anew, after an error has spoilt it."""
        self.connection.execute("rollback")
        self.connection.execute("begin")
