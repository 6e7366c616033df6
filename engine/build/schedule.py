"""Queries run in dependency order; those that do not need each other, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import TypeVar

from engine.compile.query import Query
from engine.engines.connections import cursor, threads
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name

Result = TypeVar("Result")
Work = Callable[[Query, DuckDB], Result]

MOST = 4  # beyond that DuckDB's threads share out a query faster than Python does


@contextmanager
def workers(engine: DuckDB, *, awaiting: bool = False) -> Iterator[list[DuckDB]]:
    """Engines for the same database, for work side by side: as many as DuckDB has
    threads, MOST at most; MOST where most of the work is `awaiting` another engine.
    With one thread it is the engine itself."""
    allowed = threads(engine.connection)
    count = MOST if awaiting and allowed > 1 else min(allowed, MOST)
    with ExitStack() as stack:
        further = range(count if count > 1 else 0)
        opened = [stack.enter_context(cursor(engine.connection)) for _ in further]
        yield [DuckDB(connection) for connection in opened] or [engine]


def run_in_order(
    queries: Sequence[Query], engines: Sequence[DuckDB], work: Work[Result]
) -> dict[Name, Result]:
    """What `work` returns for each query; it begins when all that it needs has ended,
    sooner where more queries follow on it.

    `queries` are in dependency order. An engine does one query at a time.
    """
    if len(engines) == 1:
        return {query.name: work(query, engines[0]) for query in queries}
    by_name = {query.name: query for query in queries}
    needed = {q.name: {n for n, _ in q.mentions} & by_name.keys() for q in queries}
    after = _longest_chains(needed)
    rank = {name: (-after[name], place) for place, name in enumerate(needed)}
    order = TopologicalSorter(needed)
    order.prepare()
    ready: list[tuple[tuple[int, int], Name]] = []
    ended: dict[Name, Result] = {}
    with ThreadPoolExecutor(len(engines)) as pool:
        running: dict[Future[Result], tuple[Name, DuckDB]] = {}
        free = list(engines)
        while order.is_active():
            for name in order.get_ready():
                heappush(ready, (rank[name], name))
            while ready and free:
                name, engine = heappop(ready)[1], free.pop()
                running[pool.submit(work, by_name[name], engine)] = (name, engine)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name, engine = running.pop(future)
                free.append(engine)
                ended[name] = future.result()
                order.done(name)
    return {name: ended[name] for name in by_name}


def _longest_chains(needed: Mapping[Name, set[Name]]) -> dict[Name, int]:
    """How many queries follow each, one on the other, by the longest way."""
    after = dict.fromkeys(needed, 0)
    for name in reversed(list(needed)):
        for needs in needed[name]:
            after[needs] = max(after[needs], after[name] + 1)
    return after
