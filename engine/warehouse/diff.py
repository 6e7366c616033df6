"""Two warehouses compared: their relations, the titles that moved, the parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.compile.compiled import Compiled
from engine.names import ENGINE_SCHEMA, Name, literal, quote
from engine.problems import UsageError
from engine.publish import write as publish
from engine.state import work_file as store
from engine.warehouse.compare_relation import Comparison, RelationDiff

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TOLERANCE = 1e-9
ASSESSMENT = Name("balance", "assessment")
CELL = ("period", "region_id", "occupation_id")


@dataclass(frozen=True)
class Moved:
    """A title whose category is another: what crossed, and the values that decide."""

    cell: Mapping[str, str]
    old: str | None
    new: str | None
    crossed: str
    values: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Diff:
    relations: tuple[RelationDiff, ...]
    moved: tuple[Moved, ...]


def compare(
    old: Path,
    new: Path,
    compiled: Compiled,
    *,
    only: Collection[Name] | None = None,
    tolerance: float = TOLERANCE,
) -> Diff:
    """The differences of two warehouses: folders, or files of one kind."""
    with _attached(*_files(old, new)) as connection:
        names = {side: _relations(connection, side) for side in ("old", "new")}
        every = sorted(set(names["old"]) | set(names["new"]))
        found: list[RelationDiff] = []
        for name in every:
            if only is not None and name not in only:
                continue
            here = Comparison(connection, compiled, name, names, tolerance)
            found.append(here.run())
        both = ASSESSMENT in names["old"] and ASSESSMENT in names["new"]
        wanted = both and (only is None or ASSESSMENT in only)
        moved = tuple(_moved(connection, compiled, names)) if wanted else ()
    return Diff(tuple(diff for diff in found if diff.differs), moved)


def _files(old: Path, new: Path) -> tuple[Path, Path]:
    for file in (store.FILE, publish.FILE):
        pair = [path / file if path.is_dir() else path for path in (old, new)]
        if all(path.is_file() for path in pair):
            return pair[0], pair[1]
    missing = next((p for p in (old, new) if not p.exists()), None)
    if missing:
        raise UsageError(f"No warehouse at {missing}.")
    raise UsageError(f"{old} and {new} hold no two files of one kind.")


@contextmanager
def _attached(old: Path, new: Path) -> Iterator[DuckDBPyConnection]:
    import duckdb

    with duckdb.connect() as connection:
        for side, path in (("old", old), ("new", new)):
            try:
                target = literal(str(path))
                connection.execute(f"attach {target} as {side} (read_only)")
            except duckdb.Error as error:
                raise UsageError(f"{path} cannot be opened: {error}") from error
        yield connection


def _relations(connection: DuckDBPyConnection, side: str) -> dict[Name, str]:
    """Each relation of a side and how it is reached; the public file keeps the schema
    that has its own name under `main`."""
    rows = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = ? and table_schema <> ?",
        [side, ENGINE_SCHEMA],
    ).fetchall()
    public = publish.FILE.partition(".")[0]
    return {
        Name(public if schema == "main" else schema, table): (
            f"{side}.{quote(schema)}.{quote(table)}"
        )
        for schema, table in rows
    }


MOVED = """
    select
        old.period, old.region_id, old.occupation_id,
        old.category, new.category, {crossed},
        {values}
    from {old} as old
    inner join {new} as new
        on old.period = new.period
        and old.region_id = new.region_id
        and old.occupation_id = new.occupation_id
    where old.category is distinct from new.category
    order by old.period, old.region_id, old.occupation_id
"""
DECIDING = ("supply_basis", "exit_rate", "unemployment_ratio", "shortage_rate")


def _moved(
    connection: DuckDBPyConnection,
    compiled: Compiled,
    names: Mapping[str, Mapping[Name, str]],
) -> Iterator[Moved]:
    sql = MOVED.format(
        crossed=compiled.templates.expression("{{ crossed('old', 'new') }}"),
        values=", ".join(f"old.{name}, new.{name}" for name in DECIDING),
        old=names["old"][ASSESSMENT],
        new=names["new"][ASSESSMENT],
    )
    for row in connection.execute(sql).fetchall():
        cell, (old, new, crossed), values = row[:3], row[3:6], row[6:]
        pairs = zip(values[::2], values[1::2], strict=True)
        yield Moved(
            dict(zip(CELL, cell, strict=True)),
            old,
            new,
            crossed,
            {name: pair for name, pair in zip(DECIDING, pairs, strict=True)},
        )


def changed_settings(old: Path, new: Path) -> Sequence[tuple[str, str, str]]:
    """The parameters with another value: name, old, new."""
    with _attached(*_files(old, new)) as connection:
        parameter = Name("reference", "parameter")
        sides = [_relations(connection, s).get(parameter) for s in ("old", "new")]
        if not all(sides):
            return []
        return connection.execute(
            f"select n.name, o.value, n.value from {sides[0]} as o "
            f"inner join {sides[1]} as n on o.name = n.name "
            "and o.from_period is not distinct from n.from_period "
            "where o.value <> n.value order by all"
        ).fetchall()
