"""The items of FROM as sources, each with its columns and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from engine.lineage.graph_model import ANY, ROWS, WIDE, Node
from engine.lineage.reach import Scope, Source, UnknownForm
from engine.names import Name

if TYPE_CHECKING:
    from engine.lineage.within_query import Flows

HALF = ("SEMI", "ANTI")
TABLE = {"this", "db", "catalog", "alias", "joins", "laterals", "sample", "pivots"}
BRACKETS = {"this", "alias", "joins", "laterals", "sample", "pivots"}
JOIN = {"this", "on", "using", "method", "side", "kind", "match_condition"}


def read_from(flows: Flows, scope: Scope, select: exp.Select) -> None:
    """Add the sources of a SELECT to its scope; its rows depend on theirs."""
    origin = select.args.get("from_")
    if origin:
        _join_in(flows, scope, origin.this, "from")
    for join in select.args.get("joins") or ():
        _join(flows, scope, join)
    for lateral in select.args.get("laterals") or ():
        _join_in(flows, scope, lateral, "join")


def _join_in(
    flows: Flows, scope: Scope, node: exp.Expr, clause: str, *, in_star: bool = True
) -> None:
    rows = flows.node(scope.part, None)
    for source in _sources(flows, scope, node):
        kept = source if in_star else source.outside_star()
        scope.sources.append(kept)
        if source.rows:
            flows.add(rows, [source.rows], clause, flows.at(node))
    for join in node.args.get("joins") or ():
        if not isinstance(node, exp.Subquery):
            _join(flows, scope, join)
        elif join:
            raise UnknownForm("joins behind brackets")


def _join(flows: Flows, scope: Scope, join: exp.Join) -> None:
    unknown = {key for key, value in join.args.items() if value} - JOIN
    if unknown:
        raise UnknownForm(f"join with {unknown}")
    before = list(scope.sources)
    half = str(join.kind).upper() in HALF or str(join.side).upper() in HALF
    _join_in(flows, scope, join.this, "join", in_star=not half)
    rows = flows.node(scope.part, None)
    for key in ("on", "match_condition"):
        if condition := join.args.get(key):
            flows.expression(scope, condition, rows, "join")
    names = [name.name.lower() for name in join.args.get("using") or ()]
    if str(join.method).upper() == "NATURAL":
        after = [s for s in scope.sources if s not in before]
        if any(source.is_open for source in scope.sources):
            flows.add(rows, scope.everything(), WIDE, flows.at(join))
        left = {name for source in before for name, _ in source.columns}
        names += [n for s in after for n, _ in s.columns if n and n in left]
    for name in names:
        joined_on = scope.resolve([name]) or scope.everything()
        flows.add(rows, joined_on, "join", flows.at(join))
    scope.joined_by.update(names)


def _sources(flows: Flows, scope: Scope, node: exp.Expr) -> list[Source]:
    """The sources of an item of FROM; a join in brackets has several."""
    if isinstance(node, exp.Table):
        source = _table(flows, scope, node)
    elif isinstance(node, exp.Lateral):
        return [_lateral(flows, scope, node)]
    elif isinstance(node, exp.Subquery):
        if isinstance(node.this, exp.Table | exp.Subquery) and not node.alias:
            return _brackets(flows, scope, node)
        source = _subquery(flows, scope, node)
    else:
        return [_function(flows, scope, node)]
    for pivot in node.args.get("pivots") or ():
        source = _widened(flows, scope, pivot, [source], pivot.alias or source.alias)
    return [source]


def _table(flows: Flows, scope: Scope, node: exp.Table) -> Source:
    if not isinstance(node.this, exp.Identifier):
        return _function(flows, scope, node)
    alias, names = _alias(node)
    if node.db:
        source = _relation(flows, Name(node.db, node.name))
        alias = alias or node.name.lower()
    else:
        source = _cte(scope, node.name.lower())
        alias = alias or node.name.lower()
    renamed = source.renamed(alias, names)
    if {key for key, value in node.args.items() if value} - TABLE:
        return _widened(flows, scope, node, [renamed], alias)
    return renamed if node.alias else renamed.of_table(source.table)


def _relation(flows: Flows, name: Name) -> Source:
    names = flows.columns.get(name)
    if names is None:
        return Source(name.table.lower(), (), Node(name, None), name, name)
    columns = tuple((None if c == ANY else c, Node(name, c)) for c in names)
    return Source(name.table.lower(), columns, Node(name, None), None, name)


def _cte(scope: Scope, name: str) -> Source:
    for level in scope.levels():
        if name in level.tables:
            return level.tables[name]
    raise UnknownForm(f"{name} is no CTE in reach")


def _subquery(flows: Flows, scope: Scope, node: exp.Subquery) -> Source:
    alias, names = _alias(node)
    if {key for key, value in node.args.items() if value} - BRACKETS:
        raise UnknownForm("a query in brackets with clauses of its own")
    if isinstance(node.this, exp.Table | exp.Subquery):
        inner = _brackets(flows, scope, node)
        columns = tuple(each for source in inner for each in source.columns)
        rows = flows.node(flows.part(alias), None)
        flows.add(rows, [s.rows for s in inner if s.rows], "join", flows.at(node))
        leaf = next((s.leaf for s in inner if s.leaf), None)
        if leaf or len(inner) > 1:
            columns = tuple((None, node) for s in inner for node in s.nodes)
        return Source(alias, columns, rows).renamed(alias, names)
    return flows.relation(node.this, scope, flows.part(alias)).renamed(alias, names)


def _brackets(flows: Flows, scope: Scope, node: exp.Subquery) -> list[Source]:
    """The sources of a join in brackets, which see each other."""
    inner = Scope(scope.part, scope)
    _join_in(flows, inner, node.this, "from")
    scope.joined_by.update(inner.joined_by)
    return inner.sources


def _lateral(flows: Flows, scope: Scope, node: exp.Lateral) -> Source:
    alias, names = _alias(node)
    if isinstance(node.this, exp.Subquery):
        part = flows.part(alias)
        return flows.relation(node.this, scope, part).renamed(alias, names)
    return _function(flows, scope, node)


def _function(flows: Flows, scope: Scope, node: exp.Expr) -> Source:
    """A table function, or VALUES: each column depends on all its arguments."""
    alias, names = _alias(node)
    source = of_arguments(flows, node, scope, flows.part(alias))
    return source.renamed(alias, names)


def of_arguments(flows: Flows, node: exp.Expr, scope: Scope, part: str) -> Source:
    """Columns of any name, made of all arguments; and no rows of a relation."""
    any_column = flows.node(part, ANY)
    for key, value in node.args.items():
        for argument in value if isinstance(value, list) else [value]:
            if key != "alias" and isinstance(argument, exp.Expr):
                flows.expression(scope, argument, any_column, "select")
    rows = flows.node(part, None)
    flows.add(rows, [any_column], ROWS, flows.at(node))
    return Source("", ((None, any_column),), rows)


def pivoted(flows: Flows, pivot: exp.Pivot, origin: exp.Expr, scope: Scope) -> Source:
    """PIVOT and UNPIVOT as a query."""
    inner = Scope(scope.part, scope)
    sources = _sources(flows, inner, origin)
    return _widened(flows, scope, pivot, sources, "")


def _widened(
    flows: Flows, scope: Scope, node: exp.Expr, inner: list[Source], alias: str
) -> Source:
    """Columns of any name that depend on all of the sources, and so do the rows."""
    part = flows.part(alias)
    any_column, rows = flows.node(part, ANY), flows.node(part, None)
    for nodes in (*(source.nodes for source in inner), scope.everything()):
        flows.add(any_column, nodes, WIDE, flows.at(node), shows=True)
        flows.add(rows, nodes, WIDE, flows.at(node))
    flows.add(any_column, [rows], ROWS, flows.at(node))
    return Source(alias.lower(), ((None, any_column),), rows)


def _alias(node: exp.Expr) -> tuple[str, list[str]]:
    """The alias of a source and the names that it gives to columns."""
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return node.alias.lower(), []
    return alias.name.lower(), [column.name.lower() for column in alias.columns]
