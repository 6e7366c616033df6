"""The names of relations, and how names and values are written in SQL."""

from __future__ import annotations

from dataclasses import dataclass

DIALECT = "duckdb"
FILE_SCHEMA = "file"
ENGINE_SCHEMA = "engine"
ENGINE_TABLES = ("run", "input_file", "input_column", "setting")
REFERENCE_SCHEMA = "reference"  # code lists and labels: its relations are dimensions


@dataclass(frozen=True, order=True)
class Name:
    """A relation's name, schema.table, in lower case: DuckDB ignores case."""

    schema: str
    table: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "schema", self.schema.lower())
        object.__setattr__(self, "table", self.table.lower())

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}"

    @property
    def quoted(self) -> str:
        return f"{quote(self.schema)}.{quote(self.table)}"

    @classmethod
    def of(cls, text: str) -> Name:
        schema, _, table = text.partition(".")
        return cls(schema, table)


def quote(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


# The relations that the engine itself looks up, where a project has them.
DECLARED_PARAMETERS = Name(REFERENCE_SCHEMA, "parameter_default")
PARAMETERS_USED = Name(REFERENCE_SCHEMA, "parameter")
PROVENANCE = Name(REFERENCE_SCHEMA, "provenance")
