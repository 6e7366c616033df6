"""A query of DuckDB's dialect as text for Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlglot import Dialect, ErrorLevel, exp, parse_one

from engine.engines.spark.ctes import rename_ctes
from engine.engines.spark.date_rules import DATE_RULES
from engine.engines.spark.functions import refuse_unknown
from engine.engines.spark.row_rules import ROW_RULES
from engine.engines.spark.typed_rules import TYPED_RULES
from engine.engines.spark.types import mark_kinds
from engine.engines.spark.value_rules import VALUE_RULES
from engine.names import DIALECT, Name

SPARK = "spark"


Columns = Callable[[Name], Iterable[tuple[str, str]]]


def adapted(statement: str | exp.Expr, columns: Columns) -> exp.Expr:
    """The tree of a statement with every rule applied; `columns` gives the names and
    DuckDB's types of a relation's columns. Raises Untranslatable."""
    if isinstance(statement, str):
        tree: exp.Expr = parse_one(statement, dialect=DIALECT)
    else:
        tree = statement.copy()
    refuse_unknown(tree)
    mark_kinds(tree, {name: columns(name) for name in _relations(tree)})
    for rule in (*TYPED_RULES, *ROW_RULES, *DATE_RULES, *VALUE_RULES):
        rule(tree)
    return tree


def _relations(tree: exp.Expr) -> set[Name]:
    return {
        Name(table.db, table.name) for table in tree.find_all(exp.Table) if table.db
    }


def text_of(tree: exp.Expr, *, pretty: bool = False) -> str:
    """A tree as Spark's text; sqlglot raises where it knows that it cannot."""
    generator = Dialect.get_or_raise(SPARK).generator(
        unsupported_level=ErrorLevel.RAISE, comments=False, pretty=pretty
    )
    return generator.generate(tree)


def put_in(tree: exp.Expr, relations: Mapping[Name, exp.Expr]) -> None:
    """Let a tree read relations by what stands for each: a table of the session, or a
    view's query, which becomes a subquery. Its CTEs are renamed: they come to stand
    at the head of the text, beside those of the tree and of other views."""
    taken = {cte.alias.casefold() for cte in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        if not table.db:
            continue
        source = relations[Name(table.db, table.name)].copy()
        rename_ctes(source, taken)
        alias = table.args.get("alias") or exp.TableAlias(
            this=exp.to_identifier(table.name)
        )
        if isinstance(source, exp.Query):
            source = exp.Subquery(this=source)
        source.set("alias", alias.copy())
        for part in ("joins", "laterals", "pivots"):
            source.set(part, table.args.get(part))
        table.replace(source)
