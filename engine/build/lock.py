"""One build of a warehouse at a time, and faults of the disk in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.diagnose.binder_errors import plain_words
from engine.engines.connections import fault_of
from engine.engines.errors import DatabaseError
from engine.problems import Problem, UnavailableError, system_fault


@contextmanager
def disk_faults(warehouse: Path) -> Iterator[None]:
    """Turn errors of the disk (full, no permission) into problems."""
    try:
        yield
    except OSError as error:
        raise system_fault(error, warehouse) from error
    except DatabaseError as error:
        raise fault_of(plain_words(error), warehouse) from error


@contextmanager
def lock(warehouse: Path, on_busy: Callable[[], None] | None = None) -> Iterator[None]:
    """One build of a warehouse at a time; the system frees it after a crash.

    Raises UnavailableError where another is under way; with `on_busy`, calls it and
    waits.
    """
    from filelock import FileLock, Timeout

    warehouse.mkdir(parents=True, exist_ok=True)
    held = FileLock(warehouse / ".lock")
    try:
        held.acquire(timeout=0)
    except Timeout:
        if on_busy is None:
            reason = f"another build of {warehouse} is under way"
            hint = "Try again after it, or wait for it."
            raise UnavailableError(Problem(reason, hint=hint)) from None
        on_busy()
        held.acquire()
    try:
        yield
    finally:
        held.release()
