"""Clauses that mean something else on Spark, or nothing, each rewritten.

A rule changes a tree of DuckDB's dialect in place.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp, parse_one

from engine.engines.spark.value_rules import Rule, call, every

MONTHS = ("MONTH", "MONTHS", "QUARTER", "QUARTERS", "YEAR", "YEARS")


def series_as_tables(tree: exp.Expr) -> None:
    """`from generate_series(a, b) as t (c)`: a subquery that unfolds a sequence."""
    for table in every(tree, exp.Table):
        if isinstance(table.this, exp.GenerateSeries):
            alias = table.args["alias"]
            column = alias.columns[0].name if alias.columns else alias.name
            rows = exp.alias_(exp.Explode(this=table.this.copy()), column)
            table.replace(exp.select(rows).subquery(alias.name))


def series(tree: exp.Expr) -> None:
    """`generate_series(a, b)` with a above b is empty; `sequence` counts downwards. By
    months DuckDB goes from month to month, Spark from the first: from the 29th on they
    come to other days."""
    for node in every(tree, exp.GenerateSeries):
        if isinstance(node.parent, exp.Table):
            continue
        first, last = node.args["start"], node.args["end"]
        step = node.args.get("step")
        ascends = exp.LTE(this=first.copy(), expression=last.copy())
        sequence = call("sequence", *(part for part in (first, last, step) if part))
        rows: exp.Expr = exp.Case(ifs=[exp.If(this=ascends, true=sequence)])
        if isinstance(step, exp.Interval) and step.args["unit"].name.upper() in MONTHS:
            late = exp.GT(
                this=exp.Day(this=first.copy()), expression=exp.Literal.number(28)
            )
            words = exp.Literal.string("a series of months from the 29th on")
            failure = exp.If(this=late, true=call("raise_error", words))
            rows = exp.Case(ifs=[failure], default=rows)
        node.replace(rows)


def unfolded_together(tree: exp.Expr) -> None:
    """Several `unnest` in a SELECT unfold in step, and may lie within an expression:
    LATERAL VIEW of the zipped lists."""
    for select in every(tree, exp.Select):
        unfolded = [
            node
            for output in select.expressions
            for node in output.find_all(exp.Explode)
            if node.find_ancestor(exp.Select) is select
        ]
        alone = len(unfolded) < 2 and all(
            isinstance(node.parent, (exp.Alias, exp.Select)) for node in unfolded
        )
        if alone:
            continue
        names = [f"unfolded_{number}" for number, _ in enumerate(unfolded)]
        lists = call("inline", call("arrays_zip", *(node.this for node in unfolded)))
        for name, node in zip(names, unfolded, strict=True):
            node.replace(exp.column(name, "unfolded"))
        alias = exp.TableAlias(
            this=exp.to_identifier("unfolded"),
            columns=list(map(exp.to_identifier, names)),
        )
        select.append("laterals", exp.Lateral(this=lists, view=True, alias=alias))


def filters_in_windows(tree: exp.Expr) -> None:
    """`agg(x) filter (where c) over w`: `agg(case when c then x end) over w`."""
    for window in every(tree, exp.Window):
        filtered = window.this
        if isinstance(filtered, exp.Filter):
            aggregate = filtered.this.copy()
            argument = aggregate.this
            value = (
                exp.Literal.number(1) if isinstance(argument, exp.Star) else argument
            )
            condition = filtered.expression.this.copy()
            chosen = exp.Case(ifs=[exp.If(this=condition, true=value.copy())])
            aggregate.set("this", chosen)
            filtered.replace(aggregate)


def windows_by_name(tree: exp.Expr) -> None:
    """`sum(x) over w - y`: Spark's parser takes `w - y` for a name with a hyphen."""
    for window in every(tree, exp.Window):
        if window.args.get("alias") and window.arg_key != "windows":
            window.replace(exp.Paren(this=window.copy()))


