"""Faults that only a project as a whole shows: what its queries say of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.compile.query import Query
from engine.names import ENGINE_SCHEMA, ENGINE_TABLES, FILE_SCHEMA, Name
from engine.problems import Problem, nearest

SETTINGS = "queries/project.toml"
SYNTHETIC = -1


def unknown_references(queries: dict[Name, Query]) -> Iterator[Problem]:
    for query in queries.values():
        for reference in query.references:
            target = queries.get(reference.name)
            if target is None:  # told where names are looked up
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
    given = (Name(ENGINE_SCHEMA, table) for table in ENGINE_TABLES)
    known = {*queries, *failed, *given}
    return [
        query.problem(
            f"{query.name} reads {name}, which nothing provides",
            offset,
            nearest(str(name), map(str, known))
            or f"Add queries/{name.schema}/{name.table}.sql or correct the name.",
        )
        for query in queries.values()
        for name, offset in query.mentions
        if name.schema != FILE_SCHEMA and name not in known
    ]


def against_the_direction(
    queries: Mapping[Name, Query], order: Mapping[str, int]
) -> Iterator[Problem]:
    """Relations that read to their right, or have no schema; `order` is from left."""
    for query in queries.values():
        own = order.get(query.name.schema)
        if own is None:
            hint = f"Schemas: {', '.join(order)}. Add it to {SETTINGS}."
            reason = f"{query.name.schema} is no schema of this project"
            yield query.problem(reason, None, hint)
            continue
        for name, offset in query.reads.items():
            if name.schema in order and not _may_read(own, order[name.schema]):
                reason = f"{query.name} reads {name}, to its right"
                hint = f"From left to right: {', '.join(order)}."
                yield query.problem(reason, offset, hint)


def _may_read(own: int, other: int) -> bool:
    """A schema reads itself and those to its left; the synthetic only itself."""
    return other == own if SYNTHETIC in (own, other) else other <= own
