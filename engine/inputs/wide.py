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
from typing import TYPE_CHECKING

from engine.checks.run import FIRST_ROW, SHOWN, at_fault, not_above
from engine.compile.directives import named
from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError
from engine.inputs.contract import Contract
from engine.inputs.faults import NOT_TEXT, in_file, unreadable
from engine.inputs.files import WIDE_ENDINGS, InputFile
from engine.inputs.source import Source, count_faults, names_of, open_source
from engine.inputs.wide_directive import Shape
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


class WideContract(Contract):
    """Reads only the columns that a relation names, gathered into lists."""

    kind = "wide"
    libraries = ("pyreadstat",)
    rows_are_numbered = False  # its rows are not those of the file

    @property
    def shape(self) -> Shape:
        """Raises ProblemError where `@wide` says something else."""
        return Shape.of(self.query)

    @property
    def column_relation(self) -> Name:
        return self.shape.relation

    @property
    def file_columns(self) -> Mapping[str, str]:
        shape = self.shape
        lists = {name: f"{kind}[]" for name, kind in shape.lists.items()}
        return {shape.key: shape.key_type, **lists}

    def candidates(self, folder: Path) -> list[Path]:
        """All files whose name begins with the table's."""
        paths = [folder.glob(f"{self.table}*{ending}") for ending in WIDE_ENDINGS]
        return [path for some in paths for path in sorted(some)]

    def combines(self, paths: list[Path]) -> bool:
        return len({path.suffix for path in paths}) == 1

    def listed_columns(
        self, connection: DuckDBPyConnection, file: InputFile
    ) -> set[str]:
        columns: set[str] = set()
        for path in file.paths:
            columns |= {name.lower() for name in self._names_of(connection, path)}
        return columns

    def _names_of(self, connection: DuckDBPyConnection, path: Path) -> list[str]:
        try:
            return names_of(connection, path)
        except (DatabaseError, *NOT_TEXT) as error:
            raise ProblemError(unreadable(self.query, path, error)) from error

    def _read(
        self, connection: DuckDBPyConnection, file: InputFile | None, folder: Path
    ) -> tuple[list[Problem], str]:
        shape = self.shape
        if file is None:
            return [], _no_rows(self.file_columns)
        parts = list(_parts(connection, shape, file, folder))
        problems = list(_problems(connection, self.query, parts))
        return problems, "" if problems else _gathered(shape, parts)

    def _create(self, connection: DuckDBPyConnection, rows: str) -> None:
        """Run the query on the file's lists, which it reads as file.TABLE."""
        view = Name(FILE_SCHEMA, self.table).quoted
        connection.execute(f"create schema if not exists {quote(FILE_SCHEMA)}")
        connection.execute(f"create or replace view {view} as {rows}")
        create_relation(DuckDB(connection), self.query)
        connection.execute(f"drop view {view}")
        connection.execute(f"drop schema {quote(FILE_SCHEMA)}")


def rows_to_write(connection: DuckDBPyConnection, query: Query) -> str:
    """SQL for a relation's rows as a file has them: lists of `@wide` spread again."""
    if query.has("wide"):
        return spread(connection, query)
    return f"select * from {query.name.quoted}"


def spread(connection: DuckDBPyConnection, query: Query) -> str:
    """SQL that writes a relation of lists wide: a column for each of their places."""
    shape = Shape.of(query)
    rows = connection.execute(
        f"select column_name, gathered_as, position from {shape.relation.quoted} "
        "order by gathered_as, position"
    ).fetchall()
    columns = [f"{quote(name)}[{n}] as {quote(column)}" for column, name, n in rows]
    return f"select {', '.join([quote(shape.key), *columns])} from {query.name.quoted}"


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
            for _, rule, count, rows in count_faults(connection, source, kinds)
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
    if len(parts) == 1:
        return _rows(shape, parts[0])
    tables = [f"({_rows(shape, part)}) as p{n}" for n, part in enumerate(parts)]
    joined = tables[0] + "".join(
        f" full join {table} using ({quote(shape.key)})" for table in tables[1:]
    )
    columns = [quote(shape.key), *(_merged(shape, parts, name) for name in shape.lists)]
    return f"select {', '.join(columns)} from {joined}"


def _no_rows(columns: Mapping[str, str]) -> str:
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
