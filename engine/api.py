"""The Python interface: what `import engine` gives. Nothing prints, nothing exits.

    import engine

    project = engine.open_project("my_project")
    report = project.build(inputs="inputs", warehouse="warehouse")
    warehouse = engine.open_warehouse("warehouse")
    warehouse.relation("balance.assessment").where(region_id="DK").df()
    warehouse.explain("Sygeplejerske", region="hovedstaden")
    project.what_if(warehouse, {"exit_threshold": 0.4}).moved
    project.lineage("balance.assessment.category")

Faults are raised as `ProblemError`, whose `problems` say what is wrong and where;
wrong names as `UsageError`; what may work later as `UnavailableError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from engine.balance.explain import find_cell, story
from engine.balance.moved_titles import Moved, moved_titles
from engine.build.build import build as run_build
from engine.build.request import Report, Request
from engine.build.what_if import changed_warehouse
from engine.compile.project import Project as Queries
from engine.engines.connections import Resources
from engine.inputs.csv_values import csv_options
from engine.lineage.across_queries import Lineage, decides_values
from engine.names import Name
from engine.problems import Place
from engine.project_root import default_warehouse, find_root
from engine.state.work_file import work_file
from engine.warehouse.compare_relation import RelationDiff
from engine.warehouse.diff import compare
from engine.warehouse.read import arrow_of, open_public, relations_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from engine.build.placement import OnSpark

Folder = str | Path
Value = str | float | bool


@dataclass(frozen=True)
class Relation:
    """A published relation, or those rows of it whose columns have the `filters`."""

    warehouse: Path
    name: str
    filters: Mapping[str, Value]

    def where(self, **filters: Value) -> Relation:
        """The rows whose columns have these values."""
        return replace(self, filters={**self.filters, **filters})

    def arrow(self) -> pa.Table:
        """The rows as an Arrow table, in the order of the key."""
        filters = {column: _text(value) for column, value in self.filters.items()}
        return arrow_of(self.warehouse, self.name, filters)

    def df(self) -> pd.DataFrame:
        """The rows as a pandas frame."""
        return self.arrow().to_pandas()

    def pl(self) -> pl.DataFrame:
        """The rows as a polars frame."""
        import polars

        frame = polars.from_arrow(self.arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def _repr_html_(self) -> str:
        table = self.arrow()
        head = table.slice(0, 10).to_pylist()
        rows = [[_cell(row[name]) for name in table.column_names] for row in head]
        caption = f"{self.name}: {table.num_rows:,} rows"
        return _table(table.column_names, rows, caption)


@dataclass(frozen=True)
class StoryStep:
    """A step of the reasons for a category."""

    number: int
    topic: str
    words: str


class Story(tuple[StoryStep, ...]):
    """Why a title has its category, step by step."""

    def __str__(self) -> str:
        return "\n".join(f"{step.number}  {step.topic}  {step.words}" for step in self)

    def _repr_html_(self) -> str:
        rows = [[str(step.number), step.topic, step.words] for step in self]
        return _table(["", "", ""], rows, None)


@dataclass(frozen=True)
class Warehouse:
    """What a build has left in a folder; only the public file is read."""

    folder: Path

    @property
    def relations(self) -> list[str]:
        """The names of the published relations."""
        return [str(name) for name in relations_of(self.folder)]

    def relation(self, name: str) -> Relation:
        """A published relation. Raises UsageError where there is none."""
        relations_of(self.folder, name)
        return Relation(self.folder, name, {})

    def explain(
        self,
        occupation: str,
        region: str | None = None,
        period: str | None = None,
        language: str = "en",
    ) -> Story:
        """Why a title has its category; names may be parts of a name."""
        cell = find_cell(self.folder, occupation, region, period)
        return Story(StoryStep(*step) for step in story(self.folder, cell, language))


@dataclass(frozen=True)
class Changes:
    """What another parameter or query would change."""

    relations: tuple[RelationDiff, ...]
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Influence:
    """An input column that can influence a relation or column, and by which places;
    `rows_only` says that it can only decide which rows there are."""

    table: str
    column: str | None
    rows_only: bool
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Project:
    """The queries, macros and parameters in a folder."""

    root: Path

    @cached_property
    def _queries(self) -> Queries:
        return Queries(self.root)

    def build(
        self,
        inputs: Folder | None = None,
        warehouse: Folder | None = None,
        set: Mapping[str, Value] | None = None,
        *,
        select: Sequence[str] = (),
        csv: Mapping[str, str] | None = None,
        full: bool = False,
        threads: int | None = None,
        memory_limit: str | None = None,
        spark: str | None = None,
        place: Sequence[str] = (),
    ) -> Report:
        """Build the warehouse and publish it; without inputs the synthetic Denmark.

        `set` overrides parameters; `select` names relations to build, publishing
        nothing. `csv` says how CSV files are written where the build cannot recognise
        it: encoding, delimiter, decimal, date. `spark` (sail, local[2] or
        sc://HOST:PORT) makes the relations of persons, and those that `place` moves
        (all, RELATION=spark, RELATION=duckdb). What was there before is kept where
        anything is at fault.
        """
        request = Request(
            _folder(warehouse, self.root),
            Path(inputs) if inputs is not None else None,
            _texts(set),
            tuple(select),
            full,
            Resources(threads, memory_limit),
            csv=csv_options(f"{key}={value}" for key, value in (csv or {}).items()),
            on_spark=_on_spark(spark, place),
        )
        return run_build(Queries(self.root), request)

    def what_if(
        self,
        warehouse: Warehouse | Folder | None = None,
        set: Mapping[str, Value] | None = None,
        queries: Iterable[Folder] = (),
    ) -> Changes:
        """What other parameters or queries would change; the warehouse is left as it
        is."""
        folder = (
            warehouse.folder
            if isinstance(warehouse, Warehouse)
            else _folder(warehouse, self.root)
        )
        texts = [str(query) for query in queries]
        with changed_warehouse(self._queries, folder, _texts(set), texts) as changed:
            before, after = work_file(folder), changed.work
            only = changed.relations
            relations = compare(before, after, changed.compiled, only=only)
            moved = tuple(moved_titles(before, after, changed.compiled))
        return Changes(relations, moved)

    def lineage(self, relation: str) -> list[Influence]:
        """Every input column that can influence SCHEMA.NAME or SCHEMA.NAME.COLUMN."""
        lineage = Lineage.of(self._queries.compile_for([Name.of(relation)]))
        inputs = lineage.inputs(lineage.node(relation))
        return [
            Influence(
                str(leaf.relation),
                leaf.column,
                not decides_values(way),
                tuple(lineage.place(step) for step in way),
            )
            for leaf, way in inputs.items()
        ]

    @property
    def relations(self) -> list[str]:
        """The names of all relations."""
        return sorted(map(str, self._queries.query_files))


def open_project(folder: Folder | None = None) -> Project:
    """The project in a folder; else the nearest upwards from the current one, else the
    one that is installed. Raises UsageError."""
    return Project(find_root(Path(folder) if folder is not None else None))


def open_warehouse(folder: Folder | None = None) -> Warehouse:
    """The warehouse in a folder, by default the project's. Raises UsageError where none
    was built."""
    warehouse = Warehouse(_folder(folder, None))
    with open_public(warehouse.folder):
        return warehouse


def _on_spark(address: str | None, place: Sequence[str]) -> OnSpark | None:
    if address is None:
        return None
    from engine.build.placement import OnSpark

    return OnSpark(address, place)


def _folder(warehouse: Folder | None, root: Path | None) -> Path:
    return Path(warehouse) if warehouse is not None else default_warehouse(root)


def _texts(values: Mapping[str, Value] | None) -> dict[str, str]:
    return {name: _text(value) for name, value in (values or {}).items()}


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cell(value: object) -> str:
    if value is None:
        return "NULL"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _table(
    header: Sequence[str], rows: Iterable[Sequence[str]], caption: str | None
) -> str:
    def row(tag: str, cells: Sequence[str]) -> str:
        inner = "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)
        return f"<tr>{inner}</tr>"

    head = row("th", header) if any(header) else ""
    words = f"<caption>{escape(caption)}</caption>" if caption else ""
    body = "".join(row("td", cells) for cells in rows)
    return f"<table>{words}{head}{body}</table>"


__all__ = [
    "Changes",
    "Influence",
    "Project",
    "Relation",
    "Report",
    "Story",
    "StoryStep",
    "Warehouse",
    "open_project",
    "open_warehouse",
]
