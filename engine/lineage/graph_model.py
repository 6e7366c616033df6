"""The lineage graph: columns as nodes, clauses as edges."""

from __future__ import annotations

from dataclasses import dataclass

from engine.names import Name

ROWS = "rows"
WIDE = "everything in reach"
ANY = "*"


@dataclass(frozen=True)
class Node:
    """A column of a relation, or of a `part` (a CTE) of its query.

    Without a column: the rows, that is which rows exist. The column `*` means all
    columns that the SQL does not name.
    """

    relation: Name
    column: str | None
    part: str = ""

    def __str__(self) -> str:
        place = f"{self.relation}[{self.part}]" if self.part else str(self.relation)
        return f"{place}.{self.column}" if self.column else f"rows of {place}"


@dataclass(frozen=True)
class Step:
    """`source` influences `target` through a clause at a character of the SQL.

    It `shows` the source if the target may contain the source's values, and not if they
    are only counted, compared, filtered or ordered by.
    """

    target: Node
    source: Node
    clause: str
    query: Name
    offset: int | None = None
    shows: bool = False
