"""A published relation as a file: the format is the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from engine.durable import aside
from engine.problems import Place, Problem, ProblemError, UsageError

if TYPE_CHECKING:
    from engine.export.table import Table

Writer = Callable[["Table", Path], None]
ENDINGS = {  # the longest first: .sdmx.csv is also .csv
    ".sdmx.csv": "sdmx",
    ".csv": "delimited",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".json": "jsonstat",
}


def export(
    warehouse: Path,
    relation: str,
    file: Path,
    where: Mapping[str, str],
    language: str,
) -> int:
    """Write a relation of the public file; the number of its rows.

    Raises UsageError for what cannot be asked, ProblemError where the disk fails.
    """
    write = _writer(file)
    from engine.export.table import read_table

    table = read_table(warehouse, relation, where, language)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with aside(file) as beside:
            write(table, beside)
    except OSError as error:
        raise ProblemError(
            Problem(f"the file could not be written: {error}", Place(file))
        ) from error
    return int(table.rows.num_rows)


def _writer(file: Path) -> Writer:
    for ending, name in ENDINGS.items():
        if file.name.lower().endswith(ending):
            writer: Writer = import_module(f"engine.export.{name}").write
            return writer
    raise UsageError(f"{file.name} ends in none of {', '.join(ENDINGS)}.")
