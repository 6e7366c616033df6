"""A query in MySQL's dialect as DuckDB's SQL, and nothing but a query."""

from __future__ import annotations

from mysql_mimic.errors import MysqlError
from sqlglot import exp

from engine.names import Name
from engine.publish.layout import stored_name as public_name
from engine.serve.errors import NO_DATABASE, refused

FILE, OWN = "public", "memory"  # what the file and the server's views are attached as
INFORMATION = "information"
WRITES = (
    exp.Command,
    exp.Copy,
    exp.Create,
    exp.Delete,
    exp.Drop,
    exp.Insert,
    exp.Into,
    exp.Merge,
    exp.Update,
)
SECRETIVE = {"current_setting", "getenv", "getvariable", "write_log"}


def to_duckdb(tree: exp.Expr, database: str | None) -> str:
    """Raises MysqlError where the statement is not a query on the served tables."""
    explain = isinstance(tree, exp.Describe)
    query = tree.this if explain else tree
    if not isinstance(query, exp.Query):
        raise refused(tree.key.upper())
    query = query.copy()
    _name_columns(query)
    ctes = {cte.alias.lower() for cte in query.find_all(exp.CTE)}
    for node in list(query.walk()):
        _check(node)
        if isinstance(node, exp.Table):
            _resolve(node, database, ctes)
        elif isinstance(node, exp.Column):
            node.set("db", None)
            node.set("catalog", None)
        elif isinstance(node, exp.Select):
            node.set("locks", None)
    sql = query.transform(_adapt).sql("duckdb", identify=True)
    return f"explain {sql}" if explain else sql


def _check(node: exp.Expr) -> None:
    if isinstance(node, WRITES):
        raise refused(node.key.upper())
    if isinstance(node, exp.Func) and _function(node) in SECRETIVE:
        raise refused(f"the function {_function(node)}")


def _function(node: exp.Func) -> str:
    anonymous = isinstance(node, exp.Anonymous)
    return str(node.name if anonymous else node.sql_name()).lower()


def _resolve(table: exp.Table, database: str | None, ctes: set[str]) -> None:
    """Name the table as it is stored; its own name stays as alias."""
    if not isinstance(table.this, exp.Identifier):
        raise refused("a function in place of a table")
    name, own = table.name, table.text("db")
    if not own and name.lower() in ctes:
        return
    if not own and name.lower() == "dual":
        _without_table(table)
        return
    schema = (own or database or "").lower()
    if not schema:
        raise MysqlError("No database selected", NO_DATABASE)
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    if schema == "information_schema":
        stored, catalog = Name(INFORMATION, name), OWN
    else:
        stored, catalog = public_name(Name(schema, name)), FILE
    table.set("this", exp.to_identifier(stored.table))
    table.set("db", exp.to_identifier(stored.schema))
    table.set("catalog", exp.to_identifier(catalog))


def _without_table(dual: exp.Table) -> None:
    if isinstance(dual.parent, exp.From):
        dual.parent.pop()


def _name_columns(query: exp.Expr) -> None:
    """MySQL names a column after the text of its expression."""
    while isinstance(query, (exp.SetOperation, exp.Subquery)):
        query = query.this
    if isinstance(query, exp.Select):
        for column in list(query.expressions):
            if not (isinstance(column, (exp.Alias, exp.Column)) or column.is_star):
                text = column.sql("mysql")
                column.replace(exp.alias_(column.copy(), text, quoted=True))


def _adapt(node: exp.Expr) -> exp.Expr:
    """What sqlglot does not translate from MySQL."""
    if isinstance(node, exp.Collate):
        return _adapt(node.this)
    if isinstance(node, exp.Introducer):
        return _adapt(node.expression)
    if isinstance(node, exp.CurrentTimestamp) and not isinstance(node.parent, exp.Cast):
        return exp.cast(node.copy(), "timestamp")
    return node
