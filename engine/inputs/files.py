"""The files of an input folder: one for each table, and what is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.compile.query import Query
from engine.problems import Place, Problem, ProblemError, nearest

ENDINGS = (".parquet", ".csv")
NAMES_JOINED = ", "
WIDE_ENDINGS = (*ENDINGS, ".sas7bdat")
GEOJSON = ".geojson"
GEOMETRY = "geometry"


@dataclass(frozen=True)
class InputFile:
    """A file of the input folder; `sha256` is the hash of its content.

    A wide table may lie in several files: `others` are those after the first, the
    hash is that of their hashes.
    """

    table: str
    path: Path
    bytes: int
    sha256: str
    others: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.path, *self.others)

    @property
    def name(self) -> str:
        return NAMES_JOINED.join(path.name for path in self.paths)

    @classmethod
    def described(
        cls, folder: Path, table: str, name: str, size: int, digest: str
    ) -> InputFile:
        """A file as engine.input_file tells of it; nothing is read."""
        first, *others = (folder / part for part in name.split(NAMES_JOINED))
        return cls(table, first, size, digest, tuple(others))

    @classmethod
    def of(cls, table: str, path: Path, *others: Path) -> InputFile:
        hashes = [_sha256(part) for part in (path, *others)]
        size = sum(part.stat().st_size for part in (path, *others))
        together = hashlib.sha256("\0".join(hashes).encode()).hexdigest()
        return cls(table, path, size, together if others else hashes[0], others)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_inputs(folder: Path, contracts: Iterable[Query]) -> dict[str, InputFile]:
    """The file of each input table. Raises ProblemError for what is missing."""
    if not folder.is_dir():
        raise ProblemError(Problem(f"the input folder {folder} does not exist"))
    files: dict[str, InputFile] = {}
    problems: list[Problem] = []
    for contract in contracts:
        table = contract.name.table
        paths = _paths(folder, contract)
        if paths and contract.has("wide") and len({p.suffix for p in paths}) == 1:
            files[table] = InputFile.of(table, *paths)
        elif len(paths) > 1:
            names = " and ".join(path.name for path in paths)
            problems.append(
                Problem(
                    f"two files for the input table {table}: {names}",
                    Place(paths[0]),
                    "Remove one of them.",
                )
            )
        elif paths:
            files[table] = InputFile.of(table, paths[0])
        elif not contract.has("optional"):
            problems.append(_missing(folder, table))
    if problems:
        raise ProblemError(problems)
    return files


def _paths(folder: Path, contract: Query) -> list[Path]:
    """The files that may hold a table; of a wide one, all that begin with its name."""
    table = contract.name.table
    if contract.has("wide"):
        found = [folder.glob(f"{table}*{ending}") for ending in WIDE_ENDINGS]
        return [path for paths in found for path in sorted(paths)]
    has_geometry = any(column.name == GEOMETRY for column in contract.columns)
    endings = (*ENDINGS, GEOJSON) if has_geometry else ENDINGS
    return [p for end in endings if (p := folder / f"{table}{end}").is_file()]


def _missing(folder: Path, table: str) -> Problem:
    present = [path.stem for path in folder.iterdir() if path.suffix in ENDINGS]
    hint = nearest(table, present) or f"Add {table}.parquet or {table}.csv."
    return Problem(f"the required input table {table} is missing", Place(folder), hint)
