"""Row counts and types as the warehouse has them, where there is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from engine.names import Name
from engine.publish import write as publish
from engine.state import work_file as store

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
    """A relation in the warehouse; a view's rows are not counted."""

    rows: int | None = None
    types: dict[str, str] = field(default_factory=dict)


def read_stored(warehouse: Path) -> dict[Name, Stored]:
    """What the warehouse's files hold; nothing where there is none."""
    found: dict[Name, Stored] = {}
    for file in (store.FILE, publish.FILE):
        if (warehouse / file).is_file():
            found |= _read(warehouse / file)
    return found


def _read(path: Path) -> dict[Name, Stored]:
    import duckdb

    found: dict[Name, Stored] = {}
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            for schema, table, column, kind in connection.execute(COLUMNS).fetchall():
                name = _name(path, schema, table)
                found.setdefault(name, Stored()).types[column] = kind
            for schema, table in connection.execute(TABLES).fetchall():
                sql = f"select count(*) from {Name(schema, table).quoted}"
                rows = connection.execute(sql).fetchall()
                found[_name(path, schema, table)].rows = int(rows[0][0])
    except duckdb.IOException:  # a build holds the private file
        return {}
    return found


def _name(path: Path, schema: str, table: str) -> Name:
    """The public file keeps the schema of its own name as `main`."""
    return Name(path.stem if schema == "main" else schema, table)
