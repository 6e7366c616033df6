"""The public warehouse file: built aside, flushed, renamed into place.

DuckDB names an open file after its stem and refuses `balance.assessment` as
ambiguous where the file `balance.duckdb` also has a schema `balance`. So the schema
that has the file's name is stored as the file's default schema: whoever opens the
file writes `balance.assessment`, as everywhere else.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.persons import person_columns
from engine.problems import Place, Problem, ProblemError
from engine.query import DIALECT, Name, Query, literal, quote
from engine.store import comment_statements

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "balance.duckdb"
OLDEST_STORAGE = "v1.0.0"


@dataclass(frozen=True)
class Publication:
    """What goes into a public file: relations in order, and how it is stored."""

    queries: Sequence[Query]
    storage_version: str = OLDEST_STORAGE


def publishable(queries: Sequence[Query]) -> list[Query]:
    """The published queries. Raises ProblemError where one would show a person."""
    published = [query for query in queries if query.published]
    names = {query.name for query in published}
    shown = person_columns(queries)
    problems: list[Problem] = []
    for query in published:
        persons = [c for c in query.columns if c.name.lower() in shown[query.name]]
        problems += [
            query.problem(
                f"{query.name} is published and has the person key {column.name}",
                column.offset,
                "Leave the column out, or take away @publish.",
            )
            for column in persons
        ]
        hidden = {n for n in query.reads if n not in names}
        if query.kind == "view" and hidden:
            words = ", ".join(sorted(map(str, hidden)))
            reason = f"the published view {query.name} reads {words}, not published"
            hint = "Materialize it as a table, or publish what it reads."
            problems.append(query.problem(reason, None, hint))
    if problems:
        raise ProblemError(problems)
    return published


def publish(work: Path, public: Path, publication: Publication) -> None:
    """Write the public file from the work file, and put it in place whole."""
    import duckdb

    aside = public.with_name(f".{public.name}.new")
    aside.unlink(missing_ok=True)
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(str(work))} as work (read_only)")
            connection.execute(
                f"attach {literal(str(aside))} as public "
                f"(storage_version {literal(publication.storage_version)})"
            )
            for query in publication.queries:
                _copy(connection, query)
            connection.execute("detach work")
            connection.execute("use memory")
            connection.execute("detach public")
        _flush(aside)
        aside.replace(public)
        _flush(public.parent)
    except (OSError, duckdb.Error) as error:
        raise ProblemError(
            Problem(f"the public file could not be written: {error}", Place(public))
        ) from error
    finally:
        aside.unlink(missing_ok=True)
        Path(f"{aside}.wal").unlink(missing_ok=True)


def _copy(connection: DuckDBPyConnection, query: Query) -> None:
    name = _public_name(query.name)
    connection.execute("use public")
    connection.execute(f"create schema if not exists {quote(name.schema)}")
    kind = "view" if query.kind == "view" else "table"
    if kind == "view":
        connection.execute(f"create view {name.quoted} as\n{_public_sql(query)}")
    else:
        _copy_table(connection, query, name)
    for statement in comment_statements(query, kind, name):
        connection.execute(statement)


def _copy_table(connection: DuckDBPyConnection, query: Query, name: Name) -> None:
    key = ", ".join(map(quote, query.key))
    order = f"order by {key}" if key else "order by all"
    source = f"work.{query.name.quoted}"
    connection.execute(f"create table {name.quoted} as select * from {source} {order}")


def _public_name(name: Name) -> Name:
    own = name.schema == FILE.partition(".")[0]
    return Name("main", name.table) if own else name


def _public_sql(query: Query) -> str:
    tree = query.tree.copy()
    for table in tree.find_all(exp.Table):
        if table.db:
            name = _public_name(Name(table.db, table.name))
            table.set("db", exp.to_identifier(name.schema))
    return tree.sql(dialect=DIALECT, pretty=True)


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
