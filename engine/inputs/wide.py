"""Wide input files: a column for each week or month, gathered into lists.

`@wide(RELATION; NAME TYPE, …)` in a contract: RELATION has a row for each column that
is needed (column_name in lower case, gathered_as, position from 1 on). The contract's
query then reads file.TABLE with the columns NAME: those with a list type hold the
gathered columns in the order of their positions, NULL where a position has no
column; the one without is the file's row key. No other column is ever read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from engine.checks.run import FIRST_ROW, SHOWN, Fault, at_fault, not_above
from engine.compile.directives import named
from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError
from engine.inputs.contract import NOT_TEXT, in_file, unread
from engine.inputs.files import InputFile
from engine.inputs.wide_directive import Shape
from engine.inputs.wide_files import Source, count_faults, names_of, open_source
from engine.names import FILE_SCHEMA, Name, quote
from engine.privacy.mask import masked
from engine.problems import Place, Problem, ProblemError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Positions = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class Part:
    """Files with the same needed columns: the rows of one stand below the other's.

    `key` is their key column, `lists` what they hold of each list, by position.
    """

    key: str
    lists: Positions
    sources: tuple[Source, ...]


def columns_of(
    connection: DuckDBPyConnection,
    contracts: Iterable[Query],
    files: Mapping[str, InputFile],
) -> list[tuple[str, str]]:
    """The columns of the wide files that are there, in lower case, after their table.

    Raises ProblemError where a file cannot be read.
    """
    names: set[tuple[str, str]] = set()
    for contract in contracts:
        table = contract.name.table
        if contract.has("wide") and table in files:
            for path in files[table].paths:
                written = _names_of(connection, contract, path)
                names |= {(table, name.lower()) for name in written}
    return sorted(names)


def _names_of(connection: DuckDBPyConnection, contract: Query, path: Path) -> list[str]:
    try:
        return names_of(connection, path)
    except (DatabaseError, *NOT_TEXT) as error:
        raise ProblemError(unread(contract, path, error)) from error


def column_problem(fault: Fault, file: InputFile) -> Problem:
    """What the relation of needed columns finds missing in the file."""
    check = fault.check
    return in_file(
        file.path, check.query, check.offset, fault.words, fault.rows, numbered=False
    )


def load_wide(
    connection: DuckDBPyConnection, contract: Query, file: InputFile | None
) -> list[Problem]:
    """Create the contract's table from its wide file; the faults found on the way."""
    try:
        shape = Shape.of(contract)
        with TemporaryDirectory() as folder:
            parts = list(_parts(connection, shape, file, Path(folder))) if file else []
            problems = list(_problems(connection, contract, parts))
            if not problems:
                _create(connection, contract, _gathered(shape, parts))
            return problems
    except ProblemError as error:
        return error.problems
    except (DatabaseError, *NOT_TEXT) as error:
        if file is None:
            raise
        return [unread(contract, file.path, error)]


def spread(connection: DuckDBPyConnection, query: Query) -> str:
    """SQL that writes a relation of lists wide: a column for each of their places."""
    shape = Shape.of(query)
    rows = connection.execute(
        f"select column_name, gathered_as, position from {shape.relation.quoted} "
        "order by gathered_as, position"
    ).fetchall()
    columns = [f"{quote(name)}[{n}] as {quote(column)}" for column, name, n in rows]
    return f"select {', '.join([quote(shape.key), *columns])} from {query.name.quoted}"


def _create(connection: DuckDBPyConnection, contract: Query, gathered: str) -> None:
    name = Name(FILE_SCHEMA, contract.name.table).quoted
    connection.execute(f"create schema if not exists {quote(FILE_SCHEMA)}")
    connection.execute(f"create or replace view {name} as {gathered}")
    create_relation(DuckDB(connection), contract)
    connection.execute(f"drop view {name}")
    connection.execute(f"drop schema {quote(FILE_SCHEMA)}")


def _parts(
    connection: DuckDBPyConnection, shape: Shape, file: InputFile, folder: Path
) -> Iterator[Part]:
    rows = connection.execute(
        f"select column_name, gathered_as, position from {shape.relation.quoted}"
    ).fetchall()
    needed = {row[0] for row in rows}
    groups: dict[frozenset[str], list[Source]] = {}
    for path in file.paths:
        source = open_source(connection, path, needed, folder)
        groups.setdefault(frozenset(needed & source.names.keys()), []).append(source)
    for columns, sources in groups.items():
        keys = [name for name, role, _ in rows if role == shape.key and name in columns]
        lists: dict[str, dict[int, str]] = {name: {} for name in shape.lists}
        for name, role, position in rows:
            if role in lists and name in columns:
                lists[role][position] = name
        yield Part(keys[0] if keys else "", lists, tuple(sources))


def _problems(
    connection: DuckDBPyConnection, contract: Query, parts: Sequence[Part]
) -> Iterator[Problem]:
    shape = Shape.of(contract)
    yield from _shape_problems(contract, parts)
    for part in parts:
        if not part.key:
            continue
        kinds = {part.key: shape.key_type} | {
            column: shape.lists[name]
            for name, positions in part.lists.items()
            for column in positions.values()
        }
        faults = [
            _at_fault(contract, source.path, rule, count, rows)
            for source in part.sources
            for rule, count, rows in count_faults(connection, source, kinds)
        ]
        yield from faults or _key_problems(connection, contract, part)


def _shape_problems(contract: Query, parts: Sequence[Part]) -> Iterator[Problem]:
    name = str(contract.name)
    seen: dict[str, Path] = {}
    for part in parts:
        path = part.sources[0].path
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


def _key_problems(
    connection: DuckDBPyConnection, contract: Query, part: Part
) -> Iterator[Problem]:
    """Rows of a part whose key is empty or stands twice."""
    shape = Shape.of(contract)
    keys = " union all ".join(
        f"select {source.value(part.key, shape.key_type)} as key from {source.sql}"
        for source in part.sources
    )
    empty_or_not_above = (
        f"select (select count(*) - count(key) from ({keys})) "
        f"+ ({not_above(['key'], f'({keys})')})"
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
        shown = tuple(f"{shape.key} = {masked(k)}, {n} rows" for k, n in rows)
        rule = f"{shape.key} must identify a row"
        yield _at_fault(contract, path, rule, int(twice), shown)


def _at_fault(
    contract: Query, path: Path, rule: str, count: int, rows: tuple[str, ...]
) -> Problem:
    [directive] = named(contract.directives, "wide")[:1]
    words = f"{rule}: {at_fault(count)}"
    numbered = bool(rows) and rows[0].startswith("row ")
    offset = directive.offset
    return in_file(path, contract, offset, words, rows, numbered=numbered)


def _gathered(shape: Shape, parts: Sequence[Part]) -> str:
    """SQL with a row per key: the key and each list in the order of positions."""
    if not parts:
        columns = [f"cast(null as {shape.key_type}) as {quote(shape.key)}"]
        columns += [
            f"cast(null as {k}[]) as {quote(n)}" for n, k in shape.lists.items()
        ]
        return f"select {', '.join(columns)} where false"
    if len(parts) == 1:
        return _rows(shape, parts[0])
    tables = [f"({_rows(shape, part)}) as p{n}" for n, part in enumerate(parts)]
    joined = tables[0] + "".join(
        f" full join {table} using ({quote(shape.key)})" for table in tables[1:]
    )
    columns = [quote(shape.key), *(_merged(shape, parts, name) for name in shape.lists)]
    return f"select {', '.join(columns)} from {joined}"


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
