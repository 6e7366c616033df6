"""A published relation as a file: the format is the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.atomic_files import aside
from engine.problems import Place, Problem, UsageError, of_kind

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
FIGURES_ONLY = ".json"


class Written(NamedTuple):
    """How many rows went into the file, and the columns that it cannot hold."""

    rows: int
    left_out: Sequence[str]


def export(
    warehouse: Path,
    relation: str,
    file: Path,
    where: Mapping[str, str],
    language: str,
) -> Written:
    """Write a relation of the public file.

    Raises UsageError for what cannot be asked, ProblemError where the disk fails or
    a column would not come out whole; then nothing is written.
    """
    ending, write = _writer(file)
    if not file.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {file.parent} to write {file.name} to.")
    from engine.export.fits import refuse_unfit
    from engine.export.table import read_table

    table = read_table(warehouse, relation, where, language)
    refuse_unfit(table, ending, file)
    try:
        with aside(file) as beside:
            write(table, beside)
    except OSError as error:
        problem = Problem(f"the file could not be written: {error}", Place(file))
        raise of_kind(error, problem) from error
    left_out = table.others if ending == FIGURES_ONLY else []
    return Written(table.rows.num_rows, [field.name for field in left_out])


def _writer(file: Path) -> tuple[str, Writer]:
    for ending, name in ENDINGS.items():
        if file.name.lower().endswith(ending):
            writer: Writer = import_module(f"engine.export.{name}").write
            return ending, writer
    raise UsageError(f"{file.name} ends in none of {', '.join(ENDINGS)}.")
