"""The order of relations: each after all that it needs, side by side where possible."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.build.schedule import MOST, run_in_order, workers
from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name

ENGINES: list[Any] = ["one", "two", "three"]


def query(number: int, needs: list[int]) -> Any:
    names = [(Name("s", f"t{need}"), 0) for need in needs]
    return SimpleNamespace(name=Name("s", f"t{number}"), mentions=names)


@st.composite
def graphs(draw: st.DrawFn) -> list[Any]:
    """Queries in dependency order, each with some of the earlier ones as its needs."""
    sizes = range(draw(st.integers(1, 12)))
    earlier = [draw(st.lists(st.integers(0, n - 1))) if n else [] for n in sizes]
    return [query(n, [*needs, 99]) for n, needs in enumerate(earlier)]


@given(queries=graphs(), engines=st.integers(1, 3))
def test_a_query_begins_when_its_needs_have_ended(
    queries: list[Any], engines: int
) -> None:
    known = {each.name for each in queries}
    ended: set[Name] = set()

    def work(one: Any, engine: Any) -> str:
        assert {name for name, _ in one.mentions} & known <= ended
        ended.add(one.name)
        return str(one.name)

    results = run_in_order(queries, ENGINES[:engines], work)
    assert results == {each.name: str(each.name) for each in queries}
    assert list(results) == [each.name for each in queries]


def test_an_engine_does_one_query_at_a_time() -> None:
    busy: set[Any] = set()

    def work(_: Any, engine: Any) -> None:
        assert engine not in busy
        busy.add(engine)
        threading.Event().wait(0.001)
        busy.remove(engine)

    run_in_order([query(n, []) for n in range(20)], ENGINES, work)
    assert not busy


def test_queries_without_needs_run_side_by_side() -> None:
    both = threading.Barrier(2, timeout=10)
    queries = [query(0, []), query(1, [])]
    run_in_order(queries, ENGINES[:2], lambda *_: both.wait())
    assert not both.broken


def test_what_most_follow_on_begins_first() -> None:
    begun: list[Any] = []
    both = threading.Barrier(2, timeout=10)

    def work(one: Any, _: Any) -> None:
        begun.append(one.name.table)
        if len(begun) <= 2:
            both.wait()

    chain = [query(3, []), query(4, [3]), query(5, [4])]
    run_in_order([query(0, []), query(1, []), *chain], ENGINES[:2], work)
    assert "t3" in begun[:2]


def test_an_error_ends_the_run() -> None:
    def work(*_: Any) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_in_order([query(0, []), query(1, [0])], ENGINES, work)


@pytest.mark.parametrize(
    ("threads", "awaiting", "count"),
    [(1, False, 1), (2, False, 2), (9, False, MOST), (1, True, 1), (2, True, MOST)],
)
def test_how_many_work_side_by_side(threads: int, awaiting: bool, count: int) -> None:
    with (
        scratch(threads=str(threads)) as connection,
        workers(DuckDB(connection), awaiting=awaiting) as engines,
    ):
        assert len(engines) == count
