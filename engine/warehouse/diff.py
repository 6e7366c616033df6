"""Two warehouses compared: their relations and the parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.compiled import Compiled
from engine.engines.connections import side_by_side
from engine.lineage.gates import private_relations
from engine.names import ENGINE_SCHEMA, PARAMETERS_USED, Name
from engine.problems import UsageError
from engine.publish.layout import FILE as PUBLIC_FILE
from engine.publish.layout import published_name
from engine.state.work_file import FILE as WORK_FILE
from engine.warehouse.compare_relation import Comparison, RelationDiff

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Sides:
    """Two warehouses attached to one connection, and their relations as SQL names."""

    connection: DuckDBPyConnection
    old: Mapping[Name, str]
    new: Mapping[Name, str]

    @property
    def are_work_files(self) -> bool:
        """Whether they are private files: only those hold the engine's tables."""
        rows = self.connection.execute(
            "select 1 from information_schema.tables where table_schema = ? limit 1",
            [ENGINE_SCHEMA],
        ).fetchall()
        return bool(rows)

    def both_have(self, name: Name) -> bool:
        return name in self.old and name in self.new


def compare(
    old: Path,
    new: Path,
    compiled: Compiled,
    *,
    only: Collection[Name] | None = None,
    tolerance: float = TOLERANCE,
    private: bool = False,
) -> tuple[RelationDiff, ...]:
    """The relations that differ between two warehouses: folders, or files of one
    kind. Rows of relations about persons (before a gate) only if `private`."""
    with opened(old, new) as sides:
        shows_all = private or not sides.are_work_files
        hidden = set() if shows_all else private_relations(compiled.build)
        every = sorted(set(sides.old) | set(sides.new))
        diffs = [
            Comparison(
                sides.connection,
                compiled,
                name,
                {"old": sides.old, "new": sides.new},
                tolerance,
            ).run()
            for name in every
            if only is None or name in only
        ]
    return tuple(
        diff.without_rows() if _tells_of_persons(diff.name, compiled, hidden) else diff
        for diff in diffs
        if diff.differs
    )


def _tells_of_persons(name: Name, compiled: Compiled, hidden: set[Name]) -> bool:
    """Whether to omit a relation's rows: it is about persons, or not in the project."""
    return bool(hidden) and (name in hidden or name not in compiled.queries)


@contextmanager
def opened(old: Path, new: Path) -> Iterator[Sides]:
    """Both warehouses, for reading."""
    before, after = _files(old, new)
    with side_by_side(old=before, new=after) as connection:
        sides = (_relations(connection, side) for side in ("old", "new"))
        yield Sides(connection, *sides)


def _files(old: Path, new: Path) -> tuple[Path, Path]:
    for file in (WORK_FILE, PUBLIC_FILE):
        pair = [path / file if path.is_dir() else path for path in (old, new)]
        if all(path.is_file() for path in pair):
            return pair[0], pair[1]
    missing = next((p for p in (old, new) if not p.exists()), None)
    if missing:
        raise UsageError(f"No warehouse at {missing}.")
    raise UsageError(f"{old} and {new} hold no two files of one kind.")


def _relations(connection: DuckDBPyConnection, side: str) -> dict[Name, str]:
    """Each relation of a side and how it is reached in SQL."""
    rows = connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = ? and table_schema <> ?",
        [side, ENGINE_SCHEMA],
    ).fetchall()
    return {
        published_name(Name(schema, table)): f"{side}.{Name(schema, table).quoted}"
        for schema, table in rows
    }


def changed_settings(old: Path, new: Path) -> Sequence[tuple[str, str, str]]:
    """The parameters with another value: name, old, new."""
    with opened(old, new) as sides:
        if not sides.both_have(PARAMETERS_USED):
            return []
        return sides.connection.execute(
            f"select n.name, o.value, n.value from {sides.old[PARAMETERS_USED]} as o "
            f"inner join {sides.new[PARAMETERS_USED]} as n on o.name = n.name "
            "and o.from_period is not distinct from n.from_period "
            "where o.value <> n.value order by all"
        ).fetchall()
