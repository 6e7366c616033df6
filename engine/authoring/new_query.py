"""A new query file, well-formed from its first line."""

from __future__ import annotations

from pathlib import Path

from engine.atomic_files import aside
from engine.compile.project import Project
from engine.compile.query import Column, Query
from engine.names import Name
from engine.problems import UsageError


def start_query(project: Project, relation: str, source: str | None) -> Path:
    """Write queries/SCHEMA/NAME.sql. Raises UsageError for an impossible name."""
    project.require_writable()
    name = _checked_name(project, relation)
    path = project.root / "queries" / name.schema / f"{name.table}.sql"
    text = _text(project, name, source)
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        raise UsageError(f"{path} is already there; nothing was written.")
    with aside(path) as beside:  # nothing is left of it where the disk is full
        beside.write_text(text, "utf-8", newline="\n")
    return path


def _checked_name(project: Project, relation: str) -> Name:
    name = Name.of(relation)
    plain = all(part.isidentifier() for part in (name.schema, name.table))
    if not (plain and relation.isascii() and relation == str(name)):
        raise UsageError(
            f"{relation} is no name of a relation: SCHEMA.NAME in lower case."
        )
    schemas = [schema.name for schema in project.settings.schemas]
    if name.schema not in (*schemas, project.settings.synthetic):
        raise UsageError(
            f"{name.schema} is no schema of this project: {', '.join(schemas)}. "
            "Add it to queries/project.toml first."
        )
    if name in project.query_files:
        raise UsageError(f"{project.query_files[name]} is already {name}.")
    return name


def _text(project: Project, name: Name, source: str | None) -> str:
    if name.schema == "input":
        return _contract(name)
    if source is None:
        return (
            "-- TODO: what this relation is for; one row per what.\n"
            "-- @key(id)\n"
            "select\n"
            "    1 as id -- TODO: what the column holds\n"
        )
    return _selection(project.compile_for([Name.of(source)]).find(source))


def _contract(name: Name) -> str:
    return (
        "-- TODO: what the table holds, one row per what.\n"
        "-- @optional\n"
        "-- @key(id)\n"
        "select\n"
        "    cast(id as bigint) as id -- TODO: what the column holds\n"
        f"from file.{name.table}\n"
    )


def _selection(query: Query) -> str:
    """A query that selects every column of another relation."""
    head = [f"-- TODO: what this relation is for; as {query.name}, one row per what."]
    if query.key:
        head.append(f"-- @key({', '.join(query.key)})")
    last = len(query.output) - 1
    columns = [
        _column(column, "" if number == last else ",")
        for number, column in enumerate(query.output)
    ]
    return "\n".join([*head, "select", *columns, f"from {query.name}"]) + "\n"


def _column(column: Column, comma: str) -> str:
    words = column.comment or "TODO: what the column holds"
    return f"    {column.name}{comma} -- {words}"