def casts_told_apart(tree: exp.Expr) -> None:
    """`sum(x), sum(cast(x as decimal))`: Sail takes both for one column."""
    for aggregate in every(tree, exp.AggFunc):
        if isinstance(aggregate.this, exp.Cast):
            other = exp.Coalesce(this=aggregate.this.copy(), expressions=[exp.Null()])
            aggregate.set("this", other)


def all_spelled_out(tree: exp.Expr) -> None:
    """`group by all`, `order by all`: the columns by name."""
    for select in every(tree, exp.Select):
        group, order = select.args.get("group"), select.args.get("order")
        if group and group.args.get("all"):
            keys = [
                output.unalias().copy()
                for output in select.expressions
                if not output.find(exp.AggFunc)
            ]
            select.set("group", exp.Group(expressions=keys))
        if order and _is_all(order):
            places = range(1, len(select.expressions) + 1)
            select.set(
                "order",
                exp.Order(
                    expressions=[
                        exp.Ordered(this=exp.Literal.number(place), nulls_first=False)
                        for place in places
                    ]
                ),
            )


def _is_all(order: exp.Expr) -> bool:
    names = [ordered.this.name.lower() for ordered in order.expressions]
    return names == ["all"]


def rows_in_lists(tree: exp.Expr) -> None:
    """`(a, b) in (select (a, b) from t)`: the subquery gives columns, not a pair."""
    for node in every(tree, exp.In):
        query = node.args.get("query")
        if query is None or not isinstance(node.this, exp.Tuple):
            continue
        for select in query.find_all(exp.Select):
            [output] = select.expressions if len(select.expressions) == 1 else [None]
            if isinstance(output, exp.Tuple):
                select.set("expressions", output.expressions)


def lists_beside_counts(tree: exp.Expr) -> None:
    """`count_if(x not in (select y from t))`: no subquery in an aggregate; joins with
    the listed values and with their number."""
    for select in every(tree, exp.Select):
        listed = [
            node
            for output in select.expressions
            for node in output.find_all(exp.In)
            if node.args.get("query")
            and node.find_ancestor(exp.AggFunc, exp.Filter)
            and node.find_ancestor(exp.Select) is select
        ]
        for number, node in enumerate(listed):
            assert isinstance(select, exp.Select)
            _join_listed(select, node, f"listed_{number}")


def _join_listed(select: exp.Select, node: exp.Expr, name: str) -> None:
    """Replace `x in (select …)`, NULL where x is NULL or may be among NULLs."""
    query, x = node.args["query"].this, node.this
    value = exp.column(query.named_selects[0], "listed")
    listed = exp.select(exp.alias_(value.copy(), name)).distinct()
    values = listed.from_(query.copy().subquery("listed")).subquery(f"{name}_values")
    is_this = exp.EQ(this=x.copy(), expression=exp.column(name))
    select.join(values, on=is_this, join_type="left", copy=False)
    rows, without = f"{name}_rows", f"{name}_without"
    counted = exp.select(
        exp.alias_(exp.Count(this=exp.Star()), rows),
        exp.alias_(parse_one("count(*) - count(v)").transform(_with(value)), without),
    ).from_(query.copy().subquery("listed"))
    select.join(counted.subquery(f"{name}_counted"), join_type="cross", copy=False)
    node.replace(
        parse_one(
            f"(case when {name} is not null then true when {rows} = 0 then false "
            f"when x is null or {without} > 0 then null else false end)"
        ).transform(_with(x, "x"))
    )


def _with(value: exp.Expr, name: str = "v") -> Callable[[exp.Expr], exp.Expr]:
    """Puts an expression in place of a column."""

    def replaced(node: exp.Expr) -> exp.Expr:
        is_it = isinstance(node, exp.Column) and node.name == name
        return value.copy() if is_it else node

    return replaced


ROW_RULES: tuple[Rule, ...] = (
    series_as_tables,
    series,
    unfolded_together,
    filters_in_windows,
    windows_by_name,
    casts_told_apart,
    all_spelled_out,
    rows_in_lists,
    lists_beside_counts,
)
