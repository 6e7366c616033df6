"""Progress of a build on standard error; silent outside a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Protocol


class Reporter(Protocol):
    """Hears of each step of long work; several may be under way at once."""

    def start(self, total: int) -> None: ...
    def step(self, name: str) -> None: ...
    def done(self, name: str, rows: int | None, seconds: float) -> None: ...


class Silent:
    """Says nothing."""

    def start(self, total: int) -> None: ...
    def step(self, name: str) -> None: ...
    def done(self, name: str, rows: int | None, seconds: float) -> None: ...


class Progress:
    """A live line with the relation under way; a line for each slow one."""

    SLOW = 0.5

    def __init__(self) -> None:
        self._progress: Any = None
        self._task: Any = None

    def __enter__(self) -> Reporter:
        if not sys.stderr.isatty():
            return Silent()
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeElapsedColumn,
        )
        from rich.progress import Progress as Bar

        self._progress = Bar(
            MofNCompleteColumn(),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress:
            self._progress.stop()

    def start(self, total: int) -> None:
        self._task = self._progress.add_task("", total=total)

    def step(self, name: str) -> None:
        self._progress.update(self._task, description=name)

    def done(self, name: str, rows: int | None, seconds: float) -> None:
        self._progress.advance(self._task)
        if seconds >= self.SLOW:
            count = f"{rows:,} rows" if rows is not None else "view"
            self._progress.console.print(f"{name}  {count}  {seconds:.2f} s")
