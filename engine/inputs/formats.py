"""The format and table of each file in a folder, from its name, in any case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.problems import Place, Problem, ProblemError, nearest_name

CODE_LIST = ".csv"
CSV, PARQUET, SHEET, SAS = "CSV", "Parquet", "spreadsheet", "SAS"
GEOJSON = "GeoJSON"
GEOMETRY = "geometry"  # the column that a table of features has
COMPRESSED = {".gz": "gzip", ".zst": "zstd"}
FORMATS = {
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".parquet": PARQUET,
    ".xlsx": SHEET,
    ".xlsm": SHEET,
    ".xlsb": SHEET,
    ".xls": SHEET,
    ".ods": SHEET,
    ".sas7bdat": SAS,
    ".geojson": GEOJSON,
}
TABLE_LOGS = ("_delta_log", "metadata", ".hoodie")
NEAR = 0.8


@dataclass(frozen=True)
class Entry:
    """A file, or a folder of parts, by the name of the table that it may hold.

    `format` is None for an unknown format.
    """

    path: Path
    stem: str
    format: str | None

    @classmethod
    def of(cls, path: Path) -> Entry:
        stem, format_ = _split(path)
        if path.is_dir():
            inner = {Entry.of(part).format for part in _files(path)}
            format_ = format_ or (inner.pop() if len(inner) == 1 else None)
        return cls(path, stem, format_)

    @property
    def parts(self) -> list[Path]:
        """The file itself, or those in the folder. Raises ProblemError."""
        return parts_of(self.path) if self.path.is_dir() else [self.path]

    def is_near(self, table: str) -> bool:
        """Whether its name is nearly that of a table."""
        stem, other = plain_name(self.stem), plain_name(table)
        if self.format is None:
            return stem == other
        return stem.startswith(other) or bool(nearest_name(stem, [other], NEAR))


def entries(folder: Path) -> list[Entry]:
    """The entries of an input folder without hidden files, sorted by name."""
    return [Entry.of(p) for p in sorted(folder.iterdir()) if p.name[0] not in "._"]


def format_of(path: Path) -> str | None:
    return _split(path)[1]


def compression_of(path: Path) -> str | None:
    """How a file is compressed, by its last ending."""
    return COMPRESSED.get(path.suffix.lower())


def parts_of(folder: Path) -> list[Path]:
    """The part files of a table in a folder. Raises ProblemError.

    A folder's name is never read as data, so folders within folders are refused, as are
    tables whose log says which of the files count.
    """
    for name in TABLE_LOGS:
        if (folder / name).exists():
            reason = f"the folder has a {name}: its files are not all of the table"
            hint = "Export the table as plain Parquet files."
            raise ProblemError(Problem(reason, Place(folder), hint))
    inner = [
        p for p in sorted(folder.iterdir()) if p.is_dir() and p.name[0] not in "._"
    ]
    if inner:
        reason = f"the folder has a folder in it: {inner[0].name}"
        hint = "Put all part files into one folder; no folder's name is read as data."
        raise ProblemError(Problem(reason, Place(folder), hint))
    parts = list(_files(folder))
    if len({format_of(part) for part in parts}) != 1 or format_of(parts[0]) is None:
        hint = "Put CSV files or Parquet files into it, and nothing else."
        reason = "the folder must hold files of one format"
        raise ProblemError(Problem(reason, Place(folder), hint))
    return parts


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name[0] not in "._":
            yield path


def _split(path: Path) -> tuple[str, str | None]:
    """The name in lower case without its endings, and what these say of the format."""
    name = path.name.lower()
    for ending in COMPRESSED:
        if name.endswith(ending) and FORMATS.get(Path(path.stem).suffix.lower()) == CSV:
            name = name.removesuffix(ending)
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name, None
    format_ = FORMATS.get(f".{ending}")
    return (stem, format_) if format_ or path.is_file() else (name, None)


def plain_name(name: str) -> str:
    """A name in lower case without blanks, punctuation and plural ending."""
    letters = re.sub(r"[\W_]", "", name.lower())
    return re.sub(r"(er|es|s)$", "", letters)
