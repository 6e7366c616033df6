"""How a query becomes a relation of the work file: view, table or Poisson fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.duckdb_error import error_details
from engine.fit import Model, fit_groups
from engine.masking import PERSON_NAMES, masked
from engine.problems import Problem, ProblemError, nearest
from engine.query import Query

if TYPE_CHECKING:
    import duckdb
    from duckdb import DuckDBPyConnection

Notes = list[str]
SIGNATURES_SHOWN = 4
QUOTED = re.compile(r'"([^"]+)"')
ARGUMENT_NAME = re.compile(r'(?:"\w+"|\b[a-z_]\w*) (?=[A-Z])')
VALUE = re.compile(r"(?<=')[^']+(?=')|(?<=with value )\S+")
PERSON_SOURCE = re.compile(rf"source column ({'|'.join(PERSON_NAMES)})$", re.IGNORECASE)


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
    coefficients, reasons = fit_groups(model, rows)
    fitted = pa.table(
        {
            model.group: pa.array([c.group for c in coefficients], pa.string()),
            "term": pa.array([c.term for c in coefficients], pa.string()),
            "estimate": pa.array([c.estimate for c in coefficients], pa.float64()),
            "std_error": pa.array([c.std_error for c in coefficients], pa.float64()),
        }
    )
    connection.register("fitted", fitted)
    connection.execute(f"create or replace table {query.name.quoted} as from fitted")
    connection.unregister("fitted")
    return [f"not fitted, {reason}" for reason in reasons]


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
        raise ProblemError(sql_problem(query, error, prefix)) from error


def sql_problem(query: Query, error: duckdb.Error, prefix: str) -> Problem:
    """DuckDB's refusal of a query, told at the place in the template."""
    details = error_details(error)
    reason, *rest = details["exception_message"].splitlines()
    if details.get("exception_type") == "Parser":
        reason = f"not SQL: {reason}"
    offset = None
    if "position" in details:
        encoded = (prefix + query.sql).encode()
        before = encoded[: int(details["position"])].decode(errors="ignore")
        offset = max(len(before) - len(prefix), 0)
    hint = _hint(reason, rest, details)
    return query.problem(_discreet(reason).rstrip("!."), offset, hint)


def _hint(reason: str, rest: list[str], details: dict[str, str]) -> str | None:
    """The name that was probably meant, else what DuckDB adds, on one line."""
    if details.get("error_subtype") == "NO_MATCHING_FUNCTION":
        known = map(_signature, rest[1:SIGNATURES_SHOWN])
        return f"It takes {', or '.join(known)}."
    if "must appear in the GROUP BY" in reason:
        return "Group by it, or aggregate it: any_value() takes any of the values."
    added = " ".join(line.strip() for line in rest if " " in line.strip())
    word = details.get("name") or (QUOTED.findall(reason) or [""])[-1]
    listed = details.get("candidates") or ",".join(QUOTED.findall(added))
    near = nearest(word, filter(None, re.split(r", *", listed))) if word else None
    return near or added or None


def _signature(line: str) -> str:
    """A function as DuckDB lists it, its arguments' names left out."""
    call = line.strip().partition(" -> ")[0].replace(", /", "")
    return ARGUMENT_NAME.sub("", call)


def _discreet(reason: str) -> str:
    """The reason without the identifier of a person in full."""
    if not PERSON_SOURCE.search(reason):
        return reason
    return VALUE.sub(lambda found: masked(found[0]), reason, count=1)


def plain_words(error: duckdb.Error) -> str:
    """DuckDB's error as one line, also where it comes as JSON."""
    return _discreet(error_details(error)["exception_message"].splitlines()[0])
