"""The rows of a relation, from the public file into a new table."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from engine.names import Name
from engine.postgres.layout import Relation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

BATCH = 50_000


def copy_rows(
    file: DuckDBPyConnection, connection: Connection, relation: Relation, table: Name
) -> int:
    """Copy all rows, in the file's order, into a table made in this transaction.

    `freeze` makes them visible to every transaction, also to earlier ones: whoever sees
    the table sees all its rows. Returns the row count.
    """
    sql = f"copy {table.quoted} from stdin (format csv, freeze)"
    with connection.cursor() as cursor:
        with cursor.copy(sql.encode()) as copy:
            for lines in _csv(file, relation):
                copy.write(lines)
        return cursor.rowcount


def _csv(file: DuckDBPyConnection, relation: Relation) -> Iterator[bytes]:
    """Lines of CSV: every value quoted, NULL as nothing."""
    from pyarrow.csv import WriteOptions, write_csv

    options = WriteOptions(include_header=False, quoting_style="all_valid")
    texts = ", ".join(column.text for column in relation.columns)
    rows = file.sql(f"select {texts} from {relation.stored.quoted}")
    for batch in rows.to_arrow_reader(BATCH):
        lines = BytesIO()
        write_csv(batch, lines, options)
        yield lines.getvalue()
