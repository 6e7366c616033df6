"""The request for a build, and its report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.engines.connections import Resources
from engine.names import Name
from engine.publish.write import OLDEST_STORAGE

if TYPE_CHECKING:
    from engine.build.placement import OnSpark


@dataclass(frozen=True)
class Request:
    """The options of a build; `inputs` None builds the synthetic Denmark.

    While another build is under way, this one ends with a problem; or, with
    `on_busy`, calls it and waits. `csv` says how CSV files of the inputs are written,
    where that is not to be recognised (`csv_values.OPTIONS`). `on_spark` is a
    Spark that makes some of the relations.
    """

    warehouse: Path
    inputs: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    select: Sequence[str] = ()
    full: bool = False
    resources: Resources = field(default_factory=Resources)
    storage_version: str = OLDEST_STORAGE
    on_busy: Callable[[], None] | None = None
    csv: Mapping[str, str] = field(default_factory=dict)
    on_spark: OnSpark | None = None


@dataclass(frozen=True)
class Spent:
    """Seconds of wall time that a relation took: making its rows, checking them, and
    measuring and storing them. Relations run side by side: they add up to more than
    the build took."""

    relation: str
    rows: int | None
    making: float
    checking: float
    storing: float

    @property
    def total(self) -> float:
        return self.making + self.checking + self.storing


@dataclass
class Report:
    """What a build did; seconds are of wall time. `changed` is false where there was
    nothing to do and the public file is as it was. Nothing is decided by it."""

    public: Path
    synthetic: bool
    published: bool = False
    changed: bool = True
    run: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    relations: list[Spent] = field(default_factory=list)

    def add(self, name: Name, is_new: bool, notes: Sequence[str]) -> None:
        """Record a finished relation: whether it was built anew, and its notes."""
        (self.run if is_new else self.reused).append(str(name))
        self.notes += [f"{name}: {note}" for note in notes]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the time spent in the block to a step's seconds."""
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        self.seconds[step] = self.seconds.get(step, 0.0) + spent
