"""The public warehouse file: built aside, checked, flushed, renamed into place.

DuckDB names an open file after its stem and refuses `balance.assessment` as
ambiguous where the file `balance.duckdb` also has a schema `balance`. So the schema
that has the file's name is stored as the file's default schema: whoever opens the
file writes `balance.assessment`, as everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from engine.atomic_files import aside
from engine.compile.query import Query, Reference
from engine.names import DIALECT, Name, literal, quote
from engine.privacy.person_columns import person_columns
from engine.problems import Place, Problem, ProblemError, UsageError
from engine.program import program_hash
from engine.publish.column_types import check_types
from engine.state.fingerprint import comments_of, digest
from engine.state.work_file import Resources, State, comment_statements

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILE = "balance.duckdb"
OLDEST_STORAGE = "v1.0.0"
KEY = "Key: "


@dataclass(frozen=True)
class Publication:
    """What goes into a public file: relations in order, and how it is stored."""

    queries: Sequence[Query]
    storage_version: str = OLDEST_STORAGE
    resources: Resources = field(default_factory=Resources)


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
        problems += _loose_references(query, published)
    if problems:
        raise ProblemError(problems)
    return published


def _loose_references(query: Query, published: Sequence[Query]) -> Iterator[Problem]:
    """References that the public file could not declare as foreign keys."""
    keys = {other.name: other.key for other in published if other.kind != "view"}
    for reference in query.references:
        if keys.get(reference.name) != (reference.target,):
            words = f"{reference.name}.{reference.target}"
            yield query.problem(
                f"{query.name}.{reference.column} refers to {words}, "
                "which is not the key of a published table",
                reference.offset,
                "Publish that table with the @key, or take away @references.",
            )


def publish(work: Path, public: Path, publication: Publication) -> None:
    """Write the public file from the work file, and put it in place whole."""
    import duckdb

    try:
        with aside(public) as file:
            _write(work, file, publication)
            _verify(work, file, publication.queries)
    except (OSError, duckdb.Error) as error:
        raise ProblemError(
            Problem(f"the public file could not be written: {error}", Place(public))
        ) from error


def check_storage_version(version: str) -> None:
    """Raises UsageError where this DuckDB cannot write that storage version."""
    import duckdb

    try:
        with TemporaryDirectory() as folder, duckdb.connect() as connection:
            _attach(connection, Path(folder) / "trial.duckdb", version)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise UsageError(
            f"DuckDB {duckdb.__version__} cannot write the storage version "
            f"{version}: {reason}"
        ) from error


def bring_up_to_date(
    work: Path, public: Path, publication: Publication, states: Mapping[str, State]
) -> bool:
    """Publish, unless the public file holds just this already; whether it did."""
    from engine.state.work_file import open_work

    now = _fingerprint(publication, states)
    with open_work(work, Resources()) as connection:
        rows = connection.execute("from engine.publication").fetchall()
    if public.is_file() and rows == [(now, *_stamp(public))]:
        return False
    publish(work, public, publication)
    with open_work(work, Resources()) as connection:
        connection.execute("begin")
        connection.execute("delete from engine.publication")
        connection.execute(
            "insert into engine.publication values (?, ?, ?)", [now, *_stamp(public)]
        )
        connection.execute("commit")
    return True


def _fingerprint(publication: Publication, states: Mapping[str, State]) -> str:
    """Of all that the public file is made of."""
    import duckdb

    parts = [
        (
            str(q.name),
            states[str(q.name)].content,
            comments_of(explained(q)),
            [(d.name, d.arguments) for d in q.directives],
            [(r.column, str(r.name)) for r in q.references],
        )
        for q in publication.queries
    ]
    made = [program_hash(), duckdb.__version__, publication.storage_version]
    return digest(*made, repr(parts))


def _stamp(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_size, stat.st_mtime_ns


def _attach(connection: DuckDBPyConnection, file: Path, version: str) -> None:
    connection.execute(
        f"attach {literal(str(file))} as public (storage_version {literal(version)})"
    )


def _write(work: Path, file: Path, publication: Publication) -> None:
    import duckdb

    config = publication.resources.config | {"temp_directory": f"{file}.tmp"}
    with duckdb.connect(config=config) as connection:
        connection.execute(f"attach {literal(str(work))} as work (read_only)")
        _attach(connection, file, publication.storage_version)
        check_types(connection, publication.queries)
        for query in publication.queries:
            _copy(connection, query, keys=_declares_keys(publication))
        connection.execute("detach work")
        connection.execute("use memory")
        connection.execute("detach public")


def _verify(work: Path, file: Path, queries: Sequence[Query]) -> None:
    """Open the file as a reader does, and hold it against the work file."""
    import duckdb

    if file.with_name(f"{file.name}.wal").exists():
        raise OSError(f"{file.name} was not written to its end")
    with (
        duckdb.connect(str(file), read_only=True) as public,
        duckdb.connect(str(work), read_only=True) as private,
    ):
        for query in queries:
            found = _measure(public, query, public_name(query.name))
            if found != _measure(private, query, query.name):
                raise OSError(f"{query.name} does not hold what was built")
            for reference in query.references:
                _verify_reference(public, query, reference)


def _measure(connection: DuckDBPyConnection, query: Query, name: Name) -> object:
    """A table's row count and a hash of its rows; whether a view has any."""
    measure = "count(*), sum(hash(t)::hugeint)::text"
    sql = f"select {measure} from {name.quoted} as t"
    if query.kind == "view":  # the same SQL on the same tables: that it runs is enough
        sql = f"select exists (select 1 from {name.quoted})"
    return connection.execute(sql).fetchone()


