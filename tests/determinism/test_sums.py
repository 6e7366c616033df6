"""No sum of floating-point numbers hangs on the order of the rows: each is made of
decimals (macros/exact.sql), but for those that are exact in binary."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from engine.build.dry_run import dry_run
from engine.compile.query import Query
from engine.engines.duckdb_engine import DuckDB
from engine.engines.spark.types import Kind, kind_of, mark_kinds
from tests.harness import compiled

EXACT = {
    "supply.shown": "middle",  # halves of whole numbers
    "balance.coverage": "AVG(CAST(",  # of 0 and 1
    "balance.nowcast_error": "_right THEN 1e0 ELSE 0e0 END)",
}
AGGREGATES = (exp.Sum, exp.Avg, exp.Stddev, exp.Variance)


def inexact(query: Query, engine: DuckDB) -> Iterator[str]:
    """The aggregates of a query whose last bits the order of its rows decides."""
    tree = query.tree.copy()
    there = engine.relations()
    mark_kinds(tree, {n: engine.columns(n) for n in query.reads if n in there})
    for node in tree.find_all(*AGGREGATES):
        if kind_of(node.this) in (Kind.fraction, Kind.unknown):
            yield node.sql("duckdb")


def test_sums_are_exact() -> None:
    """Checks compare within a tolerance, and the synthetic country is drawn once."""
    project = compiled()
    by_relation = {}
    with dry_run(project, project.build) as bound:
        engine = DuckDB(bound.connection)
        for query in project.build:
            if query.name.table.startswith("check_") or query.is_contract:
                continue
            by_relation[str(query.name)] = list(inexact(query, engine))
    assert by_relation["supply.shown"] and by_relation["balance.coverage"]
    for name, sums in by_relation.items():
        exact = EXACT.get(name)
        assert [one for one in sums if not exact or exact not in one] == [], name
