"""A build: inputs in, relations run in order, the public file out."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine import __version__, publish, store
from engine.checks import run_checks
from engine.fit import import_regressor
from engine.inputs import InputFile, check_input, find_inputs, load_input
from engine.materialize import materialize, stored_as
from engine.problems import Problem, ProblemError
from engine.project import Compiled, Project
from engine.query import (
    DIALECT,
    ENGINE_SCHEMA,
    ENGINE_TABLES,
    FILE_SCHEMA,
    Name,
    Query,
    quote,
)
from engine.reporter import Reporter, Silent
from engine.store import Resources, State, Store, comment_statements
from engine.wide import Shape, column_problems, describe_columns, load_wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Request:
    """What a build is asked to do; `inputs` None builds the synthetic Denmark."""

    warehouse: Path
    inputs: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    select: Sequence[str] = ()
    full: bool = False
    resources: Resources = field(default_factory=Resources)


@dataclass
class Report:
    """What a build did: seconds are of wall time."""

    public: Path
    synthetic: bool
    published: bool = False
    run: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def build(
    project: Project, request: Request, reporter: Reporter | None = None
) -> Report:
    """Build a project's warehouse. Raises ProblemError; then nothing changes."""
    reporter = reporter or Silent()
    started = time.perf_counter()
    compiled = project.compile(request.settings)
    queries = _selected(compiled, request)
    published = publish.publishable(compiled.build)
    request.warehouse.mkdir(parents=True, exist_ok=True)
    report = Report(request.warehouse / publish.FILE, request.inputs is None)
    report.seconds["compile"] = time.perf_counter() - started
    _warm_up(queries)
    with _lock(request.warehouse):
        inputs = request.inputs or _synthesize(compiled, request, reporter, report)
        files = find_inputs(inputs, _contracts(compiled.build))
        work = request.warehouse / store.FILE
        with store.open_work(work, request.resources) as connection:
            run = Run(connection, compiled, files, request, reporter, report)
            run.execute(queries)
        if not request.select:
            with _timed(report, "publish"):
                publish.publish(work, report.public, publish.Publication(published))
            report.published = True
    return report


def _warm_up(queries: Sequence[Query]) -> None:
    """Import the fit's library while DuckDB works: it takes as long as the inputs."""
    if any(query.kind == "poisson" for query in queries):
        threading.Thread(target=import_regressor, daemon=True).start()


def _selected(compiled: Compiled, request: Request) -> list[Query]:
    if not request.select:
        return compiled.build
    wanted = [compiled.find(text).name for text in request.select]
    return compiled.ordered([q.name for q in _contracts(compiled.build)] + wanted)


def _contracts(queries: Sequence[Query]) -> list[Query]:
    """The queries that read an input file."""
    return [q for q in queries if any(n.schema == FILE_SCHEMA for n in q.reads)]