def _verify_reference(
    connection: DuckDBPyConnection, query: Query, reference: Reference
) -> None:
    """A foreign key held by this program: DuckDB knows none across schemas."""
    column, target = quote(reference.column), quote(reference.target)
    row = connection.execute(
        f"select min({column}) from {public_name(query.name).quoted} "
        f"where {column} not in (select {target} "
        f"from {public_name(reference.name).quoted})"
    ).fetchone()
    if row and row[0] is not None:
        reason = f"{query.name}.{reference.column} {row[0]} is not in {reference.name}"
        raise ProblemError(query.problem(reason, reference.offset, None))


def _declares_keys(publication: Publication) -> bool:
    """DuckDB 1.0 refuses to open a file with a key that a newer DuckDB wrote."""
    return publication.storage_version != OLDEST_STORAGE


def _copy(connection: DuckDBPyConnection, query: Query, *, keys: bool) -> None:
    name = public_name(query.name)
    connection.execute("use public")
    connection.execute(f"create schema if not exists {quote(name.schema)}")
    kind = "view" if query.kind == "view" else "table"
    if kind == "view":
        connection.execute(f"create view {name.quoted} as\n{_public_sql(query)}")
    else:
        _copy_table(connection, query, name, _constraints(query) if keys else [])
    for statement in comment_statements(explained(query), kind, name):
        connection.execute(statement)


def explained(query: Query) -> Query:
    """The query with its key and references said in its comments."""
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
    import duckdb

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
    except duckdb.ConstraintException as error:
        reason = f"{query.name} breaks a key that it declares: {error}"
        raise ProblemError(query.problem(reason, None, None)) from error


def _constraints(query: Query) -> list[str]:
    """A key with columns that may be NULL is unique, not primary."""
    found = []
    if query.key:
        optional = {c.name for c in query.output if c.has("optional")}
        kind = "unique" if optional & set(query.key) else "primary key"
        found.append(f"{kind} ({', '.join(map(quote, query.key))})")
    for reference in query.references:
        target = public_name(reference.name)
        if target.schema == public_name(query.name).schema:  # else DuckDB refuses
            key = f"{target.quoted} ({quote(reference.target)})"
            found.append(f"foreign key ({quote(reference.column)}) references {key}")
    return found


def public_name(name: Name) -> Name:
    """The name that a relation is stored under in the public file."""
    own = name.schema == FILE.partition(".")[0]
    return Name("main", name.table) if own else name


def _public_sql(query: Query) -> str:
    from sqlglot import exp

    tree = query.tree.copy()
    for table in tree.find_all(exp.Table):
        if table.db:
            name = public_name(Name(table.db, table.name))
            table.set("db", exp.to_identifier(name.schema))
    return tree.sql(dialect=DIALECT, pretty=True)
