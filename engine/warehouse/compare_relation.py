"""One relation of two warehouses compared, row by row.

Rows are matched by the key that the project declares; where a relation has none, or
its key is not one, whole rows are compared. Two numbers are the same within a
relative tolerance, so that a refit in another order of rows is no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.compile.compiled import Compiled
from engine.names import Name, quote
from engine.privacy.mask import PERSON_NAMES, masked, person_columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHOWN = 5
INEXACT = ("DOUBLE", "FLOAT")


@dataclass(frozen=True)
class Example:
    """A row added, removed or changed: its key, and cells as column, old, new."""

    kind: str
    row: Mapping[str, Any]
    cells: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True)
class RelationDiff:
    """What differs between two relations of one name. `schema` is in words.

    If it `is_private`, rows and their counts are omitted.
    """

    name: Name
    schema: tuple[str, ...]
    added: int
    removed: int
    changed: int
    columns: Mapping[str, int]
    examples: tuple[Example, ...]
    is_private: bool = False

    @property
    def differs(self) -> bool:
        counted = self.added or self.removed or self.changed
        return bool(self.schema or counted or self.is_private)

    def without_rows(self) -> RelationDiff:
        """The difference without rows and counts, for relations about persons."""
        if not self.differs:
            return self
        return RelationDiff(self.name, self.schema, 0, 0, 0, {}, (), is_private=True)


@dataclass(frozen=True)
class Comparison:
    """One relation on both sides."""

    connection: DuckDBPyConnection
    compiled: Compiled
    name: Name
    names: Mapping[str, Mapping[Name, str]]
    tolerance: float

    def run(self) -> RelationDiff:
        if not self.old or not self.new:
            return self._whole()
        counts = self._counts()
        added, removed, changed, *by_column = counts
        columns = {
            name: count
            for name, count in zip(self.compared, by_column, strict=True)
            if count
        }
        examples = tuple(self._examples()) if added or removed or changed else ()
        schema = tuple(self._schema())
        return RelationDiff(
            self.name, schema, added, removed, changed, columns, examples
        )

    @cached_property
    def old(self) -> dict[str, str]:
        return self._columns("old")

    @cached_property
    def new(self) -> dict[str, str]:
        return self._columns("new")

    @cached_property
    def common(self) -> list[str]:
        return [column for column in self.new if column in self.old]

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The declared key, where it is one on both sides."""
        query = self.compiled.queries.get(self.name)
        key = query.key if query else ()
        if not key or not set(key) <= set(self.common):
            return ()
        columns = ", ".join(map(quote, key))
        for side in ("old", "new"):
            sql = (
                f"select 1 from {self._table(side)} group by {columns} "
                "having count(*) > 1 limit 1"
            )
            if self.connection.execute(sql).fetchall():
                return ()
        return key

    @property
    def compared(self) -> list[str]:
        """The columns that may have changed in a row that is still there."""
        return (
            [name for name in self.common if name not in self.key] if self.key else []
        )

    def _table(self, side: str) -> str:
        return self.names[side][self.name]

    def _columns(self, side: str) -> dict[str, str]:
        if self.name not in self.names[side]:
            return {}
        rows = self.connection.execute(f"describe {self._table(side)}").fetchall()
        return {str(row[0]): str(row[1]) for row in rows}

    def _whole(self) -> RelationDiff:
        side = "new" if self.new else "old"
        sql = f"select count(*) from {self._table(side)}"
        row = self.connection.execute(sql).fetchone()
        count = int(row[0]) if row else 0
        added, removed = (count, 0) if side == "new" else (0, count)
        words = "new relation" if side == "new" else "relation removed"
        return RelationDiff(self.name, (words,), added, removed, 0, {}, ())

    def _schema(self) -> Iterator[str]:
        for column in self.new.keys() - self.old.keys():
            yield f"column {column} {self.new[column]} added"
        for column in self.old.keys() - self.new.keys():
            yield f"column {column} removed"
        for column in self.common:
            if self.old[column] != self.new[column]:
                yield f"column {column} {self.old[column]} → {self.new[column]}"

    @cached_property
    def _pairs(self) -> str:
        """Both sides side by side: `is_old`, `is_new`, o_COLUMN and n_COLUMN."""
        if not self.key:
            return self._whole_rows()
        on = " and ".join(
            f"o.{quote(name)} is not distinct from n.{quote(name)}" for name in self.key
        )
        cells = "".join(
            f", o.{quote(name)} as {quote(f'o_{name}')}"
            f", n.{quote(name)} as {quote(f'n_{name}')}"
            for name in self.common
        )
        old = f"(select *, true as is_old from {self._table('old')}) as o"
        new = f"(select *, true as is_new from {self._table('new')}) as n"
        return f"select is_old, is_new{cells} from {old} full join {new} on {on}"

    def _whole_rows(self) -> str:
        columns = ", ".join(map(quote, self.common))
        parts = []
        for side, other in (("old", "new"), ("new", "old")):
            cells = "".join(
                f", {quote(name)} as {quote(f'o_{name}')}"
                f", {quote(name)} as {quote(f'n_{name}')}"
                for name in self.common
            )
            flags = ("true", "null") if side == "old" else ("null", "true")
            parts.append(
                f"select {flags[0]}::boolean as is_old, {flags[1]}::boolean as is_new"
                f"{cells} from (select {columns} from {self._table(side)} "
                f"except all select {columns} from {self._table(other)})"
            )
        return " union all ".join(parts)

    def _other(self, column: str) -> str:
        """SQL condition: the cell has changed."""
        old, new = quote(f"o_{column}"), quote(f"n_{column}")
        distinct = f"({old} is distinct from {new})"
        if self.old[column] not in INEXACT or self.new[column] not in INEXACT:
            return distinct
        within = (
            f"abs({old} - {new}) <= {self.tolerance} * greatest(abs({old}), abs({new}))"
        )
        return f"({distinct} and not coalesce({within}, false))"

    @property
    def _any_other(self) -> str:
        return " or ".join(map(self._other, self.compared)) or "false"

    def _counts(self) -> list[int]:
        both = "is_old and is_new"
        measures = [
            "count_if(is_old is null)",
            "count_if(is_new is null)",
            f"count_if({both} and ({self._any_other}))",
            *(f"count_if({both} and {self._other(name)})" for name in self.compared),
        ]
        row = self.connection.execute(
            f"select {', '.join(measures)} from ({self._pairs})"
        ).fetchone()
        return [int(n or 0) for n in row or ()]

    def _examples(self) -> Iterator[Example]:
        """The first few of each kind, persons masked."""
        for kind, condition in (
            ("added", "is_old is null"),
            ("removed", "is_new is null"),
            ("changed", f"is_old and is_new and ({self._any_other})"),
        ):
            cursor = self.connection.execute(
                f"select * from ({self._pairs}) where {condition} "
                f"order by all limit {SHOWN}"
            )
            header = [column[0] for column in cursor.description or []]
            for row in cursor.fetchall():
                yield self._example(kind, dict(zip(header, row, strict=True)))

    def _example(self, kind: str, row: Mapping[str, Any]) -> Example:
        side = "o" if kind == "removed" else "n"
        names = self.key or tuple(self.common)
        key_cells = {name: self._cell(name, row[f"{side}_{name}"]) for name in names}
        if kind != "changed":
            return Example(kind, key_cells)
        cells = tuple(
            (name, self._cell(name, old), self._cell(name, new))
            for name in self.compared
            for old, new in [(row[f"o_{name}"], row[f"n_{name}"])]
            if not self._same(old, new)
        )
        return Example(kind, key_cells, cells)

    def _same(self, old: Any, new: Any) -> bool:
        if isinstance(old, float) and isinstance(new, float):
            return abs(old - new) <= self.tolerance * max(abs(old), abs(new))
        return bool(old == new)

    def _cell(self, column: str, value: Any) -> Any:
        query = self.compiled.queries.get(self.name)
        persons = person_columns(query) if query else set()
        if value is not None and (column in persons or column.lower() in PERSON_NAMES):
            return masked(value)
        return value
