"""Relations that Spark makes: what they read goes there, their rows stay there.

DuckDB keeps the ledger: a relation's folder is named by its fingerprint, and a view of
it comes into the work file in the transaction that remembers its state. So a plan, a
difference, a lineage and the public file are the same, and a build that is killed has
lost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from engine.build.dry_run import dry_run
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.engines.connections import beside, scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.spark.connect import session
from engine.engines.spark.functions import unknown_functions
from engine.engines.spark.rest import FOLDER, passing
from engine.engines.spark.spark_engine import Spark
from engine.names import Name
from engine.problems import Problem, ProblemError, UsageError
from engine.state.rows_beside import rows_folder, show
from engine.state.work_file import State

SESSION = "session"  # what is there while a build runs
UNSEARCHABLE = re.compile(r"[,*?\[]")  # DuckDB lists folders with commas, and globs


def unknown_to_spark(query: Query) -> Iterator[Problem]:
    """The problems of the functions of a query that Spark is not known to have."""
    for reason, offset in unknown_functions(query.tree):
        hint = f"Make it on DuckDB, option place: {query.name}=duckdb"
        words = f"Spark has no counterpart known for {reason}"
        yield query.problem(words, offset, hint)


class Elsewhere:
    """A Spark that is started when the first relation needs it."""

    def __init__(self, compiled: Compiled, address: str, work: Path) -> None:
        self.compiled = compiled
        self.address = address
        self.work = work
        self.opened = ExitStack()
        self.spark: Spark | None = None
        self.moving = Lock()  # what two relations read is brought there once

    def prepare(self, queries: Sequence[Query]) -> None:
        """Refuse what Spark cannot do, before anything runs. `queries` are those that
        it may have to make. Raises ProblemError."""
        if not queries:
            return
        problems = [p for query in queries for p in unknown_to_spark(query)]
        with dry_run(self.compiled, self.compiled.build) as bound:
            problems += bound.problems
        if problems:
            raise ProblemError(problems)

    def maker(self, query: Query, here: DuckDB, states: Mapping[Name, State]) -> Spark:
        """The engine for a query, with everything that it and its checks read."""
        with self.moving:
            spark = self.spark or self._start()
            for name in sorted({*query.reads, *query.checked_against}):
                self._bring_there(spark, name, here, states)
        return spark

    def keep(self, query: Query, here: DuckDB, fingerprint: str) -> None:
        """Show in the work file what Spark has made."""
        assert self.spark is not None
        name = query.name
        if query.is_view:
            here.create(name, query.sql, "view")
            return
        self.spark.move(name, rows_folder(self.work, name, fingerprint))
        show(here, name, fingerprint, self.spark.columns(name))

    def _start(self) -> Spark:
        folder = self.opened.enter_context(passing(beside(self.work) / SESSION))
        binder = self.opened.enter_context(scratch())
        opened = self.opened.enter_context(session(self.address))
        self.spark = Spark(opened, folder, DuckDB(binder))
        return self.spark

    def _bring_there(
        self, spark: Spark, name: Name, here: DuckDB, states: Mapping[Name, State]
    ) -> None:
        """Let Spark read a relation: in place, where it has made it."""
        if name in spark.relations():
            return
        query, state = self.compiled.queries.get(name), states.get(name)
        if query and query.is_view:
            for read in sorted(query.reads):
                self._bring_there(spark, read, here, states)
            spark.create(name, query.sql, "view")
            return
        columns = here.columns(name)
        folder = state and rows_folder(self.work, name, state.fingerprint)
        if folder and folder.is_dir():
            spark.adopt(name, folder, columns)
        else:
            spark.create_from_batches(name, here.batches(name), columns)


@contextmanager
def elsewhere(compiled: Compiled, address: str, work: Path) -> Iterator[Elsewhere]:
    """Spark for a build of a work file. Raises UsageError for a folder that DuckDB
    cannot look for files in."""
    folder = beside(work).resolve()
    if wrong := UNSEARCHABLE.search(str(folder)):
        words = f"Spark cannot keep rows in {folder.parent}: its name has a {wrong[0]}."
        raise UsageError(f"{words} Name another with option warehouse.")
    folder.mkdir(exist_ok=True, mode=FOLDER)
    there = Elsewhere(compiled, address, work)
    with there.opened:
        yield there
