"""Types of a warehouse's relations, and row counts of those that are published."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from engine.engines.connections import reading
from engine.names import Name
from engine.publish.layout import FILE as PUBLIC_FILE
from engine.publish.layout import published_name
from engine.state.work_file import FILE as WORK_FILE

COLUMNS = """
    select schema_name, table_name, column_name, data_type
    from duckdb_columns() where not internal and database_name = current_database()
"""
TABLES = """
    select schema_name, table_name
    from duckdb_tables() where not internal and database_name = current_database()
"""


@dataclass
class Stored:
    """A relation in the warehouse; only a published table's rows are counted."""

    rows: int | None = None
    types: dict[str, str] = field(default_factory=dict)


def read_stored(warehouse: Path) -> dict[Name, Stored]:
    """The relations stored in a warehouse's files; empty if there is no warehouse."""
    relations: dict[Name, Stored] = {}
    for file in (WORK_FILE, PUBLIC_FILE):
        if (warehouse / file).is_file():
            relations |= _read(warehouse / file, counts=file == PUBLIC_FILE)
    return relations


def _read(path: Path, *, counts: bool) -> dict[Name, Stored]:
    stored: dict[Name, Stored] = {}
    with reading(path) as connection:
        for schema, table, column, kind in connection.execute(COLUMNS).fetchall():
            name = published_name(Name(schema, table))
            stored.setdefault(name, Stored()).types[column] = kind
        tables = connection.execute(TABLES).fetchall() if counts else ()
        for schema, table in tables:
            sql = f"select count(*) from {Name(schema, table).quoted}"
            rows = connection.execute(sql).fetchall()
            stored[published_name(Name(schema, table))].rows = int(rows[0][0])
    return stored
