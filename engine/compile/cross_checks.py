"""Faults that show only across queries: unknown names, and schemas out of reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.compile.query import Query
from engine.compile.settings import FILE, Settings
from engine.names import ENGINE_SCHEMA, ENGINE_TABLES, FILE_SCHEMA, Name
from engine.problems import Problem, nearest


def unknown_references(queries: dict[Name, Query]) -> Iterator[Problem]:
    for query in queries.values():
        for reference in query.references:
            target = queries.get(reference.name)
            if target is None:  # reported by unknown_names
                continue
            columns = [column.name for column in target.output]
            if reference.target not in columns:
                yield query.problem(
                    f"@references names {reference.name}.{reference.target}, "
                    "which nothing provides",
                    reference.offset,
                    nearest(reference.target, columns)
                    or "Write @references(schema.table.column).",
                )


def unknown_names(queries: dict[Name, Query], failed: set[Name]) -> list[Problem]:
    engine_tables = (Name(ENGINE_SCHEMA, table) for table in ENGINE_TABLES)
    defined = {*queries, *failed, *engine_tables}
    return [
        query.problem(
            f"{query.name} reads {name}, which nothing provides",
            offset,
            nearest(str(name), map(str, defined))
            or f"Add queries/{name.schema}/{name.table}.sql or correct the name.",
        )
        for query in queries.values()
        for name, offset in query.mentions
        if name.schema != FILE_SCHEMA and name not in defined
    ]


def out_of_reach(
    queries: Mapping[Name, Query], settings: Settings
) -> Iterator[Problem]:
    """Relations outside every schema, or reading a schema that theirs may not read."""
    graph = settings.reads
    for query in queries.values():
        schema = query.name.schema
        if schema not in graph:
            hint = f"Schemas: {', '.join(_listed(settings))}. Add it to {FILE}."
            reason = f"{schema} is no schema of this project"
            yield query.problem(reason, None, hint)
            continue
        for name, offset in query.reads.items():
            if name.schema in graph and name.schema not in graph[schema]:
                yield query.problem(*_refusal(query.name, name, offset, settings))


def _refusal(
    reader: Name, read: Name, offset: int, settings: Settings
) -> tuple[str, int, str]:
    if settings.is_line:
        hint = f"From left to right: {', '.join(_listed(settings))}."
        return f"{reader} reads {read}, to its right", offset, hint
    allowed = sorted(settings.reads[reader.schema] - {reader.schema})
    reason = f"{reader} reads {read}, which the schema {reader.schema} may not read"
    listed = ", ".join(allowed) or "no other schema"
    return reason, offset, f"{reader.schema} reads {listed}: {FILE} says so."


def _listed(settings: Settings) -> list[str]:
    return [*(schema.name for schema in settings.schemas), settings.synthetic]
