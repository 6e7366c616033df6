"""The statements of a build as a file, read without the compiler."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = "statements.json"


@dataclass(frozen=True)
class Statement:
    """A relation: the SELECT that gives its rows, or those of a fit's training set.

    `kind` is that of @materialize; `reads` are relations before it; `model`: which
    column of the training set plays which part.
    """

    relation: str
    kind: str
    sql: str
    reads: tuple[str, ...]
    model: Mapping[str, Any] | None = None


def write(statements: Sequence[Statement], folder: Path) -> None:
    rows = [asdict(statement) for statement in statements]
    (folder / FILE).write_text(json.dumps(rows, indent=1), "utf-8")


def read(folder: Path) -> list[Statement]:
    rows = json.loads((folder / FILE).read_text("utf-8"))
    return [Statement(**{**row, "reads": tuple(row["reads"])}) for row in rows]
