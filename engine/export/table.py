"""A relation of the public file with its metadata, read in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.engines.duckdb_engine import DuckDB
from engine.names import PARAMETERS_USED, PROVENANCE, REFERENCE_SCHEMA, Name, quote
from engine.problems import UsageError, nearest
from engine.publish.layout import published_relations, stored_name
from engine.publish.write import KEY
from engine.warehouse.read import open_public, where_sql

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
NUMBERS = {*INTEGERS, *(f"U{name}" for name in INTEGERS), "DOUBLE", "FLOAT", "DECIMAL"}
NESTED = {"STRUCT", "MAP", "UNION", "VARIANT"}
# Arrow has no such type, or has another value for them: they are written as text.
AS_TEXT = {"INTERVAL", "TIME WITH TIME ZONE", "BIT", "BIGNUM", "UHUGEINT", "TIME_NS"}
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
FRACTION = "0-1"
STATUS = "observation_status"  # of the figures of the relations in its schema
INVENTED = "All figures are invented: a synthetic Denmark."
# A column that only a dimension of time, or of places, has.
SDMX_PERIOD = "sdmx_period"
ROLES = {SDMX_PERIOD: "time", "is_country": "geo"}
COMMENTS = """
    select column_name, data_type, coalesce(comment, '')
    from duckdb_columns()
    where database_name = current_database() and schema_name = ? and table_name = ?
    order by column_index
"""
RELATION_COMMENTS = """
    select table_name, coalesce(comment, '') from duckdb_tables()
    where database_name = current_database() and schema_name = $1
    union all
    select view_name, coalesce(comment, '') from duckdb_views()
    where database_name = current_database() and schema_name = $1 and not internal
    order by all
"""


@dataclass(frozen=True)
class Dimension:
    """A table of the schema reference: its members in order, with their labels.

    `role` is time or geo, as JSON-stat calls it; `sdmx` the members as SDMX writes
    them.
    """

    labels: Mapping[str, str]
    role: str | None = None
    sdmx: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """A column; `dimension` where its values are the key of one."""

    name: str
    type: str
    comment: str
    dimension: Dimension | None
    has_far_dates: bool = False

    @property
    def base(self) -> str:
        """The type without its parameters: DECIMAL of DECIMAL(18,3)."""
        return self.type.partition("(")[0]

    @property
    def is_nested(self) -> bool:
        """Whether a value holds several, as a list does."""
        return self.type.endswith("]") or self.base in NESTED

    @property
    def is_text(self) -> bool:
        """Whether its values are handed over as texts of DuckDB."""
        return self.base in AS_TEXT or self.has_far_dates

    @property
    def is_number(self) -> bool:
        return self.base in NUMBERS and not self.is_nested and not self.is_text

    @property
    def is_measure(self) -> bool:
        return self.is_number or self.type == "BOOLEAN"

    @property
    def is_fraction(self) -> bool:
        return self.is_number and FRACTION in self.comment


@dataclass(frozen=True)
class Table:
    """The rows of a relation in the order of its key, and where they come from."""

    name: Name
    comment: str
    fields: Sequence[Field]
    key: Sequence[str]
    rows: pa.Table
    language: str
    provenance: Sequence[Mapping[str, Any]]
    parameters: Sequence[Mapping[str, Any]]
    status: Mapping[tuple[Any, ...], str]

    @property
    def dimensions(self) -> list[Field]:
        """The fields of the key. Raises UsageError where the relation has none."""
        if not self.key:
            raise UsageError(
                f"{self.name} has no key, so it has no dimensions: "
                "export it as .csv, .parquet or .xlsx."
            )
        return [field for field in self.fields if field.name in self.key]

    @property
    def measures(self) -> list[Field]:
        return [f for f in self.fields if f.name not in self.key and f.is_measure]

    @property
    def others(self) -> list[Field]:
        """The fields that are neither key nor figure."""
        return [f for f in self.fields if f.name not in self.key and not f.is_measure]

    @property
    def is_synthetic(self) -> bool:
        return any(row.get("synthetic") for row in self.provenance)

    def column(self, field: Field) -> list[Any]:
        """A column's values, row by row."""
        values: list[Any] = self.rows.column(field.name).to_pylist()
        return values


