"""Relations that Spark makes: what they read goes there, their rows come home.

DuckDB keeps the ledger: a relation's rows come into the work file in the transaction
that remembers its state. So a plan, a difference, a lineage and the public file are the
same, and a build that is killed has lost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from engine.build.dry_run import dry_run
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.spark.connect import session
from engine.engines.spark.functions import unknown_functions
from engine.engines.spark.rest import resting_place
from engine.engines.spark.spark_engine import Spark
from engine.names import Name
from engine.problems import Problem, ProblemError


def unknown_to_spark(query: Query) -> Iterator[Problem]:
    """The problems of the functions of a query that Spark is not known to have."""
    for reason, offset in unknown_functions(query.tree):
        hint = f"Make it on DuckDB, option place: {query.name}=duckdb"
        words = f"Spark has no counterpart known for {reason}"
        yield query.problem(words, offset, hint)


class Elsewhere:
    """A Spark that is started when the first relation needs it."""

    def __init__(self, compiled: Compiled, address: str, folder: Path) -> None:
        self.compiled = compiled
        self.address = address
        self.folder = folder
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

    def maker(self, query: Query, here: DuckDB) -> Spark:
        """The engine for a query, with everything that it and its checks read."""
        with self.moving:
            spark = self.spark or self._start()
            for name in sorted({*query.reads, *query.checked_against}):
                self._bring_there(spark, name, here)
        return spark

    def bring_home(self, query: Query, here: DuckDB) -> None:
        """Store in the work file what Spark has made."""
        assert self.spark is not None
        if query.is_view:
            here.create(query.name, query.sql, "view")
            return
        columns = self.spark.columns(query.name)
        here.create_from_batches(query.name, self.spark.batches(query.name), columns)

    def _start(self) -> Spark:
        folder = self.opened.enter_context(resting_place(self.folder))
        binder = self.opened.enter_context(scratch())
        opened = self.opened.enter_context(session(self.address))
        self.spark = Spark(opened, folder, DuckDB(binder))
        return self.spark

    def _bring_there(self, spark: Spark, name: Name, here: DuckDB) -> None:
        if name in spark.relations():
            return
        query = self.compiled.queries.get(name)
        if query and query.is_view:
            for read in sorted(query.reads):
                self._bring_there(spark, read, here)
            spark.create(name, query.sql, "view")
        else:
            columns = here.columns(name)
            spark.create_from_batches(name, here.batches(name), columns)


@contextmanager
def elsewhere(compiled: Compiled, address: str, folder: Path) -> Iterator[Elsewhere]:
    """Spark for a build; `folder` is gone after the block."""
    there = Elsewhere(compiled, address, folder)
    with there.opened:
        yield there
