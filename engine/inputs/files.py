"""The file of an input table: where it lies and the hash of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engine.inputs.formats import CSV, format_of, parts_of

NAMES_JOINED = ", "


@dataclass(frozen=True)
class InputFile:
    """The file of an input table; `sha256` is the hash of its content.

    A table may lie in several files: `others` are those after the first, the
    hash is that of their hashes. Those of one folder of parts are called by `folder`.
    A code list lies in the project. `options` say how a CSV file is written;
    they are part of `content`.
    """

    table: str
    path: Path
    bytes: int
    sha256: str
    others: tuple[Path, ...] = ()
    is_in_project: bool = False
    folder: Path | None = None
    options: tuple[tuple[str, str], ...] = ()
    content: str = ""

    @property
    def read_as(self) -> str:
        """A hash of the files' content and of the options for reading it."""
        return self.content or self.sha256

    def with_options(self, options: Mapping[str, str]) -> InputFile:
        """The file with options of CSV; files of other formats ignore them."""
        if not options or format_of(self.path) != CSV:
            return self
        chosen = tuple(sorted(options.items()))
        content = hashlib.sha256(repr((self.sha256, chosen)).encode()).hexdigest()
        return replace(self, options=chosen, content=content)

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.path, *self.others)

    @property
    def name(self) -> str:
        if self.folder:
            return f"{self.folder.name}/"
        return NAMES_JOINED.join(path.name for path in self.paths)

    @classmethod
    def described(
        cls, folder: Path, table: str, name: str, size: int, digest: str
    ) -> InputFile:
        """A file as described by a row of engine.input_file; the file is not read."""
        if name.endswith("/"):
            parts = folder / name
            first, *others = parts_of(parts) if parts.is_dir() else [parts]
            return cls(table, first, size, digest, tuple(others), folder=parts)
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
