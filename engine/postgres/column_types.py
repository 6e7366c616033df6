"""DuckDB's types as PostgreSQL's: exact ones, and lists and structs as jsonb."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

JSON = "jsonb"
NESTED = ("list", "array", "struct", "map", "union")
TYPES = {
    "boolean": "boolean",
    "tinyint": "smallint",
    "smallint": "smallint",
    "integer": "integer",
    "bigint": "bigint",
    "utinyint": "smallint",
    "usmallint": "integer",
    "uinteger": "bigint",
    "ubigint": "numeric(20, 0)",
    "hugeint": "numeric(39, 0)",
    "uhugeint": "numeric(39, 0)",
    "bignum": "numeric",
    "float": "real",
    "double": "double precision",
    "varchar": "text",
    "enum": "text",
    "date": "date",
    "time": "time",
    "time with time zone": "timetz",
    "timestamp": "timestamp",
    "timestamp_s": "timestamp",
    "timestamp_ms": "timestamp",
    "timestamp with time zone": "timestamptz",
    "interval": "interval",
    "uuid": "uuid",
    "blob": "bytea",
    "bit": "bit varying",
}


def column_type(kind: DuckDBPyType) -> str | None:
    """PostgreSQL's type that holds every value of a type of DuckDB, if there is one."""
    if str(kind) == "JSON" or kind.id in NESTED:
        return JSON
    if kind.id == "decimal":
        sizes = dict(kind.children)
        return f"numeric({sizes['precision']}, {sizes['scale']})"
    return TYPES.get(kind.id)


def as_text(column: str, kind: DuckDBPyType) -> str:
    """SQL of DuckDB for a quoted column's values as PostgreSQL reads them."""
    if kind.id in NESTED:
        return f"cast(to_json({column}) as varchar)"
    if kind.id == "blob":
        return f"'\\x' || hex({column})"
    return f"cast({column} as varchar)"
