"""A query as Spark gets it, without a Spark."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from engine.build.dry_run import dry_run
from engine.build.elsewhere import unknown_to_spark
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.engines.duckdb_engine import DuckDB
from engine.engines.spark.ctes import take_out
from engine.engines.spark.translate import adapted, put_in, text_of
from engine.engines.spark.value_rules import Untranslatable
from engine.names import Name
from engine.problems import ProblemError, UsageError

WRITTEN_ONCE = "-- {name} is read several times: it is written first, as {view}\n"


def spark_text(compiled: Compiled, query: Query) -> str:
    """The statements that Spark gets for a relation, in order: the CTEs that are
    written once, then the query, with the views that it reads put in. Tables have their
    names here, and those of their folders in a build. Raises ProblemError for what has
    no counterpart, UsageError for an input, which DuckDB reads."""
    if query.is_contract:
        raise UsageError(f"{query.name} is an input, and DuckDB reads inputs.")
    problems = list(unknown_to_spark(query))
    if problems:
        raise ProblemError(problems)
    try:
        tree = _tree(compiled, query)
    except Untranslatable as reason:
        words = f"{reason} has no counterpart on Spark"
        raise ProblemError(query.problem(words, 0, None)) from reason
    return "\n\n".join(f"{text};" for text in _statements(tree, query.name))


def _tree(compiled: Compiled, query: Query) -> exp.Expr:
    ordered = compiled.ordered([query.name])
    relations: dict[Name, exp.Expr] = {}
    with dry_run(compiled, ordered) as made:
        if made.problems:
            raise ProblemError(made.problems)
        columns = DuckDB(made.connection).columns
        for one in ordered:
            for name in one.reads:
                table = exp.table_(name.table, db=name.schema)
                relations.setdefault(name, table)
            if one.is_view or one.name == query.name:
                relations[one.name] = adapted(one.sql, columns)
                put_in(relations[one.name], relations)
    return relations[query.name]


def _statements(tree: exp.Expr, name: Name) -> Iterator[str]:
    views: dict[str, str] = {}
    for cte in take_out(tree, views):
        views[cte.name] = f"{name.schema}__{name.table}__{cte.name}"
        words = WRITTEN_ONCE.format(name=cte.name, view=views[cte.name])
        yield words + text_of(cte.query, pretty=True)
    yield text_of(tree, pretty=True)
