"""Spark as an engine: an open Connect session and the verbs of `base.Engine`.

A table lies as Parquet in a folder and is a temporary view of the session, so nothing
is left in anyone's catalogue; a view is put into whatever reads it. An empty DuckDB has
every relation's columns: it binds each statement first, so that faults keep their words
and places, and says which type each column has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from engine.engines.base import Content, StoredAs, render
from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import Refused
from engine.engines.spark import rest
from engine.engines.spark.ctes import take_out
from engine.engines.spark.translate import SPARK, adapted, put_in, text_of
from engine.engines.spark.value_rules import Untranslatable
from engine.names import DIALECT, Name

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

LONGEST = 300  # characters of an error of Spark that are repeated


@dataclass(frozen=True)
class Stored:
    """A relation: a view's query, or the folder of a table and the session's name
    of it."""

    query: exp.Expr
    folder: Path | None = None

    @property
    def stored_as(self) -> StoredAs:
        return "table" if self.folder else "view"


class Spark:
    """The engine of an open session; whoever opened it closes it.

    `folder` is empty, and both this program and the server see it. `binder` is an
    empty DuckDB. Several threads may use it: they bind, and look up or change what is
    stored, in turns, and the server works for all of them at once.
    """

    dialect = SPARK
    keeps_order = False

    def __init__(self, session: SparkSession, folder: Path, binder: DuckDB) -> None:
        self.session = session
        self.folder = folder
        self.binder = binder
        self._binding = RLock()
        self._stored: dict[Name, Stored] = {}
        self._numbers = count(1)

    # making ----------------------------------------------------------------------

    def create(self, name: Name, sql: str, stored_as: StoredAs) -> None:
        """Make a relation of a query's text. Raises Refused."""
        with self._binding:
            self.binder.create(name, sql, stored_as)
            tree = self._tree(sql)
            if stored_as == "view":
                self._stored[name] = Stored(tree)
                return
            self.binder.connection.execute(f"delete from {name.quoted}")
            folder = self._folder(name, text_of(tree))
        self._write(tree, folder, name)
        self._register(name, folder)

    def create_from_rows(self, name: Name, rows: pa.Table) -> None:
        with self._binding:
            self.binder.create_from_rows(name, rows.slice(0, 0))
        self._store(name, rows.to_reader())

    def create_from_batches(
        self,
        name: Name,
        batches: pa.RecordBatchReader,
        columns: Sequence[tuple[str, str]],
    ) -> None:
        """Make a table of rows that come in batches; `columns` are names and DuckDB's
        types."""
        none = batches.schema.empty_table().to_reader()
        with self._binding:
            self.binder.create_from_batches(name, none, columns)
        self._store(name, batches)

    def adopt(
        self, name: Name, folder: Path, columns: Sequence[tuple[str, str]]
    ) -> None:
        """Let a folder that another session has written be a table; `columns` are names
        and DuckDB's types."""
        none = rest.read_rows(folder).schema.empty_table().to_reader()
        with self._binding:
            self.binder.create_from_batches(name, none, columns)
        self._register(name, folder)

    def move(self, name: Name, folder: Path) -> None:
        """Let a table's rows lie in another folder, in place of what lies there."""
        before = self._stored[name]
        assert before.folder is not None
        rest.move(before.folder, folder)
        self._register(name, folder)
        self.session.catalog.dropTempView(before.query.name)

    def _store(self, name: Name, rows: pa.RecordBatchReader) -> None:
        folder = self._folder(name, "rows")
        rest.write_rows(rows, folder)
        self._register(name, folder)

    def drop(self, name: Name, stored_as: StoredAs) -> None:
        with self._binding:
            self.binder.drop(name, stored_as)
            del self._stored[name]

    def comment(
        self, name: Name, stored_as: StoredAs, words: str, columns: Mapping[str, str]
    ) -> None:
        """Temporary views have no comments: DuckDB keeps them."""

    # reading ---------------------------------------------------------------------

    def rows(self, sql: str | exp.Expr) -> list[tuple[Any, ...]]:
        return _tuples(self._run(self._asked(render(sql, DIALECT))))

    def head(self, sql: str, limit: int) -> tuple[list[str], list[tuple[Any, ...]]]:
        tree = self._asked(sql)
        first = exp.select("*").from_(tree.subquery("asked")).limit(limit)  # type: ignore[attr-defined]
        table = self._run(first)
        return list(table.column_names), _tuples(table)

    def arrow(self, sql: str) -> pa.Table:
        """The rows of a query's text, ordered by all columns, with DuckDB's types.
        Raises Refused."""
        with self._binding:
            typed, tree = self.binder.arrow(sql), self._tree(sql)
        table = self._run(tree).rename_columns(typed.schema.names)
        table = table.cast(typed.schema)
        return table.sort_by([(name, "ascending") for name in table.column_names])

    def batches(self, name: Name) -> pa.RecordBatchReader:
        """The rows of a table, in batches."""
        folder = self._stored[name].folder
        assert folder is not None
        return rest.read_rows(folder)

    def columns(self, name: Name) -> list[tuple[str, str]]:
        with self._binding:
            return self.binder.columns(name)

    def content(self, name: Name) -> Content:
        """As DuckDB hashes them: the same rows have the same content anywhere."""
        with scratch() as connection:
            one = DuckDB(connection)
            one.create_from_batches(name, self.batches(name), self.columns(name))
            return one.content(name)

    def relations(self) -> dict[Name, StoredAs]:
        with self._binding:
            return {name: stored.stored_as for name, stored in self._stored.items()}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        before = dict(self._stored)
        try:
            with self.binder.transaction():
                yield
        except BaseException:
            self._stored = before
            raise

    # ---------------------------------------------------------------------------------

    def _tree(self, sql: str | exp.Expr) -> exp.Expr:
        """A statement in Spark's words, reading this session's views."""
        try:
            tree = adapted(sql, self.binder.columns)
        except Untranslatable as reason:
            raise _refused(f"{reason} has no counterpart on Spark") from reason
        put_in(tree, {name: stored.query for name, stored in self._stored.items()})
        return tree

    def _asked(self, sql: str) -> exp.Expr:
        """A statement to be read from, once DuckDB has bound it. Raises Refused."""
        with self._binding:
            self.binder.rows(sql)
            return self._tree(sql)

    def _folder(self, name: Name, words: str) -> Path:
        """A new folder, named by what its rows depend on."""
        with self._binding:
            folders = sorted(str(stored.folder) for stored in self._stored.values())
        parts = [words, *folders, str(next(self._numbers))]
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        return self.folder / str(name) / digest[:16]

    def _write(self, tree: exp.Expr, folder: Path, name: Name) -> None:
        """Write the rows of a query, and first those CTEs that it reads several
        times, which are gone afterwards."""
        views: dict[str, str] = {}
        shared = folder.with_name(f"{folder.name}.shared")
        try:
            for cte in take_out(tree, views):
                part = shared / cte.name
                view = f"{name.schema}__{name.table}__{cte.name}"
                self._write_rows(cte.query, part)
                self._name_folder(view, part)
                views[cte.name] = view
            self._write_rows(tree, folder)
        finally:
            for view in views.values():
                self.session.catalog.dropTempView(view)
            rest.remove(shared)

    def _write_rows(self, tree: exp.Expr, folder: Path) -> None:
        with _refusals():
            frame = self.session.sql(text_of(tree))
            frame.write.parquet(_uri(folder))
            if not rest.has_rows(folder):  # Sail writes no file for no rows
                rest.write_rows(frame.limit(0).toArrow().to_reader(), folder)
        rest.close_to_others(folder)

    def _name_folder(self, view: str, folder: Path) -> None:
        reader, schema = self.session.read, rest.schema_of_spark(folder)
        if schema is not None:  # to find it costs Spark a job
            reader = reader.schema(schema)
        with _refusals():
            reader.parquet(_uri(folder)).createOrReplaceTempView(view)

    def _register(self, name: Name, folder: Path) -> None:
        view = f"{name.schema}__{name.table}__{folder.name}"
        self._name_folder(view, folder)
        with self._binding:
            self._stored[name] = Stored(exp.to_table(view), folder)

    def _run(self, tree: exp.Expr) -> pa.Table:
        with _refusals():
            return self.session.sql(text_of(tree)).toArrow()


def _uri(folder: Path) -> str:
    """A folder as a server names it, whose default may be another file system."""
    return folder.resolve().as_uri()


def _tuples(table: pa.Table) -> list[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in table.columns]
    return list(zip(*columns, strict=True))


@contextmanager
def _refusals() -> Iterator[None]:
    """Raise Refused for an error of the server within."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        words = lines[0] if lines else type(error).__name__
        raise _refused(words[:LONGEST]) from error


def _refused(words: str) -> Refused:
    return Refused({"exception_type": "Spark", "exception_message": words})
