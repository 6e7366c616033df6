"""Files put in place whole: written aside, flushed to disk, renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; in place if the block ends well, else gone.

    What a killed writer left under the name is cleared first.
    """
    beside = path.with_name(f".{path.name}.new{path.suffix}")
    _clear(beside)
    try:
        yield beside
        put_in_place(beside, path)
    finally:
        with suppress(OSError):
            _clear(beside)


def put_in_place(beside: Path, path: Path) -> None:
    """Rename over `path`; both the content and the name are on disk when done."""
    flush(beside)
    _wal(path).unlink(missing_ok=True)  # of a writer of the old file
    beside.replace(path)
    with suppress(OSError):  # not every file system flushes folders
        flush(path.parent)


def flush(path: Path) -> None:
    """Flush to the disk, if the platform can."""
    folder = path.is_dir()
    if folder and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
    try:
        _sync(handle)
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    with suppress(ImportError, OSError):
        import fcntl

        full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: past the drive's cache
        if full is not None:
            fcntl.fcntl(handle, full)
            return
    os.fsync(handle)


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _clear(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)
    rmtree(path.with_name(f"{path.name}.tmp"), ignore_errors=True)
