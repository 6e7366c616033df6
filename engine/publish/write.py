"""Writing the public file: built aside, verified, flushed, renamed into place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from engine.atomic_files import aside
from engine.compile.query import Query
from engine.engines.connections import (
    VERSION,
    Resources,
    attach,
    cursor,
    fault_of,
    reading,
    scratch,
    writing,
)
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import BrokenKey, DatabaseError, first_line
from engine.names import DIALECT, Name, literal, quote
from engine.privacy.files import open_to_readers
from engine.problems import ProblemError, UsageError
from engine.program import program_hash
from engine.publish.column_types import check_types
from engine.publish.layout import stored_name
from engine.publish.person_sample import PersonKey, refuse_persons
from engine.publish.verify import verify
from engine.state.fingerprint import comments_of, digest
from engine.state.work_file import State

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OLDEST_STORAGE = "v1.0.0"
KEY = "Key: "


@dataclass(frozen=True)
class Publication:
    """What goes into a public file: relations in order, and how it is stored.

    `keys` are the columns of the work file whose values must not appear in it.
    """

    queries: Sequence[Query]
    storage_version: str = OLDEST_STORAGE
    resources: Resources = field(default_factory=Resources)
    keys: Sequence[PersonKey] = ()


def publish(work: Path, public: Path, publication: Publication) -> None:
    """Write the public file from the work file, and put it in place whole."""
    try:
        with aside(public) as file:
            _write(work, file, publication)
            with ThreadPoolExecutor(1) as beside:
                same = beside.submit(verify, work, file, publication.queries)
                refuse_persons(work, file, publication.queries, publication.keys)
                same.result()
            open_to_readers(file, public)
    except (OSError, DatabaseError) as error:
        words = f"the public file could not be written: {first_line(error)}"
        raise fault_of(words, public) from error


def check_storage_version(version: str) -> None:
    """Raises UsageError where this DuckDB cannot write that storage version."""
    if version == OLDEST_STORAGE:
        return
    try:
        with TemporaryDirectory() as folder, scratch() as connection:
            attach_public(connection, Path(folder) / "trial.duckdb", version)
    except DatabaseError as error:
        raise UsageError(
            f"DuckDB {VERSION} cannot write the storage version "
            f"{version}: {first_line(error)}"
        ) from error


def bring_up_to_date(
    work: Path, public: Path, publication: Publication, states: Mapping[Name, State]
) -> bool:
    """Publish, unless the public file holds just this already; whether it did."""
    now = _fingerprint(publication, states)
    with reading(work) as connection:
        rows = connection.execute("from engine.publication").fetchall()
    if public.is_file() and rows == [(now, *_stamp(public))]:
        return False
    publish(work, public, publication)
    with writing(work, Resources()) as connection, DuckDB(connection).transaction():
        connection.execute("delete from engine.publication")
        connection.execute(
            "insert into engine.publication values (?, ?, ?)", [now, *_stamp(public)]
        )
    return True


def _fingerprint(publication: Publication, states: Mapping[Name, State]) -> str:
    """A hash of all that the public file is made of."""
    parts = [
        (
            str(q.name),
            states[q.name].content,
            comments_of(explained(q)),
            [(d.name, d.arguments) for d in q.directives],
            [(r.column, str(r.name)) for r in q.references],
        )
        for q in publication.queries
    ]
    made = [program_hash(), VERSION, publication.storage_version]
    return digest(*made, repr(parts))


def _stamp(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


def attach_public(connection: DuckDBPyConnection, file: Path, version: str) -> None:
    """Attach the file that is written, as `public`."""
    connection.execute(
        f"attach {literal(str(file))} as public (storage_version {literal(version)})"
    )


def _write(work: Path, file: Path, publication: Publication) -> None:
    with scratch(publication.resources, temp_directory=f"{file}.tmp") as connection:
        attach(connection, "work", work)
        attach_public(connection, file, publication.storage_version)
        check_types(connection, publication.queries)
        _copy_all(connection, publication.queries, keys=_declares_keys(publication))
        connection.execute("detach work")
        connection.execute("use memory")
        connection.execute("detach public")


def _copy_all(
    connection: DuckDBPyConnection, queries: Sequence[Query], *, keys: bool
) -> None:
    """Tables are copied side by side, then views; with `keys` all in their order, for a
    reference needs what it refers to."""
    for schema in sorted({stored_name(query.name).schema for query in queries}):
        connection.execute(f"create schema if not exists public.{quote(schema)}")
    if keys:
        _copy(connection, queries, keys=True)
        return
    tables = [query for query in queries if not query.is_view]
    with cursor(connection) as further, ThreadPoolExecutor(1) as beside:
        half = beside.submit(_copy, further, tables[1::2], keys=False)
        _copy(connection, tables[::2], keys=False)
        half.result()
    _copy(connection, [query for query in queries if query.is_view], keys=False)


def _copy(
    connection: DuckDBPyConnection, queries: Sequence[Query], *, keys: bool
) -> None:
    with DuckDB(connection).transaction():  # one commit, not one for each comment
        for query in queries:
            copy_relation(connection, query, keys=keys)


def _declares_keys(publication: Publication) -> bool:
    """DuckDB 1.0 refuses to open a file with a key that a newer DuckDB wrote."""
    return publication.storage_version != OLDEST_STORAGE


def copy_relation(connection: DuckDBPyConnection, query: Query, *, keys: bool) -> None:
    """Write a relation of the work file, and its comments, to the public file; with
    `keys` also its keys as constraints."""
    name = stored_name(query.name)
    connection.execute("use public")
    if query.is_view:
        connection.execute(f"create view {name.quoted} as\n{_public_sql(query)}")
    else:
        _copy_table(connection, query, name, _constraints(query) if keys else [])
    explanation = explained(query)
    columns = {column.name: column.comment for column in explanation.output}
    stored_as = query.materialization.stored_as
    DuckDB(connection).comment(name, stored_as, explanation.comment, columns)


def explained(query: Query) -> Query:
    """The query with its key and references added to its comments."""
    comment = query.comment
    if query.key:
        comment += f" {KEY}{', '.join(query.key)}."
    seen = {r.column: f"; see {r.name}" for r in query.references}
    columns = tuple(
        replace(column, comment=column.comment + seen.get(column.name, ""))
        for column in query.columns
    )
    return replace(query, comment=comment, columns=columns)


def _copy_table(
    connection: DuckDBPyConnection,
    query: Query,
    name: Name,
    constraints: Sequence[str],
) -> None:
    """The rows in the order of the key."""
    source = f"work.{query.name.quoted}"
    described = connection.execute(f"describe {source}").fetchall()
    columns = [f"{quote(column)} {kind}" for column, kind, *_ in described]
    body = ", ".join([*columns, *constraints])
    connection.execute(f"create table {name.quoted} ({body})")
    order = ", ".join(map(quote, query.key)) or "all"
    try:
        connection.execute(
            f"insert into {name.quoted} select * from {source} order by {order}"
        )
    except BrokenKey as error:
        reason = f"{query.name} breaks a key that it declares: {first_line(error)}"
        raise ProblemError(query.problem(reason, None, None)) from error


def _constraints(query: Query) -> list[str]:
    """A key with columns that may be NULL is unique, not primary."""
    constraints = []
    if query.key:
        optional = {c.name for c in query.output if c.has("optional")}
        kind = "unique" if optional & set(query.key) else "primary key"
        constraints.append(f"{kind} ({', '.join(map(quote, query.key))})")
    for reference in query.references:
        target = stored_name(reference.name)
        if target.schema == stored_name(query.name).schema:  # else DuckDB refuses
            key = f"{target.quoted} ({quote(reference.target)})"
            constraints.append(
                f"foreign key ({quote(reference.column)}) references {key}"
            )
    return constraints


def _public_sql(query: Query) -> str:
    from sqlglot import exp

    tree = query.tree.copy()
    for table in tree.find_all(exp.Table):
        if table.db:
            name = stored_name(Name(table.db, table.name))
            table.set("db", exp.to_identifier(name.schema))
    return tree.sql(dialect=DIALECT, pretty=True)
