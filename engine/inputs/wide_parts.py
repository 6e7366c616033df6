"""The files of a wide table: which columns each has, and the SQL that gathers them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.checks.run import FIRST_ROW, SHOWN, at_fault, rows_not_ascending
from engine.compile.directives import named
from engine.compile.query import Query
from engine.inputs.csv_values import examined
from engine.inputs.faults import in_file
from engine.inputs.source import ColumnFault, Source
from engine.inputs.wide_directive import Shape
from engine.names import quote
from engine.privacy.mask import masked
from engine.problems import Place, Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Positions = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class Part:
    """Files with the same needed columns, read one after the other.

    `key` is their key column, `lists` what they hold of each list, by position.
    """

    key: str
    lists: Positions
    sources: tuple[Source, ...]


def part_of(
    shape: Shape,
    rows: Sequence[tuple[Any, ...]],
    columns: Collection[str],
    sources: Sequence[Source],
) -> Part:
    """The part of files with these columns; `rows` map columns to positions."""
    keys = [name for name, role, _ in rows if role == shape.key and name in columns]
    lists: dict[str, dict[int, str]] = {name: {} for name in shape.lists}
    for name, role, position in rows:
        if role in lists and name in columns:
            lists[role][position] = name
    return Part(keys[0] if keys else "", lists, tuple(sources))


def examined_part(
    connection: DuckDBPyConnection,
    shape: Shape,
    part: Part,
    options: Sequence[tuple[str, str]],
) -> tuple[Part, list[tuple[Source, list[ColumnFault]]]]:
    """A part with its notation of values, and the problems of each file and list."""
    if not part.key:
        return part, []
    list_of = {c: name for name, at in part.lists.items() for c in at.values()}
    kinds = {column: shape.lists[name] for column, name in list_of.items()}
    kinds[part.key] = shape.key_type
    sources, groups = [], []
    for source in part.sources:
        source, faults = examined(connection, source, kinds, dict(options))
        sources.append(source)
        for name in dict.fromkeys(list_of.get(fault.column) for fault in faults):
            of_list = [f for f in faults if list_of.get(f.column) == name]
            groups.append((source, of_list))
    return replace(part, sources=tuple(sources)), groups


def list_problem(
    contract: Query, source: Source, faults: Sequence[ColumnFault]
) -> Problem:
    """One problem for all faulty columns of a list."""
    first, *others = faults
    if not others:
        return _at_fault(
            contract, source.path, first.rule, first.count, first.rows, first.hint
        )
    columns = "column" if len(others) == 1 else "columns"
    name = source.names[first.column]
    rule = first.rule.replace(name, f"{name} and {len(others)} more {columns}", 1)
    total = sum(fault.count for fault in faults)
    return _at_fault(contract, source.path, rule, total, first.rows, first.hint)


def shape_problems(contract: Query, parts: Sequence[Part]) -> Iterator[Problem]:
    name = str(contract.name)
    seen: dict[str, Path] = {}
    for part in parts:
        path = part.sources[0].path
        for source in part.sources:
            for column in source.twice:
                reason = f"the column {column} stands twice"
                yield Problem(reason, Place(source.path), None, (), name)
        if not part.key:
            reason = f"the column {Shape.of(contract).key} is missing"
            yield Problem(reason, Place(path), None, (), name)
        for positions in part.lists.values():
            for column in positions.values():
                if column in seen:
                    reason = f"{column} stands in {seen[column].name} too"
                    hint = "Split by columns or by rows: each file another part."
                    yield Problem(reason, Place(path), hint, (), name)
                    return
                seen[column] = path


def key_problems(
    connection: DuckDBPyConnection, contract: Query, part: Part
) -> Iterator[Problem]:
    """The problems of rows with an empty or duplicate key."""
    shape = Shape.of(contract)
    keys = " union all ".join(
        f"select {source.value(part.key, shape.key_type)} as key from {source.sql}"
        for source in part.sources
    )
    empty_or_not_above = (
        f"select (select count(*) - count(key) from ({keys})) "
        f"+ ({rows_not_ascending(['key'], f'({keys})')})"
    )
    if connection.execute(empty_or_not_above).fetchall()[0][0] <= FIRST_ROW:
        return
    repeated = f"select key, count(*) as rows from ({keys}) group by key"
    empty, twice = connection.execute(
        f"select coalesce(sum(rows) filter (where key is null), 0), "
        f"coalesce(sum(rows) filter (where key is not null and rows > 1), 0) "
        f"from ({repeated})"
    ).fetchall()[0]
    path = part.sources[0].path
    if empty:
        rule = f"{shape.key} must not be empty"
        yield _at_fault(contract, path, rule, int(empty), ())
    if twice:
        rows = connection.execute(
            f"select key, rows from ({repeated}) where rows > 1 order by key "
            f"limit {SHOWN}"
        ).fetchall()
        examples = tuple(f"{shape.key} = {masked(k)}, {n} rows" for k, n in rows)
        rule = f"{shape.key} must identify a row"
        yield _at_fault(contract, path, rule, int(twice), examples)


def _at_fault(
    contract: Query,
    path: Path,
    rule: str,
    count: int,
    rows: tuple[str, ...],
    hint: str | None = None,
) -> Problem:
    [directive] = named(contract.directives, "wide")[:1]
    words = f"{rule}: {at_fault(count)}"
    numbered = bool(rows) and rows[0].startswith("row ")
    offset = directive.offset
    return in_file(path, contract, offset, words, rows, numbered=numbered, hint=hint)


def gathered(shape: Shape, parts: Sequence[Part]) -> str:
    """SQL with a row per key: the key and each list in the order of positions."""
    if len(parts) == 1:
        return _rows(shape, parts[0])
    tables = [f"({_rows(shape, part)}) as p{n}" for n, part in enumerate(parts)]
    joined = tables[0] + "".join(
        f" full join {table} using ({quote(shape.key)})" for table in tables[1:]
    )
    columns = [quote(shape.key), *(_merged(shape, parts, name) for name in shape.lists)]
    return f"select {', '.join(columns)} from {joined}"


def no_rows(columns: Mapping[str, str]) -> str:
    selected = ", ".join(
        f"cast(null as {kind}) as {quote(name)}" for name, kind in columns.items()
    )
    return f"select {selected} where false"


def _rows(shape: Shape, part: Part) -> str:
    """SQL for the rows of one part; a list ends with its last column there."""
    selects = []
    for source in part.sources:
        columns = [f"{source.value(part.key, shape.key_type)} as {quote(shape.key)}"]
        for name, kind in shape.lists.items():
            positions = part.lists[name]
            values = [
                source.value(positions[n], kind) if n in positions else "null"
                for n in range(1, max(positions, default=0) + 1)
            ]
            listed = f"cast([{', '.join(values)}] as {kind}[])"
            columns.append(f"{listed} as {quote(name)}")
        selects.append(f"select {', '.join(columns)} from {source.sql}")
    return " union all ".join(selects)


def _merged(shape: Shape, parts: Sequence[Part], name: str) -> str:
    """SQL for a list whose positions lie in several parts."""
    holder = {n: i for i, part in enumerate(parts) for n in part.lists[name]}
    values = [
        f"p{holder[n]}.{quote(name)}[{n}]" if n in holder else "null"
        for n in range(1, max(holder, default=0) + 1)
    ]
    return f"cast([{', '.join(values)}] as {shape.lists[name]}[]) as {quote(name)}"
