"""SHOW and DESCRIBE as queries on the views of information.sql."""

from __future__ import annotations

from mysql_mimic.errors import MysqlError
from sqlglot import exp

from engine.serve.errors import NO_DATABASE, SYNTAX

KINDS = {  # SHOW …: the view, and whether it is of a database or of a table
    "DATABASES": ("show_databases", ""),
    "SCHEMAS": ("show_databases", ""),
    "TABLES": ("show_tables", "database"),
    "TABLE STATUS": ("show_status", "database"),
    "COLUMNS": ("show_columns", "table"),
    "INDEX": ("show_index", "table"),
    "CREATE TABLE": ("show_create", "table"),
    "CREATE VIEW": ("show_create", "table"),
    "COLLATION": ("show_collation", ""),
    "CHARACTER SET": ("show_charset", ""),
    "CHARSET": ("show_charset", ""),
    "ENGINES": ("show_engines", ""),
    "STORAGE ENGINES": ("show_engines", ""),
    "GRANTS": ("show_grants", ""),
}
BRIEF = ("Field", "Type", "Null", "Key", "Default", "Extra")


def as_query(show: exp.Show, database: str | None) -> exp.Select | None:
    """A query on information_schema; None where the answer is an empty table."""
    kind = show.name.upper()
    if kind not in KINDS:
        return None
    view, scope = KINDS[kind]
    schema = (show.text("db") or database or "").lower()
    if scope and not schema:
        raise MysqlError("No database selected", NO_DATABASE)
    query = exp.select(*_columns(show, kind, schema, scope))
    query = query.from_(exp.table_(view, db="information_schema"))
    if scope:
        query = query.where(exp.column("table_schema").eq(_text(schema)))
    if scope == "table":
        if not show.text("target"):
            raise MysqlError("A table's name is missing", SYNTAX)
        name = exp.Lower(this=exp.column("table_name"))
        query = query.where(name.eq(_text(show.text("target").lower())))
    return _filtered(show, query)


def _text(value: str) -> exp.Literal:
    return exp.Literal.string(value)


def _columns(show: exp.Show, kind: str, schema: str, scope: str) -> list[exp.Expr]:
    """Those that MySQL shows."""
    if kind == "TABLES":
        name = exp.alias_(exp.column("Name"), f"Tables_in_{schema}", quoted=True)
        more = [exp.column("Table_type")] if show.args.get("full") else []
        return [name, *more]
    if kind == "COLUMNS" and not show.args.get("full"):
        return [exp.column(name, quoted=True) for name in BRIEF]
    hidden = {"": (), "database": ("table_schema",)}
    names = hidden.get(scope, ("table_schema", "table_name"))
    return [exp.Star(except_=[exp.to_identifier(name) for name in names])]


def _filtered(show: exp.Show, query: exp.Select) -> exp.Select:
    """With LIKE on the first column shown, or with WHERE on those shown."""
    like, where = show.text("like"), show.args.get("where")
    if not like and not where:
        return query
    shown = exp.select("*").from_(query.subquery("shown"))
    if where:
        return shown.where(where.this.copy())
    first = {"COLUMNS": "Field", "TABLES": "", "TABLE STATUS": "Name"}
    column = first.get(show.name.upper(), "Database")
    if show.name.upper() in {"COLLATION", "CHARACTER SET", "CHARSET"}:
        column = "Collation" if show.name.upper() == "COLLATION" else "Charset"
    column = column or str(query.expressions[0].alias)
    return shown.where(
        exp.Like(this=exp.column(column, quoted=True), expression=_text(like))
    )
