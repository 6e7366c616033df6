"""Queries run in dependency order; those that do not need each other, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from engine.compile.query import Query
from engine.engines.connections import cursor, threads
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name

Result = TypeVar("Result")
Work = Callable[[Query, DuckDB], Result]

MOST = 4  # beyond that DuckDB's threads share out a query faster than Python does


@contextmanager
def workers(engine: DuckDB) -> Iterator[list[DuckDB]]:
    """Engines for the same database, for work side by side: as many as DuckDB has
    threads, MOST at most. With one thread it is the engine itself."""
    count = min(threads(engine.connection), MOST)
    with ExitStack() as stack:
        further = range(count if count > 1 else 0)
        opened = [stack.enter_context(cursor(engine.connection)) for _ in further]
        yield [DuckDB(connection) for connection in opened] or [engine]


def run_in_order(
    queries: Sequence[Query], engines: Sequence[DuckDB], work: Work[Result]
) -> dict[Name, Result]:
    """What `work` returns for each query; it begins when all that it needs has ended.

    `queries` are in dependency order. An engine does one query at a time.
    """
    if len(engines) == 1:
        return {query.name: work(query, engines[0]) for query in queries}
    names = {query.name for query in queries}
    waiting = {q.name: q for q in queries}
    needed = {q.name: {name for name, _ in q.mentions} & names for q in queries}
    ended: dict[Name, Result] = {}
    with ThreadPoolExecutor(len(engines)) as pool:
        running: dict[Future[Result], tuple[Name, DuckDB]] = {}
        free = list(engines)
        while waiting or running:
            for query in _ready(waiting, needed, ended)[: len(free)]:
                engine = free.pop()
                del waiting[query.name]
                running[pool.submit(work, query, engine)] = (query.name, engine)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name, engine = running.pop(future)
                free.append(engine)
                ended[name] = future.result()
    return {query.name: ended[query.name] for query in queries}


def _ready(
    waiting: Mapping[Name, Query],
    needed: Mapping[Name, set[Name]],
    ended: Mapping[Name, Result],
) -> list[Query]:
    return [query for name, query in waiting.items() if needed[name] <= ended.keys()]
