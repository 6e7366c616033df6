"""How a query becomes a relation of the work file: view, table or Poisson fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.compile.query import FIT_COLUMNS, Query
from engine.diagnose.binder_errors import sql_problems
from engine.materialize.poisson_fit import Model, fit_groups
from engine.problems import ProblemError, nearest

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

Notes = list[str]


def materialize(connection: DuckDBPyConnection, query: Query) -> Notes:
    """Create the relation. Raises ProblemError at the template's place."""
    kinds: dict[str, Callable[[DuckDBPyConnection, Query], Notes]] = {
        "table": _table,
        "view": _view,
        "check": _view,
        "poisson": _poisson,
    }
    if query.kind not in kinds:
        raise ProblemError(
            query.problem(
                f"{query.kind} is no materialization",
                max(query.sql.find("@materialize"), 0),
                nearest(query.kind, kinds) or f"Known: {', '.join(kinds)}.",
            )
        )
    return kinds[query.kind](connection, query)


def stored_as(query: Query) -> str:
    return "view" if query.kind in ("view", "check") else "table"


def _table(connection: DuckDBPyConnection, query: Query) -> Notes:
    _execute(connection, query, f"create or replace table {query.name.quoted} as\n")
    return []


def _view(connection: DuckDBPyConnection, query: Query) -> Notes:
    _execute(connection, query, f"create or replace view {query.name.quoted} as\n")
    return []


def _poisson(connection: DuckDBPyConnection, query: Query) -> Notes:
    import pyarrow as pa

    model = _model(query)
    _execute(connection, query, "create or replace temp table training_set as\n")
    rows = connection.sql("from training_set order by all").to_arrow_table()
    connection.execute("drop table training_set")
    pairs, reasons = fit_groups(model, rows)
    columns = {
        name: pa.array([getattr(pair, name) for pair in pairs], _type_of(name))
        for name in ("group", *FIT_COLUMNS)
    }
    fitted = pa.table({model.group: columns.pop("group"), **columns})
    connection.register("fitted", fitted)
    connection.execute(f"create or replace table {query.name.quoted} as from fitted")
    connection.unregister("fitted")
    return [f"not fitted, {reason}" for reason in reasons]


def _type_of(name: str) -> pa.DataType:
    import pyarrow as pa

    return pa.string() if name in ("group", "term", "other_term") else pa.float64()


def _model(query: Query) -> Model:
    names = [column.name for column in query.columns]
    roles = [query.fit_role(role) for role in ("group", "target", "weight")]
    missing = [role for role in roles if role not in names]
    if missing:
        raise ProblemError(
            query.problem(
                f"the fit needs the column {missing[0]}",
                max(query.sql.find("@materialize"), 0),
                "Name group, target and weight in @materialize(poisson, …).",
            )
        )
    group, target, weight = roles
    predictors = tuple(name for name in names if name not in roles)
    intercept = query.fit_role("intercept") != "false"
    return Model(group, target, weight, predictors, intercept)


def _execute(connection: DuckDBPyConnection, query: Query, prefix: str) -> None:
    import duckdb

    try:
        connection.execute(prefix + query.sql)
    except duckdb.Error as error:
        problems = sql_problems(connection, query, error, prefix)
        raise ProblemError(problems) from error
