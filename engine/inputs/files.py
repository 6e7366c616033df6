"""The file of an input table: where it lies and the hash of its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

ENDINGS = (".parquet", ".csv")
NAMES_JOINED = ", "
WIDE_ENDINGS = (*ENDINGS, ".sas7bdat")
GEOJSON = ".geojson"
GEOMETRY = "geometry"


@dataclass(frozen=True)
class InputFile:
    """The file of an input table; `sha256` is the hash of its content.

    A table may lie in several files: `others` are those after the first, the
    hash is that of their hashes. A code list lies in the project, not in the folder.
    """

    table: str
    path: Path
    bytes: int
    sha256: str
    others: tuple[Path, ...] = ()
    is_in_project: bool = False

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