@contextmanager
def _timed(report: Report, step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    spent = time.perf_counter() - started
    report.seconds[step] = report.seconds.get(step, 0.0) + spent


@contextmanager
def _lock(warehouse: Path) -> Iterator[None]:
    """One build of a warehouse at a time; the system frees it after a crash."""
    from filelock import FileLock, Timeout

    lock = FileLock(warehouse / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ProblemError(
            Problem(f"another build of {warehouse} is under way; try again after it")
        ) from None
    try:
        yield
    finally:
        lock.release()


def _synthesize(
    compiled: Compiled, request: Request, reporter: Reporter, report: Report
) -> Path:
    from engine.synthesize import ensure

    with _timed(report, "synthesize"):
        folder = request.warehouse / "synthetic"
        ensure(compiled, folder, request.resources, reporter)
    return folder


class Run:
    """One pass over the relations of a work file."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        compiled: Compiled,
        files: Mapping[str, InputFile],
        request: Request,
        reporter: Reporter,
        report: Report,
    ) -> None:
        self.connection = connection
        self.store = Store(connection)
        self.compiled = compiled
        self.files = files
        self.request = request
        self.reporter = reporter
        self.report = report
        self.contents: dict[Name, str] = {}
        self.problems: list[Problem] = []

    def execute(self, queries: Sequence[Query]) -> None:
        """Load the inputs, close the door to the outside, run the rest."""
        inputs = _contracts(queries)
        others = [query for query in queries if query.name.schema != "input"]
        about = [q for q in queries if q not in inputs and q not in others]
        self.reporter.start(len(queries))
        with _timed(self.report, "inputs"):
            self._describe_columns(about)
            self._load(inputs)
        self._close_doors()
        with _timed(self.report, "relations"):
            for query in others:
                self._run(query)
        if self.problems:
            raise ProblemError(self.problems)
        if not self.request.select:
            names = {query.name for query in queries}
            with self.store.transaction():
                self.store.forget_others(names)

    def _close_doors(self) -> None:
        self.connection.execute("set enable_external_access = false")
        self.connection.execute("set lock_configuration = true")

    # inputs -----------------------------------------------------------------

    def _describe_columns(self, queries: Sequence[Query]) -> None:
        """Run what says which columns of wide files are needed, before they load."""
        with self.store.transaction():
            wide = {file.table: file for file in self.wide.values()}
            describe_columns(self.connection, wide)
        own = Name(ENGINE_SCHEMA, "input_column")
        self.contents[own] = self.store.measure(own)[1]
        for query in queries:
            self._run(query)
        if self.problems:
            raise ProblemError(self.problems)

    @cached_property
    def wide(self) -> dict[Name, InputFile]:
        """The wide files that are there, by the relation that chooses columns."""
        contracts = (q for q in _contracts(self.compiled.build) if q.has("wide"))
        return {
            Shape.of(query).relation: self.files[query.name.table]
            for query in contracts
            if query.name.table in self.files
        }

    def _load(self, contracts: Sequence[Query]) -> None:
        """All inputs in one transaction: bad input leaves the old ones standing."""
        with self.store.transaction():
            faulty = [q for q in contracts if self._load_one(q)]
            if not faulty:
                for query in contracts:
                    if query.name.table in self.files and self._is_new(query):
                        file = self.files[query.name.table]
                        self.problems += check_input(self.connection, query, file)
            if self.problems:
                raise ProblemError(self.problems)
            for query in contracts:
                self._finish_input(query)
            self._describe_run()

    def _is_new(self, query: Query) -> bool:
        return str(query.name) in self.report.run

    def _load_one(self, query: Query) -> bool:
        """Load one input table if it changed; whether its columns are at fault."""
        name = query.name
        self.reporter.step(str(name))
        file = self.files.get(name.table)
        known = self.store.state(name)
        fingerprint = self._fingerprint(query, [file.sha256 if file else "none"])
        if known and known.fingerprint == fingerprint and not self.request.full:
            self.contents[name] = known.content
            self.report.reused.append(str(name))
            return False
        self.store.make_room(name, "table")
        load = load_wide if query.has("wide") else load_input
        problems = load(self.connection, query, file)
        if problems:
            self.store.start_over()
        self.problems += problems
        self.contents[name] = fingerprint
        self.report.run.append(str(name))
        return bool(problems)

    def _finish_input(self, query: Query) -> None:
        rows = self._count(query)
        if not rows and (words := query.argument("without")):
            self.report.notes.append(f"no {query.name.table}: without {words}")
        if not self._is_new(query):
            return
        content = self.contents[query.name]
        state = State(content, content, _comments(query), rows)
        self.store.remember(query.name, state, 0.0, "table")
        self._comment(query, "table")

    def _count(self, query: Query) -> int:
        row = self.connection.execute(
            f"select count(*) from {query.name.quoted}"
        ).fetchone()
        return int(row[0]) if row else 0

    def _describe_run(self) -> None:
        """What the engine itself knows, as tables that queries may read."""
        import duckdb

        execute = self.connection.execute
        execute("delete from engine.run")
        execute(
            "insert into engine.run values (?, ?, ?, ?, ?)",
            [
                __version__,
                duckdb.__version__,
                datetime.now(UTC).replace(microsecond=0),
                self.report.synthetic,
                str(self.request.inputs) if self.request.inputs else None,
            ],
        )
        execute("delete from engine.input_file")
        for file in self.files.values():
            state = self.store.states.get(f"input.{file.table}")
            count = state.rows if state else None  # not selected, never loaded
            execute(
                "insert into engine.input_file values (?, ?, ?, ?, ?)",
                [file.table, file.path.name, file.bytes, file.sha256, count],
            )
        execute("delete from engine.setting")
        for name, value in self.request.settings.items():
            execute("insert into engine.setting values (?, ?)", [name, value])
        for own in (Name(ENGINE_SCHEMA, table) for table in ENGINE_TABLES):
            self.contents[own] = self.store.measure(own)[1]

    # relations --------------------------------------------------------------

    def _run(self, query: Query) -> None:
        upstream = [self.contents.get(name) for name in sorted(query.reads)]
        if None in upstream:
            return  # what it reads has failed and is reported there
        name = query.name
        self.reporter.step(str(name))
        fingerprint = self._fingerprint(query, [str(content) for content in upstream])
        known = self.store.state(name)
        started = time.perf_counter()
        if known and known.fingerprint == fingerprint and not self.request.full:
            self._reuse(query, known)
        else:
            self._create(query, fingerprint)
        rows = self.store.states[str(name)].rows if name in self.contents else None
        self.reporter.done(str(name), rows, time.perf_counter() - started)

    def _reuse(self, query: Query, known: State) -> None:
        self.contents[query.name] = known.content
        self.report.reused.append(str(query.name))
        self._note(query, known.notes)
        if known.comments != _comments(query):
            with self.store.transaction():
                kind = stored_as(query)
                self._comment(query, kind)
                state = State(
                    known.fingerprint,
                    known.content,
                    _comments(query),
                    known.rows,
                    known.notes,
                )
                self.store.remember(query.name, state, 0.0, kind)

    def _create(self, query: Query, fingerprint: str) -> None:
        kind = stored_as(query)
        started = time.perf_counter()
        try:
            with self.store.transaction():
                self.store.make_room(query.name, kind)
                notes = materialize(self.connection, query) + self._told(query)
                self._check(query)
                rows, content = self._measure(query, fingerprint)
                self._comment(query, kind)
                seconds = time.perf_counter() - started
                state = State(
                    fingerprint, content, _comments(query), rows, tuple(notes)
                )
                self.store.remember(query.name, state, seconds, kind)
        except ProblemError as error:
            self.problems += error.problems
            return
        self.contents[query.name] = content
        self.report.run.append(str(query.name))
        self._note(query, notes)

    def _measure(self, query: Query, fingerprint: str) -> tuple[int | None, str]:
        if query.kind == "view":
            return None, fingerprint
        return self.store.measure(query.name)

    def _check(self, query: Query) -> None:
        if query.kind == "poisson":
            return
        if query.name in self.wide:
            file = self.wide[query.name]
            if problems := column_problems(self.connection, query, file):
                raise ProblemError(problems)
            return
        faults = run_checks(self.connection, query)
        if faults:
            raise ProblemError(
                query.problem(
                    f"{fault.check.rule}: {fault.count} rows at fault",
                    fault.check.offset,
                    f"Find them with: {fault.check.sql}",
                )
                for fault in faults
            )

    def _note(self, query: Query, notes: Sequence[str]) -> None:
        self.report.notes += [f"{query.name}: {note}" for note in notes]

    def _told(self, query: Query) -> list[str]:
        """The values of the column that `@tell` names."""
        column = query.argument("tell")
        if column is None:
            return []
        sql = f"select {quote(column)} from {query.name.quoted} order by 1"
        return [str(row[0]) for row in self.connection.execute(sql).fetchall()]

    def _comment(self, query: Query, kind: str) -> None:
        for statement in comment_statements(query, kind):
            self.connection.execute(statement)

    @cached_property
    def _versions(self) -> str:
        import duckdb

        return f"{__version__} {duckdb.__version__}"

    def _fingerprint(self, query: Query, upstream: Sequence[str]) -> str:
        """Changes exactly when something that can change the rows has changed."""
        sql = query.tree.sql(dialect=DIALECT, comments=False)
        directives = repr(query.directives) + repr(
            [column.directives for column in query.columns]
        )
        parts = [self._versions, sql, directives, *upstream]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _comments(query: Query) -> str:
    words = [query.comment, *(f"{c.name}: {c.comment}" for c in query.output)]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
