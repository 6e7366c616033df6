"""The names of relations in the public file.

DuckDB names an open file after its stem, and refuses `balance.assessment` as
ambiguous where the file `balance.duckdb` also has a schema `balance`. So the schema
that has the file's name is stored as the file's default schema: whoever opens the
file writes `balance.assessment`, as everywhere else.
"""

from __future__ import annotations

from pathlib import Path

from engine.engines.base import StoredAs
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name

STEM = "balance"
FILE = f"{STEM}.duckdb"
DEFAULT_SCHEMA = "main"


def stored_name(name: Name) -> Name:
    """The name that a relation is stored under in the public file."""
    return Name(DEFAULT_SCHEMA, name.table) if name.schema == STEM else name


def published_name(name: Name) -> Name:
    """The relation that is stored under a name in the public file."""
    return Name(STEM, name.table) if name.schema == DEFAULT_SCHEMA else name


def published_relations(engine: DuckDB) -> dict[Name, StoredAs]:
    """The relations of an open public file, by the names that they are published as."""
    relations = engine.relations().items()
    return {published_name(name): stored_as for name, stored_as in relations}


def public_file(warehouse: Path) -> Path:
    return warehouse / FILE
