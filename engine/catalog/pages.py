"""The pages of the catalog: each relation's query, columns and stored rows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.catalog.stored import Stored
from engine.checks.declare import checks_of
from engine.compile.compiled import Compiled
from engine.compile.parameters import Parameter
from engine.compile.query import Query
from engine.lineage.across_queries import Lineage
from engine.lineage.graph_model import Node
from engine.names import FILE_SCHEMA, Name


@dataclass(frozen=True)
class ColumnRow:
    """An output column as the catalog shows it."""

    name: str
    type: str
    words: str
    is_key: bool
    rules: Sequence[str]
    rests_on: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Relation:
    """A relation as the catalog shows it."""

    name: Name
    words: str
    kind: str
    published: bool
    file: str
    rows: int | None
    key: Sequence[str]
    columns: Sequence[ColumnRow]
    training: Sequence[ColumnRow]
    rules: Sequence[str]
    parameters: Sequence[Parameter]
    reads: Sequence[Name]
    files: Sequence[str]
    read_by: Sequence[Name]
    sql: str
    template: str


def relations(compiled: Compiled, stored: Mapping[Name, Stored]) -> Iterator[Relation]:
    """Every relation of a project, in the order of its files."""
    lineage = Lineage.of(compiled)
    inputs_by_column = lineage.inputs_by_column()
    for query in compiled.queries.values():
        yield _relation(
            compiled, query, stored.get(query.name, Stored()), inputs_by_column
        )


def neighbours(compiled: Compiled, name: Name) -> dict[Name, Query]:
    """A relation, what it reads in two steps, and what reads it."""
    queries = compiled.queries
    near = compiled.reads(name)
    for read in tuple(near):
        near |= compiled.reads(read)
    near |= {other for other in queries if name in queries[other].reads} | {name}
    return {other: query for other, query in queries.items() if other in near}


def _relation(
    compiled: Compiled,
    query: Query,
    stored: Stored,
    inputs_by_column: Mapping[Node, Sequence[str]],
) -> Relation:
    reads = sorted(query.reads)
    used, _ = query.rendered.uses()
    is_fit = bool(query.materialization.part)
    return Relation(
        query.name,
        query.comment,
        query.materialization.kind,
        query.published,
        Path(os.path.relpath(query.path, compiled.root)).as_posix(),
        stored.rows,
        query.key,
        list(_columns(query, stored, inputs_by_column)),
        list(_training(query, inputs_by_column)) if is_fit else (),
        [check.rule for check in checks_of(query) if len(check.columns) != 1],
        [p for p in compiled.parameters.values() if p.name in used],
        [name for name in reads if name.schema != FILE_SCHEMA],
        [name.table for name in reads if name.schema == FILE_SCHEMA],
        sorted(n for n, other in compiled.queries.items() if query.name in other.reads),
        query.sql.strip(),
        query.rendered.source.strip(),
    )


def _columns(
    query: Query, stored: Stored, inputs_by_column: Mapping[Node, Sequence[str]]
) -> Iterator[ColumnRow]:
    rules = _rules(query)
    for column in query.output:
        yield ColumnRow(
            column.name,
            stored.types.get(column.name) or (column.type or "").upper(),
            column.comment,
            column.name in query.key,
            rules.get(column.name, ()),
            _by_table(inputs_by_column.get(Node(query.name, column.name.lower()), ())),
        )


def _by_table(columns: Iterable[str]) -> dict[str, list[str]]:
    """Input columns, SCHEMA.TABLE.COLUMN, by their table."""
    by_table: dict[str, list[str]] = {}
    for text in columns:
        table, _, column = text.rpartition(".")
        by_table.setdefault(table, []).append(column)
    return by_table


def _training(
    query: Query, inputs_by_column: Mapping[Node, Sequence[str]]
) -> Iterator[ColumnRow]:
    """The columns that a fit is fitted to."""
    for column in query.columns:
        node = Node(query.name, column.name.lower(), "training set")
        rests_on = _by_table(inputs_by_column.get(node, ()))
        yield ColumnRow(column.name, "", column.comment, False, (), rests_on)


def _rules(query: Query) -> dict[str, list[str]]:
    rules: dict[str, list[str]] = {}
    for check in checks_of(query):
        if len(check.columns) == 1:
            rules.setdefault(check.columns[0], []).append(check.rule)
    return rules
