"""What flows where inside one query: the steps between its columns and its CTEs'.

sqlglot expands `*` and resolves the names; from then on every clause is walked, for
its own lineage follows projections only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from engine.compile.parse import offset_of
from engine.compile.query import Query
from engine.lineage.graph_model import ROWS, Node, Step
from engine.materialize.base import directive_offset
from engine.names import DIALECT, Name

Columns = Mapping[Name, tuple[str, ...]]
ANY = "*"
STAGED = ("with_", "from_", "joins", "laterals", "expressions")
CLAUSES = {"group": "group by", "order": "order by", "windows": "window"}


def flow(query: Query, columns: Columns) -> dict[Node, list[Step]]:
    """The steps inside a query, by their target."""
    try:
        flows = _Flows(query, columns)
        flows.follow()
        steps = flows.steps
    except (SqlglotError, KeyError, AttributeError, TypeError):
        steps = list(_everything(query, columns))
    steps += _roles(query)
    found: dict[Node, list[Step]] = {}
    for step in dict.fromkeys(steps):
        found.setdefault(step.target, []).append(step)
    return found


def _output(query: Query) -> str:
    """The part that holds a query's own columns: a fit's stand behind it."""
    return query.materialization.part


def _roles(query: Query) -> Iterator[Step]:
    """What a fit makes of its training set."""
    offsets: dict[str | None, int] = {c.name.lower(): c.offset for c in query.columns}
    offsets[None] = directive_offset(query)
    for target, source in query.materialization.influences(query):
        node = Node(query.name, source, _output(query))
        made = Node(query.name, target)
        yield Step(made, node, "fit", query.name, offsets[source])


def _everything(query: Query, columns: Columns) -> Iterator[Step]:
    """Where the query cannot be followed: all depends on all that it reads."""
    for target in [*(column.name.lower() for column in query.columns), None]:
        for name, offset in query.reads.items():
            for source in [*columns.get(name, ()), None]:
                node = Node(query.name, target, _output(query))
                yield Step(node, Node(name, source), "query", query.name, offset)


@dataclass
class _Flows:
    query: Query
    columns: Columns
    steps: list[Step] = field(default_factory=list)
    parts: dict[int, str] = field(default_factory=dict)
    scopes: dict[int, Scope] = field(default_factory=dict)

    def follow(self) -> None:
        root = build_scope(self._qualified())
        if root is None or root.expression.find(exp.Pivot):
            raise SqlglotError("the scopes of this query cannot be followed")
        scopes = list(root.traverse())
        self.parts[id(root.expression)] = _output(self.query)
        for scope in scopes:
            self.scopes[id(scope.expression)] = scope
        for scope in reversed(scopes):
            self._name(scope)
        for scope in scopes:
            self._follow(scope)

    def _qualified(self) -> exp.Expr:
        schema: dict[str, object] = {}
        for schema_name in {name.schema for name in self.columns}:
            schema[schema_name] = {
                name.table: dict.fromkeys(columns, "unknown")
                for name, columns in self.columns.items()
                if name.schema == schema_name
            }
        return qualify(
            self.query.tree.copy(),
            schema=schema,
            dialect=DIALECT,
            validate_qualify_columns=False,
            quote_identifiers=False,
        )

    def _name(self, scope: Scope) -> None:
        """A part of the query is called as its CTE or alias, else by a number."""
        key = id(scope.expression)
        if key in self.parts:
            return
        holder = scope.expression.find_ancestor(exp.CTE, exp.Subquery)
        alias = (holder.alias if holder else "") or "subquery"
        taken = set(self.parts.values())
        numbered = (f"{alias} {number}" for number in count(2))
        names = chain([alias], numbered)
        self.parts[key] = next(name for name in names if name not in taken)

    def _node(self, scope: Scope, column: str | None) -> Node:
        return Node(self.query.name, column, self.parts[id(scope.expression)])

    def _add(self, target: Node, sources: Iterable[Node], clause: str, at: Any) -> None:
        for source in sources:
            self.steps.append(Step(target, source, clause, self.query.name, at))

    # scopes -------------------------------------------------------------------

    def _follow(self, scope: Scope) -> None:
        if isinstance(scope.expression, exp.SetOperation):
            self._set_operation(scope)
        elif isinstance(scope.expression, exp.Select):
            self._select(scope, scope.expression)
        else:
            self._rows(scope)
            everything = self._within(scope, scope.expression, ANY)
            for target, source, clause, at in everything:
                self._add(target, [source], clause, at)

    def _names(self, scope: Scope) -> list[str]:
        return [name for name, _ in self._places(scope)]

    def _places(self, scope: Scope) -> list[tuple[str, int | None]]:
        """The columns of a scope, and where each stands."""
        expression = scope.expression
        if isinstance(expression, exp.SetOperation):
            expression = _leftmost(expression)
        if not isinstance(expression, exp.Select):
            return [(ANY, offset_of(expression))]
        start = offset_of(expression.args.get("from_") or expression)
        return [
            (_column_name(one), offset_of(one) or start) for one in expression.selects
        ]

    def _rows(self, scope: Scope) -> Node:
        """The rows node, with a step from it to each column of the scope."""
        rows = self._node(scope, None)
        for column, at in self._places(scope):
            self._add(self._node(scope, column), [rows], ROWS, at)
        return rows

    def _set_operation(self, scope: Scope) -> None:
        names = self._names(scope)
        rows = self._rows(scope)
        args = scope.expression.args
        keeps_all = isinstance(scope.expression, exp.Union) and not args["distinct"]
        for arm in scope.set_operation_scopes:
            at = offset_of(arm.expression)
            own = [self._node(arm, name) for name in self._names(arm)]
            self._add(rows, [self._node(arm, None)], "set operation", at)
            if not keeps_all:
                self._add(rows, own, "distinct", at)
            for position, name in enumerate(names):
                sources = own if args.get("by_name") else own[position : position + 1]
                self._add(self._node(scope, name), sources, "set operation", at)
        self._clauses(scope, ("this", "expression", "with_", "expressions"))

    def _select(self, scope: Scope, select: exp.Select) -> None:
        rows = self._rows(scope)
        for node, source in self._sources(scope).values():
            joined = node.find_ancestor(exp.From, exp.Join)
            clause = "join" if isinstance(joined, exp.Join) else "from"
            self._add(rows, self._rows_of(source), clause, offset_of(node))
        for join in select.args.get("joins") or []:
            self._join(scope, join)
        for selected in select.selects:
            self._selected(scope, selected)
        if select.args.get("distinct"):
            own = (self._node(scope, name) for name in self._names(scope))
            self._add(rows, own, "distinct", offset_of(select))
        self._clauses(scope, STAGED)

    def _selected(self, scope: Scope, selected: exp.Expr) -> None:
        """An output column: an aggregate's value hangs on the rows themselves, and
        what comes from a joined side hangs on the condition."""
        target = self._node(scope, _column_name(selected))
        self._expression(scope, selected, target, "select")
        if selected.find(exp.AggFunc, exp.Window):
            rows = self._node(scope, None)
            self._add(target, [rows], "aggregate", offset_of(selected))
        sides = {column.table for column in selected.find_all(exp.Column)}
        for join in scope.expression.args.get("joins") or []:
            if join.this.alias_or_name in sides and (on := join.args.get("on")):
                self._expression(scope, on, target, "join")

    def _clauses(self, scope: Scope, without: tuple[str, ...]) -> None:
        """WHERE, GROUP BY and all others decide which rows there are."""
        rows = self._node(scope, None)
        for key, value in scope.expression.args.items():
            if key in without or (key == "order" and self._only_orders(scope)):
                continue
            for part in value if isinstance(value, list) else [value]:
                for each in self._grouped(part):
                    self._expression(scope, each, rows, CLAUSES.get(key, key))

    def _grouped(self, part: Any) -> list[exp.Expr]:
        """GROUP BY ALL groups by what is no aggregate."""
        if isinstance(part, exp.Group) and part.args.get("all"):
            selects = part.parent_select.selects if part.parent_select else []
            return [one for one in selects if not one.find(exp.AggFunc)]
        return [part] if isinstance(part, exp.Expr) else []

    def _only_orders(self, scope: Scope) -> bool:
        limits = ("limit", "offset", "distinct")
        return scope.is_root and not any(map(scope.expression.args.get, limits))

    def _join(self, scope: Scope, join: exp.Join) -> None:
        rows = self._node(scope, None)
        for key in ("on", "match_condition"):
            if condition := join.args.get(key):
                self._expression(scope, condition, rows, "join")
        if join.args.get("using") or join.method == "NATURAL":
            self._add(rows, self._all_in_reach(scope), "join", offset_of(join))

    # expressions --------------------------------------------------------------

    def _expression(
        self, scope: Scope, expression: exp.Expr, target: Node, clause: str
    ) -> None:
        for _, source, found, at in self._within(scope, expression, None):
            words = clause if clause != "select" else found or clause
            self._add(target, [source], words, at)

    def _within(
        self, scope: Scope, expression: Any, column: str | None
    ) -> Iterator[tuple[Node, Node, str, int | None]]:
        """All that an expression reads: columns, and subqueries whole."""
        target = self._node(scope, column)
        clause = ""
        waiting: list[tuple[Any, str]] = [(expression, clause)]
        start = offset_of(expression) or offset_of(scope.expression.args.get("from_"))
        while waiting:
            node, clause = waiting.pop()
            inner = self.scopes.get(id(node))
            if inner is not None and node is not scope.expression:
                for name in [*self._names(inner), None]:
                    yield target, self._node(inner, name), "subquery", offset_of(node)
                continue
            if isinstance(node, exp.Column):
                at = offset_of(node) or start
                for source in self._resolve(scope, node):
                    yield target, source, clause, at
                continue
            if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
                for source in self._all_in_reach(scope):
                    yield target, source, clause, offset_of(node.parent or node)
                continue
            if isinstance(node, exp.Window):
                waiting.append((node.this, clause))
                rest = (n for n in node.iter_expressions() if n is not node.this)
                waiting += [(part, "window") for part in rest]
                continue
            waiting += [(part, clause) for part in node.iter_expressions()]

    def _resolve(self, scope: Scope, column: exp.Column) -> Iterator[Node]:
        """The node that a column names, looked up outwards."""
        reach: Scope | None = scope
        while reach is not None:
            source = self._sources(reach).get(column.table)
            if source:
                yield from self._columns_of(source[1], column.name)
                return
            reach = reach.parent
        yield from self._all_in_reach(scope)

    def _columns_of(self, source: Any, column: str | None) -> Iterator[Node]:
        """A source's column; all of its columns where that one is not known."""
        if isinstance(source, Scope):
            own = self._own(source)
            names = self._names(own)
            wanted = [column] if column in names else [*names, None]
            yield from (self._node(own, name) for name in wanted)
        elif source.db:
            name = Name(source.db, source.name)
            known = self.columns.get(name, ())
            given = [column] if column in known or not known else [*known, None]
            yield from (Node(name, each) for each in given)
        elif holder := source.find_ancestor(exp.Select):
            for argument in source.find_all(exp.Column):
                yield from self._resolve(self.scopes[id(holder)], argument)

    def _rows_of(self, source: Any) -> Iterator[Node]:
        if isinstance(source, Scope):
            yield self._node(self._own(source), None)
        elif source.db:
            yield Node(Name(source.db, source.name), None)
        else:
            yield from self._columns_of(source, None)

    def _all_in_reach(self, scope: Scope | None) -> Iterator[Node]:
        while scope is not None:
            for _, source in self._sources(scope).values():
                yield from self._columns_of(source, None)
            scope = scope.parent

    def _sources(self, scope: Scope) -> dict[str, tuple[exp.Expr, Any]]:
        """What a scope reads, by alias: sqlglot leaves out semi joins' right sides."""
        joins = scope.expression.args.get("joins") or []
        found = {
            join.this.alias_or_name: (join.this, scope.sources[join.this.alias_or_name])
            for join in joins
            if join.this.alias_or_name in scope.semi_or_anti_join_tables
        }
        return {**found, **scope.selected_sources}

    def _own(self, source: Scope) -> Scope:
        """The scope behind a name: for a recursive CTE's own, all of the CTE."""
        parent = source.expression.parent
        whole = parent.parent if isinstance(parent, exp.SetOperation) else None
        if isinstance(whole, exp.CTE):
            return self.scopes[id(parent)]
        return self.scopes[id(source.expression)]


def _leftmost(expression: exp.Expr) -> exp.Expr:
    while isinstance(expression, exp.SetOperation):
        expression = expression.left.unnest()
    return expression


def _column_name(selected: exp.Expr) -> str:
    return str(selected.alias_or_name or ANY).lower()
