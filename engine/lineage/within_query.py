"""Lineage within one query: the steps between its columns and those of its CTEs.

Known forms of SELECT are followed column by column. In any other form, every column
depends on everything that the query reads: new SQL is read too widely, never too
narrowly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from sqlglot import exp

from engine.compile.outputs import is_open, written_name
from engine.compile.query import Query
from engine.lineage import sources
from engine.lineage.expressions import PARTS, reads
from engine.lineage.graph_model import ANY, ROWS, WIDE, Node, Step
from engine.lineage.reach import Columns, Listed, Scope, Source, UnknownForm
from engine.materialize.base import directive_offset

STAGED = ("with_", "from_", "joins", "laterals", "expressions")
DECIDING = ("where", "group", "having", "qualify", "windows", "distinct")
ORDERING = ("order", "limit", "offset", "sample")
KNOWN = {*STAGED, *DECIDING, *ORDERING, "kind", "hint", "operation_modifiers"}
SET_KNOWN = {"with_", "this", "expression", "distinct", "by_name", *ORDERING}
CLAUSES = {"group": "group by", "order": "order by", "windows": "window"}


def flow(query: Query, columns: Columns) -> dict[Node, list[Step]]:
    """The steps inside a query, by their target."""
    try:
        flows = Flows(query, columns)
        flows.follow()
        steps = flows.steps
    except UnknownForm:
        steps = list(_everything(query, columns))
    steps += _roles(query)
    by_target: dict[Node, list[Step]] = {}
    for step in dict.fromkeys(steps):
        by_target.setdefault(step.target, []).append(step)
    return by_target


def _output(query: Query) -> str:
    """The part with the columns of the query; for a fit, its training set."""
    return query.materialization.part


def _roles(query: Query) -> Iterator[Step]:
    """Steps from the training set of a fit to its columns."""
    offsets: dict[str | None, int] = {c.name.lower(): c.offset for c in query.columns}
    offsets[None] = directive_offset(query)
    for target, source in query.materialization.influences(query):
        node = Node(query.name, source, _output(query))
        made = Node(query.name, target)
        shows = bool(source and target)
        at = offsets[source]
        yield Step(made, node, "fit", query.name, at, shows=shows)


def _everything(query: Query, columns: Columns) -> Iterator[Step]:
    """Steps for a query of unknown form: all columns depend on all it reads."""
    names = [*(column.name.lower() for column in query.columns), ANY]
    for target in [*names, None]:
        for name, offset in query.reads.items():
            for source in [*columns.get(name, (ANY,)), None]:
                node = Node(query.name, target, _output(query))
                shows = bool(source and target)
                yield Step(node, Node(name, source), WIDE, query.name, offset, shows)


@dataclass(frozen=True)
class Itself:
    """A recursive CTE: its name, and the names that it gives to its columns."""

    name: str
    columns: Sequence[str]


class Flows:
    """Follows one query and collects `steps`. Raises UnknownForm."""

    def __init__(self, query: Query, columns: Columns) -> None:
        self.query = query
        self.columns = columns
        self.steps: list[Step] = []
        self.parts: set[str] = set()
        self.offsets: dict[int, int] = {}

    def follow(self) -> None:
        part = _output(self.query)
        self.parts.add(part)
        self._note_offsets()
        self.relation(self.query.tree, None, part)

    def _note_offsets(self) -> None:
        for identifier in self.query.tree.find_all(exp.Identifier):
            start: int = identifier.meta.get("start", -1)
            node: exp.Expr | None = identifier if start >= 0 else None
            while node is not None and self.offsets.get(id(node), start + 1) > start:
                self.offsets[id(node)] = start
                node = node.parent

    def at(self, node: exp.Expr | None) -> int | None:
        """The character of the SQL at which a part of the tree begins."""
        return self.offsets.get(id(node))

    # parts --------------------------------------------------------------------

    def part(self, alias: str) -> str:
        """A name for a part of the query: its CTE or alias, else by a number."""
        name = alias or "subquery"
        names = chain([name], (f"{name} {number}" for number in count(2)))
        free = next(each for each in names if each not in self.parts)
        self.parts.add(free)
        return free

    def node(self, part: str, column: str | None) -> Node:
        return Node(self.query.name, column, part)

    def add(
        self,
        target: Node,
        nodes: Iterable[Node],
        clause: str,
        at: int | None,
        *,
        shows: bool = False,
    ) -> None:
        for source in nodes:
            is_visible = shows and source.column is not None
            step = Step(target, source, clause, self.query.name, at, is_visible)
            self.steps.append(step)

    def expression(
        self, scope: Scope, expression: exp.Expr, target: Node, clause: str
    ) -> None:
        """Steps from all that an expression reads."""
        for read in reads(expression, scope, clause, self):
            is_visible = read.shows and clause == "select"
            self.add(target, [read.node], read.clause, read.offset, shows=is_visible)

    # queries ------------------------------------------------------------------

    def subquery(self, query: exp.Expr, scope: Scope) -> Source:
        return self.relation(query, scope, self.part(""))

    def relation(
        self,
        query: exp.Expr,
        outer: Scope | None,
        part: str,
        itself: Itself | None = None,
    ) -> Source:
        """Read a query as a part; `itself` is a CTE's that may read itself."""
        scope = Scope(part, outer)
        if isinstance(query, exp.Subquery) and not _bare(query):
            raise UnknownForm("a query in brackets with clauses of its own")
        if isinstance(query, exp.Subquery):
            return self.relation(query.this, outer, part, itself)
        if isinstance(query, exp.Pivot):
            return sources.pivoted(self, query, query.this, scope)
        if isinstance(query, exp.Select):
            _only(query, KNOWN)
            self._ctes(query, scope)
            return self._select(scope, query)
        if isinstance(query, exp.SetOperation):
            _only(query, SET_KNOWN)
            self._ctes(query, scope)
            return self._set_operation(scope, query, itself)
        if isinstance(query, exp.Values):
            return sources.of_arguments(self, query, scope, part)
        raise UnknownForm(type(query).__name__)

    def _ctes(self, query: exp.Expr, scope: Scope) -> None:
        group = query.args.get("with_") or exp.With(expressions=[])
        for cte in group.expressions:
            _only(cte, {"this", "alias", "materialized", "scalar"})
            name = cte.alias.lower()
            names = [column.name.lower() for column in cte.args["alias"].columns]
            itself = Itself(name, names) if group.args.get("recursive") else None
            source = self.relation(cte.this, scope, self.part(cte.alias), itself)
            scope.tables[name] = source.renamed("", names)

    # set operations -----------------------------------------------------------

    def _set_operation(
        self, scope: Scope, query: exp.SetOperation, itself: Itself | None
    ) -> Source:
        rows = self.node(scope.part, None)
        left = self.relation(query.left, scope, self.part("subquery"))
        if itself:
            scope.tables[itself.name] = self._itself(scope, left, itself.columns)
        right = self.relation(query.right, scope, self.part("subquery"))
        arms = [(query.left, left), (query.right, right)]
        matched = self._matched([source for _, source in arms], query)
        columns = tuple((n, self.node(scope.part, n or ANY)) for n, _ in matched)
        keeps_all = isinstance(query, exp.Union) and not query.args.get("distinct")
        for arm, source in arms:
            at = self.at(arm)
            self.add(rows, [source.rows] if source.rows else [], "set operation", at)
            if not keeps_all:
                self.add(rows, source.nodes, "distinct", at)
        for (_, node), (_, branches) in zip(columns, matched, strict=True):
            at = self.at(query.left)
            self.add(node, branches, "set operation", at, shows=True)
        result = Source("", columns, rows)
        self._hang(result, self.at(query))
        for key in ORDERING:
            for each in _listed(query, key) if _cuts(query) else ():
                self._decide(scope, each, result, CLAUSES.get(key, key))
        return result

    def _itself(self, scope: Scope, left: Source, names: Sequence[str]) -> Source:
        """What a recursive CTE reads by its name: the columns of its first arm."""
        columns = tuple((n, self.node(scope.part, n or ANY)) for n, _ in left.columns)
        return Source("", columns, self.node(scope.part, None)).renamed("", names)

    def _matched(
        self, arms: Sequence[Source], query: exp.SetOperation
    ) -> list[tuple[str | None, list[Node]]]:
        """Each output column, and the columns of the arms that it is made of."""
        rest = [n for arm in arms if arm.is_open for n in arm.nodes if n != arm.rows]
        names = [name for name, _ in arms[0].columns]
        if query.args.get("by_name"):
            names += [n for arm in arms[1:] for n, _ in arm.columns]
            matched = [
                (name, [x for a in arms for n, x in a.columns if n == name] + rest)
                for name in dict.fromkeys(names)
                if name is not None
            ]
        elif rest:
            every = [n for arm in arms for n in arm.nodes if n != arm.rows]
            matched = [
                (name, every) for name in dict.fromkeys(names) if name is not None
            ]
            rest = every
        else:
            matched = [
                (name, [a.columns[at][1] for a in arms if at < len(a.columns)])
                for at, name in enumerate(names)
                if name is not None
            ]
        unnamed: list[tuple[str | None, list[Node]]] = [(None, rest)] if rest else []
        return [*unnamed, *matched]

    # select -------------------------------------------------------------------

    def _select(self, scope: Scope, select: exp.Select) -> Source:
        sources.read_from(self, scope, select)
        rows = self.node(scope.part, None)
        for selected in select.expressions:
            if name := written_name(selected):
                scope.aliases.setdefault(name, self.node(scope.part, name))
        columns: list[Listed] = []
        for selected in select.expressions:
            columns += self._selected(scope, select, selected)
        result = Source("", tuple(columns), rows)
        self._hang(result, self.at(select.args.get("from_") or select))
        if select.args.get("distinct"):
            outputs = [node for _, node in columns]
            self.add(rows, outputs, "distinct", self.at(select))
        clauses = DECIDING if self._only_orders(scope, select) else DECIDING + ORDERING
        for key in clauses:
            for each in _listed(select, key):
                self._decide(scope, each, result, CLAUSES.get(key, key))
        return result

    def _hang(self, source: Source, at: int | None) -> None:
        """A step from the rows to each column."""
        for _, node in source.columns:
            self.add(node, [source.rows] if source.rows else [], ROWS, at)

    def _selected(
        self, scope: Scope, select: exp.Select, selected: exp.Expr
    ) -> list[Listed]:
        if selected.is_star and (spelled := self._star(scope, selected)) is not None:
            return spelled
        name = written_name(selected)
        node = self.node(scope.part, name or ANY)
        self.expression(scope, selected, node, "select")
        if selected.find(exp.AggFunc, exp.Window):
            rows = self.node(scope.part, None)
            self.add(node, [rows], "aggregate", self.at(selected))
        sides = {column.table.lower() for column in selected.find_all(exp.Column)}
        for join in select.args.get("joins") or []:
            if join.this.alias_or_name.lower() in sides and (on := join.args.get("on")):
                self.expression(scope, on, node, "join")
        unnamed: list[Listed] = [(None, node)] if is_open(selected) else []
        return [*unnamed, *([(name, node)] if name else [])]

    def _star(self, scope: Scope, selected: exp.Expr) -> list[Listed] | None:
        """The columns that a star expands to; None if they are unknown."""
        star = selected.this if isinstance(selected, exp.Column) else selected
        table = selected.table.lower() if isinstance(selected, exp.Column) else ""
        chosen = [s for s in scope.sources if s.in_star and table in ("", s.alias)]
        plain = isinstance(star, exp.Star) and isinstance(
            selected, exp.Star | exp.Column
        )
        pieces = selected.parts if isinstance(selected, exp.Column) else ()
        if not plain or not chosen or len(pieces) > 2:
            return None
        _only(star, {"except_", "replace", "rename"})
        gone = {each.name.lower() for each in _listed(star, "except_")}
        replaced = {each.alias.lower(): each for each in _listed(star, "replace")}
        new = {e.this.name.lower(): e.alias.lower() for e in _listed(star, "rename")}
        at = self.at(selected) or self.at(selected.parent_select)
        columns: list[Listed] = []
        for source in chosen:
            if source.leaf:
                columns.append((None, Node(source.leaf, ANY)))
            for name, node in source.columns:
                if name in gone:
                    continue
                name = new.get(name or "", name)
                output = self.node(scope.part, name or ANY)
                if name in replaced:
                    self.expression(scope, replaced[name].this, output, "select")
                else:
                    self.add(output, [node], "select", at, shows=True)
                columns.append((name, output))
        if not table:
            columns = _joined_once(scope, columns)
        return columns

    def _decide(
        self, scope: Scope, part: exp.Expr, result: Source, clause: str
    ) -> None:
        """WHERE, GROUP BY and the other clauses decide which rows exist."""
        rows = self.node(scope.part, None)
        for each in _grouped(part):
            self.expression(scope, each, rows, clause)
        if clause != "where":  # there, and only there, an alias never goes first
            columns = part.find_all(exp.Column)
            named = {c.name.lower() for c in columns if not c.table}
            aliases = [n for name, n in scope.aliases.items() if name in named]
            self.add(rows, aliases, clause, self.at(part))
        if any(_names_outputs(part)):
            self.add(rows, [n for _, n in result.columns], clause, self.at(part))

    def _only_orders(self, scope: Scope, select: exp.Select) -> bool:
        root = scope.outer is None
        return root and not (_cuts(select) or select.args.get("distinct"))


