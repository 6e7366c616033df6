"""Wide input files: a column for each week or month, gathered into lists.

`@wide(RELATION; NAME TYPE, …)` in a contract: RELATION has a row for each column that
is needed (column_name in lower case, gathered_as, position from 1 on). The contract's
query then reads file.TABLE with the columns NAME: those with a list type hold the
gathered columns in the order of their positions, NULL where a position has no
column; the one without is the file's row key. No other column is ever read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from engine.checks import SHOWN, run_checks
from engine.inputs import InputFile, at_fault
from engine.materialize import materialize
from engine.problems import Place, Problem, ProblemError
from engine.query import FILE_SCHEMA, Name, Query, quote
from engine.wide_source import Source, count_faults, names_of, open_source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Positions = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class Shape:
    """What a wide contract reads: the relation of columns, the key, the lists."""

    relation: Name
    key: str
    key_type: str
    lists: Mapping[str, str]

    @classmethod
    def of(cls, contract: Query) -> Shape:
        relation, listed = (contract.argument("wide") or "").split(";")
        types = dict(part.upper().split() for part in listed.split(","))
        lists = {n.lower(): k[:-2] for n, k in types.items() if k.endswith("[]")}
        [key] = [name for name in types if name.lower() not in lists]
        return cls(Name.of(relation.strip()), key.lower(), types[key], lists)


@dataclass(frozen=True)
class Part:
    """Files with the same needed columns: the rows of one stand below the other's.

    `key` is their key column, `lists` what they hold of each list, by position.
    """

    key: str
    lists: Positions
    sources: tuple[Source, ...]


def describe_columns(
    connection: DuckDBPyConnection, files: Mapping[str, InputFile]
) -> None:
    """The columns of wide files, for the relations that choose among them."""
    connection.execute("delete from engine.input_column")
    names: list[list[str]] = []
    for table, file in sorted(files.items()):
        written = (n for path in file.paths for n in names_of(connection, path))
        names += [[table, name] for name in sorted({n.lower() for n in written})]
    if names:
        rows = ", ".join("(?, ?)" for _ in names)
        values = [value for pair in names for value in pair]
        connection.execute(f"insert into engine.input_column values {rows}", values)


def column_problems(
    connection: DuckDBPyConnection, relation: Query, file: InputFile
) -> list[Problem]:
    """What the relation of needed columns finds missing in the file."""
    return [
        at_fault(file, fault.check.rule, fault.count, fault.rows)
        for fault in run_checks(connection, relation)
    ]


def load_wide(
    connection: DuckDBPyConnection, contract: Query, file: InputFile | None
) -> list[Problem]:
    """Create the contract's table from its wide file; the faults found on the way."""
    import duckdb

    shape = Shape.of(contract)
    try:
        with TemporaryDirectory() as folder:
            parts = list(_parts(connection, shape, file, Path(folder))) if file else []
            problems = list(_problems(connection, shape, parts))
            if not problems:
                _create(connection, contract, _gathered(shape, parts))
            return problems
    except ProblemError as error:
        return error.problems
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        place = Place(file.path) if file else None
        return [Problem(f"the file cannot be read: {reason}", place)]


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
    materialize(connection, contract)
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
    connection: DuckDBPyConnection, shape: Shape, parts: Sequence[Part]
) -> Iterator[Problem]:
    yield from _shape_problems(shape, parts)
    for part in parts:
        if not part.key:
            continue
        kinds = {part.key: shape.key_type} | {
            column: shape.lists[name]
            for name, positions in part.lists.items()
            for column in positions.values()
        }
        faults = [
            _at_fault(source.path, rule, count, rows)
            for source in part.sources
            for rule, count, rows in count_faults(connection, source, kinds)
        ]
        yield from faults or _key_problems(connection, shape, part)


def _shape_problems(shape: Shape, parts: Sequence[Part]) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for part in parts:
        path = part.sources[0].path
        if not part.key:
            yield Problem(f"the column {shape.key} is missing", Place(path))
        for positions in part.lists.values():
            for column in positions.values():
                if column in seen:
                    reason = f"{column} stands in {seen[column].name} too"
                    hint = "Split by columns or by rows: each file another part."
                    yield Problem(reason, Place(path), hint)
                    return
                seen[column] = path


def _key_problems(
    connection: DuckDBPyConnection, shape: Shape, part: Part
) -> Iterator[Problem]:
    """Rows of a part whose key is empty or stands twice."""
    keys = " union all ".join(
        f"select {source.value(part.key, shape.key_type)} as key from {source.sql}"
        for source in part.sources
    )
    repeated = f"select key, count(*) as rows from ({keys}) group by key"
    empty, twice = connection.execute(
        f"select coalesce(sum(rows) filter (where key is null), 0), "
        f"coalesce(sum(rows) filter (where key is not null and rows > 1), 0) "
        f"from ({repeated})"
    ).fetchall()[0]
    path = part.sources[0].path
    if empty:
        yield _at_fault(path, f"{shape.key} must not be empty", int(empty), ())
    if twice:
        rows = connection.execute(
            f"select key, rows from ({repeated}) where rows > 1 order by key "
            f"limit {SHOWN}"
        ).fetchall()
        shown = tuple(f"{shape.key} = …{str(k)[-2:]}, {n} rows" for k, n in rows)
        rule = f"{shape.key} must identify a row"
        yield _at_fault(path, rule, int(twice), shown)


def _at_fault(path: Path, rule: str, count: int, rows: tuple[str, ...]) -> Problem:
    return at_fault(InputFile("", path, 0, ""), rule, count, rows)


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
