"""What stands around a build: one at a time, and faults of the disk in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.diagnose.binder_errors import plain_words
from engine.problems import Place, Problem, ProblemError


@contextmanager
def disk_faults(warehouse: Path) -> Iterator[None]:
    """A full disk, a folder without permission: told in words."""
    import duckdb

    try:
        yield
    except OSError as error:
        place = Place(Path(error.filename)) if error.filename else Place(warehouse)
        raise ProblemError(Problem(error.strerror or str(error), place)) from error
    except duckdb.Error as error:
        raise ProblemError(Problem(plain_words(error), Place(warehouse))) from error


@contextmanager
def lock(warehouse: Path, on_busy: Callable[[], None] | None = None) -> Iterator[None]:
    """One build of a warehouse at a time; the system frees it after a crash."""
    from filelock import FileLock, Timeout

    warehouse.mkdir(parents=True, exist_ok=True)
    held = FileLock(warehouse / ".lock")
    try:
        held.acquire(timeout=0)
    except Timeout:
        if on_busy is None:
            reason = f"another build of {warehouse} is under way"
            raise ProblemError(
                Problem(f"{reason}; try again after it, or give --wait")
            ) from None
        on_busy()
        held.acquire()
    try:
        yield
    finally:
        held.release()