def _cuts(query: exp.Expr) -> bool:
    return any(map(query.args.get, ("limit", "offset", "sample")))


def _joined_once(scope: Scope, columns: list[Listed]) -> list[Listed]:
    """A join column appears once in a star, at its first position."""
    seen: set[str | None] = set()
    kept = []
    for name, node in columns:
        if name not in scope.joined_by or name not in seen:
            kept.append((name, node))
        seen.add(name)
    return kept


def _grouped(part: exp.Expr) -> list[exp.Expr]:
    """GROUP BY ALL groups by the expressions without an aggregate."""
    if isinstance(part, exp.Group) and part.args.get("all"):
        selects = part.parent_select.expressions if part.parent_select else []
        return [one for one in selects if not one.find(exp.AggFunc)]
    return [part]


def _names_outputs(part: exp.Expr) -> Iterator[bool]:
    """Whether parts of a clause name output columns by place, or all of them."""
    for node in part.find_all(exp.Literal, exp.Var, *PARTS):
        if isinstance(node, exp.Literal):
            listed = isinstance(node.parent, exp.Group | exp.Ordered | exp.Tuple)
            yield listed and not node.is_string
        elif isinstance(node, exp.Var):
            yield node.name.upper() == "ALL"
        else:
            yield not isinstance(node.parent, exp.Count)


def _bare(query: exp.Subquery) -> bool:
    """Whether brackets hold a query and nothing else."""
    return not any(value for key, value in query.args.items() if key != "this")


def _only(node: exp.Expr, allowed: Iterable[str]) -> None:
    """Raises UnknownForm for a part of the tree with an unknown clause."""
    for key, value in node.args.items():
        if value and key not in allowed:
            raise UnknownForm(f"{type(node).__name__} with {key}")


def _listed(node: exp.Expr, key: str) -> list[Any]:
    value = node.args.get(key)
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, exp.Expr)]
