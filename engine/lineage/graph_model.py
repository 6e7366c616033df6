"""What influences what: columns of relations, and a clause that ties two of them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.names import Name

ROWS = "rows"
WIDE = "everything in reach"
ANY = "*"


@dataclass(frozen=True)
class Node:
    """A column of a relation, or of a `part` (a CTE) of its query.

    Without a column: the rows, that is which of them there are. The column `*` stands
    for those that the SQL does not name.
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

    It `shows` the source where the target may be made of the source's own values:
    not where they are only counted, compared, filtered or ordered by.
    """

    target: Node
    source: Node
    clause: str
    query: Name
    offset: int | None = None
    shows: bool = False
