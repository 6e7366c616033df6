"""Files that only their owner reads: the work file and all that a build leaves beside
the public one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PRIVATE = 0o600
OTHERS = 0o077
_masks = [0o022]


@contextmanager
def private_files(*there: Path) -> Iterator[None]:
    """New files are the owner's alone; so, from now on, are those that are there.

    It sets the mask of the whole process: what it made before keeps its mode.
    """
    before = os.umask(OTHERS)
    _masks.append(before)
    try:
        for path in there:
            _close(path)
        yield
    finally:
        _masks.pop()
        os.umask(before)


def open_to_readers(file: Path, before: Path) -> None:
    """The mode of the file that it replaces, else what new files outside have."""
    kept = before.stat().st_mode & 0o777 if before.is_file() else 0o666 & ~_masks[-1]
    file.chmod(kept)


def _close(path: Path) -> None:
    files: Iterable[Path] = path.rglob("*") if path.is_dir() else [path]
    for file in files:
        if file.is_file() and file.stat().st_mode & OTHERS:
            with suppress(OSError):
                file.chmod(PRIVATE)
