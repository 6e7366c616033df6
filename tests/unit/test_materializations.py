"""A second kind of fit is one file: nothing else knows of it."""

from __future__ import annotations

import types
from collections.abc import Iterator

import pytest

from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.base import Engine
from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.lineage.across_queries import Lineage
from engine.lineage.graph_model import Node
from engine.materialize import registry
from engine.materialize.base import Materialization, option
from engine.names import Name
from engine.problems import ProblemError
from engine.state.fingerprint import versions_of
from tests.projects.made import query


class Mean(Materialization):
    """The mean of a column by group."""

    kind = "mean"
    libraries = ("pyarrow",)
    part = "sample"
    made = {"mean": "of the column"}

    def kept(self, query: Query) -> list[str]:
        return [option(query, "group", "group")]

    def create(self, engine: Engine, query: Query) -> list[str]:
        group = option(query, "group", "group")
        rows = engine.arrow(query.sql).group_by(group).aggregate([("value", "mean")])
        engine.create_from_rows(query.name, rows.rename_columns([group, "mean"]))
        return ["a mean"]

    def influences(self, query: Query) -> Iterator[tuple[str | None, str | None]]:
        yield "mean", "value"


SHIPPED = registry.kinds()
SQL = """-- Means, one row per place.
-- @materialize(mean, group=place)
-- @key(place)
select
    place, -- the place
    value -- what is averaged
from (values ('a', 1.0), ('a', 3.0), ('b', 5.0)) as given (place, value)
"""


@pytest.fixture(autouse=True)
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The file that whoever adds the kind would write."""
    mean = types.ModuleType("engine.materialize.mean")
    vars(mean)["MATERIALIZATION"] = Mean()
    known = {**SHIPPED, "mean": vars(mean)["MATERIALIZATION"]}
    monkeypatch.setattr(registry, "kinds", lambda: known)
    yield


def test_it_is_made_planned_and_followed() -> None:
    means = query("a.means", SQL)
    with scratch() as connection:
        assert create_relation(DuckDB(connection), means) == ["a mean"]
        rows = connection.execute("from a.means order by place").fetchall()
    assert rows == [("a", 2.0), ("b", 5.0)]
    assert [column.name for column in means.output] == ["place", "mean"]
    assert "pyarrow" in versions_of(means)
    lineage = Lineage([means])
    influences = lineage.influences(Node(Name("a", "means"), "mean"))
    assert Node(Name("a", "means"), "value", "sample") in influences


def test_an_unknown_kind_is_a_fault_with_what_was_meant() -> None:
    with scratch() as connection, pytest.raises(ProblemError) as raised:
        create_relation(DuckDB(connection), query("a.m", SQL.replace("mean,", "maen,")))
    [problem] = raised.value.problems
    assert problem.reason == "maen is no materialization"
    assert problem.hint == "Did you mean mean?"


def test_the_modules_of_the_package_are_found() -> None:
    assert set(SHIPPED) == {"table", "view", "check", "poisson"}