def read_table(
    warehouse: Path, relation: str, where: Mapping[str, str], language: str
) -> Table:
    """A published relation. Raises UsageError for an unknown name."""
    with open_public(warehouse) as connection:
        connection.execute("set timezone = 'UTC'")
        name = _find(connection, relation)
        stored = stored_name(name)
        comment = dict(_relations(connection, stored.schema))[stored.table]
        key = _key(comment)
        described = connection.execute(
            COMMENTS, [stored.schema, stored.table]
        ).fetchall()
        dimensions = _dimensions(connection, language)
        far = _far_dates(connection, stored, described)
        fields = [
            Field(column, kind, words, dimensions.get(column), column in far)
            for column, kind, words in described
        ]
        return Table(
            name,
            comment,
            fields,
            key,
            _rows(connection, stored, fields, key, where),
            language,
            _all_rows(connection, PROVENANCE),
            _all_rows(connection, PARAMETERS_USED),
            _status(connection, name, key),
        )


def _find(connection: DuckDBPyConnection, relation: str) -> Name:
    names = published_relations(DuckDB(connection))
    name = Name.of(relation)
    if name not in names:
        hint = nearest(relation, map(str, names)) or "amb export takes published ones."
        raise UsageError(f"No published relation is named {relation}. {hint}")
    return name


def _relations(connection: DuckDBPyConnection, schema: str) -> list[tuple[str, str]]:
    """The relations of a schema with their comments."""
    return connection.execute(RELATION_COMMENTS, [schema]).fetchall()


def _key(comment: str) -> list[str]:
    """The key that a relation's comment ends with."""
    _, said, names = comment.rpartition(KEY)
    return names.removesuffix(".").split(", ") if said else []


def _dimensions(connection: DuckDBPyConnection, language: str) -> dict[str, Dimension]:
    """Each dimension under the name of the column that is its key."""
    dimensions = {}
    for table, comment in _relations(connection, REFERENCE_SCHEMA):
        key = _key(comment)
        rows = connection.execute(COMMENTS, [REFERENCE_SCHEMA, table]).fetchall()
        names = [row[0] for row in rows]
        labels = [name for name in names if name.endswith(f"_{language}")]
        if len(key) == 1 and labels and "sort_order" in names:
            sdmx = SDMX_PERIOD if SDMX_PERIOD in names else key[0]
            members = connection.execute(
                f"select {quote(key[0])}, {quote(labels[0])}, {quote(sdmx)} "
                f"from {REFERENCE_SCHEMA}.{quote(table)} order by sort_order"
            ).fetchall()
            dimensions[key[0]] = Dimension(
                {m[0]: m[1] for m in members},
                next((role for name, role in ROLES.items() if name in names), None),
                {m[0]: m[2] for m in members},
            )
    return dimensions


def _far_dates(
    connection: DuckDBPyConnection, stored: Name, described: Sequence[tuple[str, ...]]
) -> set[str]:
    """The columns with dates that are infinite or not of the years 1 to 9999."""
    dates = [
        name
        for name, kind, _ in described
        if kind.startswith(("DATE", "TIMESTAMP")) and not kind.endswith("]")
    ]
    if not dates:
        return set()
    tests = ", ".join(
        f"count_if(cast({quote(name)} as timestamp) not between "
        f"timestamp '{FIRST_DAY}' and timestamp '{LAST_DAY} 23:59:59.999999')"
        for name in dates
    )
    [counts] = connection.execute(f"select {tests} from {stored.quoted}").fetchall()
    return {name for name, count in zip(dates, counts, strict=True) if count}


def _rows(
    connection: DuckDBPyConnection,
    stored: Name,
    fields: Sequence[Field],
    key: Sequence[str],
    where: Mapping[str, str],
) -> pa.Table:
    restriction = where_sql(stored, [field.name for field in fields], where)
    order = f"order by {', '.join(map(quote, key))}" if key else ""
    selected = ", ".join(
        f"cast({quote(field.name)} as text) as {quote(field.name)}"
        if field.is_text
        else quote(field.name)
        for field in fields
    )
    return connection.sql(
        f"select {selected} from {stored.quoted} {restriction} {order}",
        params=list(where.values()),
    ).to_arrow_table()


def _all_rows(connection: DuckDBPyConnection, name: Name) -> list[dict[str, Any]]:
    """The rows of a relation; empty if it is not published."""
    if name not in published_relations(DuckDB(connection)):
        return []
    sql = f"select * from {stored_name(name).quoted} order by all"
    rows: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
    return rows


def _status(
    connection: DuckDBPyConnection, name: Name, key: Sequence[str]
) -> dict[tuple[Any, ...], str]:
    """The status of each figure of a relation by (*key, measure)."""
    stored = stored_name(Name(name.schema, STATUS))
    columns = connection.execute(COMMENTS, [stored.schema, stored.table]).fetchall()
    wanted = [row[0] for row in columns][: len(key)]
    if not key or wanted != list(key):
        return {}
    listed = ", ".join(map(quote, [*key, "measure", "obs_status"]))
    rows = connection.execute(f"select {listed} from {stored.quoted}").fetchall()
    return {row[:-1]: row[-1] for row in rows}
