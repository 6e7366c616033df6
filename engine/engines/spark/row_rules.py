"""Clauses that mean something else on Spark, or nothing, each rewritten.

A rule changes a tree of DuckDB's dialect in place.
"""

from __future__ import annotations

from sqlglot import exp

from engine.engines.spark.value_rules import Rule, call, every


def series_as_tables(tree: exp.Expr) -> None:
    """`from generate_series(a, b) as t (c)`: a subquery that unfolds a sequence."""
    for table in every(tree, exp.Table):
        if isinstance(table.this, exp.GenerateSeries):
            alias = table.args["alias"]
            column = alias.columns[0].name if alias.columns else alias.name
            rows = exp.alias_(exp.Explode(this=table.this.copy()), column)
            table.replace(exp.select(rows).subquery(alias.name))


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
            this=exp.to_identifier("unfolded"), columns=list(map(exp.to_identifier, names))
        )
        select.append("laterals", exp.Lateral(this=lists, view=True, alias=alias))


def filters_in_windows(tree: exp.Expr) -> None:
    """`agg(x) filter (where c) over w`: `agg(case when c then x end) over w`."""
    for window in every(tree, exp.Window):
        filtered = window.this
        if isinstance(filtered, exp.Filter):
            aggregate = filtered.this.copy()
            given = aggregate.this
            value = exp.Literal.number(1) if isinstance(given, exp.Star) else given
            condition = filtered.expression.this.copy()
            chosen = exp.Case(ifs=[exp.If(this=condition, true=value.copy())])
            aggregate.set("this", chosen)
            filtered.replace(aggregate)


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


def lists_beside_counts(tree: exp.Expr) -> None:
    """`count_if(x not in (select y from t))`: no subquery in an aggregate; a join with
    the listed values. A NULL among them is no value, as in a key."""
    for select in every(tree, exp.Select):
        listed = [
            node
            for output in select.expressions
            for node in output.find_all(exp.In)
            if node.args.get("query")
            and node.find_ancestor(exp.AggFunc)
            and node.find_ancestor(exp.Select) is select
        ]
        for number, node in enumerate(listed):
            _join_listed(select, node, f"listed_{number}")


def _join_listed(select: exp.Expr, node: exp.Expr, name: str) -> None:
    values = node.args["query"].this.copy()
    column = values.expressions[0].alias_or_name
    rows = exp.select(exp.alias_(exp.column(column, "listed"), name)).distinct()
    side = rows.from_(values.subquery("listed")).subquery(f"{name}_values")
    joined = select.join(  # type: ignore[attr-defined]
        side, on=exp.EQ(this=node.this.copy(), expression=exp.column(name)),
        join_type="left", copy=False,
    )
    assert joined is select
    is_listed = exp.Not(this=exp.Is(this=exp.column(name), expression=exp.Null()))
    node.replace(exp.Paren(this=is_listed))


ROW_RULES: tuple[Rule, ...] = (
    series_as_tables,
    unfolded_together,
    filters_in_windows,
    all_spelled_out,
    lists_beside_counts,
)
