"""Errors as MySQL's clients know them."""

from __future__ import annotations

import duckdb
from mysql_mimic.errors import MysqlError

OUT_OF_MEMORY = 1041
ACCESS_DENIED = 1045
NO_DATABASE = 1046
UNKNOWN_COMMAND = 1047
UNKNOWN_DATABASE = 1049
UNKNOWN_COLUMN = 1054
SYNTAX = 1064
OTHER = 1105
UNKNOWN_TABLE = 1146
READ_ONLY = 1290
KILLED = 1317
TIMEOUT = 3024

CODES = {
    duckdb.InterruptException: KILLED,
    duckdb.OutOfMemoryException: OUT_OF_MEMORY,
    duckdb.CatalogException: UNKNOWN_TABLE,
    duckdb.BinderException: UNKNOWN_COLUMN,
    duckdb.ParserException: SYNTAX,
}


def refused(what: str) -> MysqlError:
    """A statement that is no query."""
    words = (
        f"The server is read-only: {what} is refused; it answers SELECT, WITH, SHOW,"
    )
    return MysqlError(f"{words} DESCRIBE and EXPLAIN, one a request.", READ_ONLY)


def from_duckdb(error: Exception) -> MysqlError:
    """The error in DuckDB's words, its first line."""
    if isinstance(error, MemoryError):
        return MysqlError("The query needs more memory than it may.", OUT_OF_MEMORY)
    code = next((c for kind, c in CODES.items() if isinstance(error, kind)), OTHER)
    return MysqlError(str(error).partition("\n")[0], code)
