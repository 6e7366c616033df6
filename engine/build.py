"""A build: inputs in, relations run in order, the public file out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine import publish, store
from engine.cache import FILE as CACHE
from engine.checks import run_checks, sorted_out
from engine.describe import INPUT_COLUMN, RUN, Facts, stands
from engine.fingerprint import (
    Basis,
    checked_against,
    comments_of,
    fingerprint,
    upstream,
)
from engine.fit import import_regressor
from engine.inputs import InputFile, check_input, find_inputs, load_input
from engine.materialize import materialize, stored_as
from engine.plan import Action, Known, Step, plan
from engine.problems import Place, Problem, ProblemError, together
from engine.project import Compiled, Project
from engine.query import Name, Query, quote
from engine.refusal import plain_words
from engine.reporter import Reporter, Silent
from engine.shape import Shape
from engine.skeleton import further_faults
from engine.store import Resources, State, Store, comment_statements
from engine.wide import column_problem, columns_of, load_wide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Request:
    """What a build is asked to do; `inputs` None builds the synthetic Denmark.

    While another build is under way, this one ends with a problem; or, with
    `on_busy`, calls it and waits.
    """

    warehouse: Path
    inputs: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    select: Sequence[str] = ()
    full: bool = False
    resources: Resources = field(default_factory=Resources)
    storage_version: str = publish.OLDEST_STORAGE
    on_busy: Callable[[], None] | None = None


@dataclass
class Report:
    """What a build did: seconds are of wall time. `changed` is false where there was
    nothing to do and the public file stands as it stood."""

    public: Path
    synthetic: bool
    published: bool = False
    changed: bool = True
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
    compiled, problems = project.attempt(
        request.settings, cache=request.warehouse / CACHE
    )
    if problems:
        further = further_faults(compiled, problems)
        raise ProblemError(together([*problems, *further]))
    queries = _selected(compiled, request)
    published = publish.publishable(compiled.build)
    publish.check_storage_version(request.storage_version)
    report = Report(request.warehouse / publish.FILE, request.inputs is None)
    report.seconds["compile"] = time.perf_counter() - started
    with _disk_faults(request.warehouse), lock(request.warehouse, request.on_busy):
        inputs = request.inputs or _synthesize(compiled, request, reporter, report)
        work = request.warehouse / store.FILE
        try:
            files = find_inputs(inputs, _contracts(compiled.build))
            with store.open_work(work, request.resources) as connection:
                columns = columns_of(connection, _contracts(compiled.build), files)
                facts = Facts(request.inputs, files, request.settings, columns)
                run = Run(connection, compiled, facts, request, reporter, report)
                run.execute(queries)
        except ProblemError as error:
            further = further_faults(compiled, error.problems, queries)
            raise ProblemError([*error.problems, *further]) from error
        if not request.select:
            with _timed(report, "publish"):
                publication = publish.Publication(
                    published, request.storage_version, request.resources
                )
                report.changed = publish.bring_up_to_date(
                    work, report.public, publication, run.store.states
                )
            report.published = True
    return report


def foresee(project: Project, request: Request) -> list[Step]:
    """What a build would do, and why. Nothing is run or written."""
    compiled = project.compile(request.settings)
    queries = _selected(compiled, request)
    files = _foreseen_inputs(compiled, request)
    with store.look_into(request.warehouse / store.FILE) as connection:
        written = all(file.path.exists() for file in files.values())
        contracts = _contracts(compiled.build)
        columns = columns_of(connection, contracts, files) if written else None
        facts = Facts(request.inputs, files, request.settings, columns)
        known = Known(
            store.read_states(connection),
            set(store.stored_relations(connection)),
            stands(connection),
        )
        stale = facts.stale(connection)
    whole = not request.select
    return plan(queries, known, facts.hashes, stale, full=request.full, whole=whole)


def _foreseen_inputs(compiled: Compiled, request: Request) -> dict[str, InputFile]:
    """The input files; a synthetic Denmark yet to be written counts as other files."""
    from engine.synthesize import is_current, to_be_written

    contracts = _contracts(compiled.build)
    if request.inputs is not None:
        return find_inputs(request.inputs, contracts)
    folder = request.warehouse / "synthetic"
    if is_current(compiled, folder):
        return find_inputs(folder, contracts)
    tables = {query.name.table for query in contracts}
    paths = [path for path in to_be_written(compiled) if path.stem in tables]
    return {p.stem: InputFile(p.stem, p, 0, "to be written") for p in paths}


def _warm_up(queries: Sequence[Query], steps: Sequence[Step]) -> None:
    """Import the fit's library while DuckDB works: it takes as long as the inputs."""
    fits = {query.name for query in queries if query.kind == "poisson"}
    active = (Action.run, Action.may_run)
    if any(step.relation in fits and step.action in active for step in steps):
        threading.Thread(target=import_regressor, daemon=True).start()


def _selected(compiled: Compiled, request: Request) -> list[Query]:
    if not request.select:
        return compiled.build
    wanted = [compiled.find(text).name for text in request.select]
    return compiled.ordered([q.name for q in _contracts(compiled.build)] + wanted)


def _contracts(queries: Sequence[Query]) -> list[Query]:
    """The queries that read an input file."""
    return [query for query in queries if query.is_contract]


def _needed_by(contracts: Sequence[Query], queries: Sequence[Query]) -> list[Query]:
    """What is read to load the inputs, and so runs before them; in order."""
    wanted = {name for contract in contracts for name in contract.reads}
    found: list[Query] = []
    for query in reversed(queries):
        if query.name in wanted and not query.is_contract:
            found.insert(0, query)
            wanted |= set(query.reads)
    return found


@contextmanager
def _timed(report: Report, step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    spent = time.perf_counter() - started
    report.seconds[step] = report.seconds.get(step, 0.0) + spent


@contextmanager
def _disk_faults(warehouse: Path) -> Iterator[None]:
    """A full disk, a folder without permission: told in words."""
    import duckdb

    try:
        yield
    except OSError as error:
        place = Place(Path(error.filename)) if error.filename else Place(warehouse)
        raise ProblemError(Problem(error.strerror or str(error), place)) from error
    except duckdb.Error as error:
        raise ProblemError(Problem(plain_words(error), Place(warehouse))) from error


@contextmanager
def lock(warehouse: Path, on_busy: Callable[[], None] | None = None) -> Iterator[None]:
    """One build of a warehouse at a time; the system frees it after a crash."""
    from filelock import FileLock, Timeout

    warehouse.mkdir(parents=True, exist_ok=True)
    held = FileLock(warehouse / ".lock")
    try:
        held.acquire(timeout=0)
    except Timeout:
        if on_busy is None:
            reason = f"another build of {warehouse} is under way"
            raise ProblemError(
                Problem(f"{reason}; try again after it, or give --wait")
            ) from None
        on_busy()
        held.acquire()
    try:
        yield
    finally:
        held.release()


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
        facts: Facts,
        request: Request,
        reporter: Reporter,
        report: Report,
    ) -> None:
        self.connection = connection
        self.store = Store(connection)
        self.compiled = compiled
        self.facts = facts
        self.files = facts.files
        self.request = request
        self.reporter = reporter
        self.report = report
        self.contents: dict[Name, str] = {}
        self.problems: list[Problem] = []

    def execute(self, queries: Sequence[Query], *, stamp: bool = True) -> None:
        """Load the inputs, the door to the outside closed behind them; run the rest.

        With `stamp` a run that has something to do notes its time.
        """
        steps = self._plan(queries)
        idle = not any(step.action is Action.run for step in steps)
        idle = idle or not stamp
        _warm_up(queries, steps)
        inputs = _contracts(queries)
        first = _needed_by(inputs, queries)
        others = [q for q in queries if q not in inputs and q not in first]
        self.reporter.start(len(queries))
        with _timed(self.report, "inputs"):
            self._describe_columns()
            self._run_first(first)
            self._load(inputs, idle)
        with _timed(self.report, "relations"):
            for query in others:
                self._run(query)
        if self.problems:
            raise ProblemError(self.problems)
        names = {query.name for query in queries}
        if not self.request.select and set(self.store.states) - set(map(str, names)):
            with self.store.transaction():
                self.store.forget_others(names)

    def _plan(self, queries: Sequence[Query]) -> list[Step]:
        known = Known(
            self.store.states, set(self.store.stored), stands(self.connection)
        )
        return plan(
            queries,
            known,
            self.facts.hashes,
            self.facts.stale(self.connection),
            full=self.request.full,
            whole=not self.request.select,
        )

    def _close_doors(self) -> None:
        """From here on no SQL reads a file or the network, or opens them again."""
        self.connection.execute("set enable_external_access = false")
        self.connection.execute("set lock_configuration = true")

    # inputs -----------------------------------------------------------------

    def _describe_columns(self) -> None:
        """Tell the columns of wide files, for the relations that choose among them."""
        stale = self.facts.stale(self.connection) & {INPUT_COLUMN}
        if stale:
            with self.store.transaction():
                self.facts.write(self.connection, stale, {})
        self.contents[INPUT_COLUMN] = stands(self.connection)[INPUT_COLUMN]

    def _run_first(self, queries: Sequence[Query]) -> None:
        """Run what the loading of inputs reads."""
        for query in queries:
            self._run(query)
            if query.name not in self.contents and not self.problems:
                reason = "a relation that inputs are loaded by cannot read an input"
                self.problems.append(query.problem(reason, 0, None))
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

    def _load(self, contracts: Sequence[Query], idle: bool) -> None:
        """All inputs in one transaction: bad input leaves the old ones standing."""
        with self.store.transaction():
            faulty = [q for q in contracts if self._load_one(q)]
            self._close_doors()
            notes = {} if faulty else {q.name: self._check_input(q) for q in contracts}
            if self.problems:
                raise ProblemError(self.problems)
            for query in contracts:
                self._finish_input(query, notes[query.name])
            self._describe_run(idle)

    def _check_input(self, query: Query) -> tuple[str, ...]:
        """Hold an input table against its contract, unless that has been done."""
        known = self.store.state(query.name)
        same = known and known.checked == checked_against(query, self.contents)
        if known and same and not self._is_new(query):
            return known.notes
        if query.name.table not in self.files:
            return ()
        file = self.files[query.name.table]
        problems, notes = check_input(self.connection, query, file)
        self.problems += problems
        return tuple(notes)

    def _is_new(self, query: Query) -> bool:
        return str(query.name) in self.report.run

    def _load_one(self, query: Query) -> bool:
        """Load one input table if it changed; whether its columns are at fault."""
        name = query.name
        self.reporter.step(str(name))
        file = self.files.get(name.table)
        known = self.store.state(name)
        now = fingerprint(query, self._upstream(query))
        if known and known.fingerprint == now and not self.request.full:
            self.contents[name] = known.content
            self.report.reused.append(str(name))
            return False
        self.store.make_room(name, "table")
        load = load_wide if query.has("wide") else load_input
        problems = load(self.connection, query, file)
        if problems:
            self.store.start_over()
        self.problems += problems
        self.contents[name] = now
        self.report.run.append(str(name))
        return bool(problems)

    def _finish_input(self, query: Query, notes: tuple[str, ...]) -> None:
        known = self.store.state(query.name)
        rows = known.rows if known and not self._is_new(query) else self._count(query)
        if not rows and (words := query.argument("without")):
            self.report.notes.append(f"no {query.name.table}: without {words}")
        self._note(query, notes)
        content = self.contents[query.name]
        self._remember(query, self._state(query, content, content, rows, notes), 0.0)

    def _upstream(self, query: Query) -> dict[str, str]:
        """The content of what a relation reads."""
        return upstream(query, self.facts.hashes, self.contents)

    def _state(
        self,
        query: Query,
        now: str,
        content: str,
        rows: int | None,
        notes: Sequence[str],
    ) -> State:
        basis = Basis.of(query, self._upstream(query)).as_text()
        checked = checked_against(query, self.contents)
        words = comments_of(query)
        return State(now, content, words, checked, basis, rows, tuple(notes))

    def _remember(self, query: Query, state: State, seconds: float) -> None:
        """Keep a relation's state and its words, where they are not kept already."""
        known = self.store.state(query.name)
        kind = stored_as(query)
        if known == state and not self._is_new(query):
            return
        if not known or self._is_new(query) or known.comments != state.comments:
            self._comment(query, kind)
        self.store.remember(query.name, state, seconds, kind)

    def _count(self, query: Query) -> int:
        row = self.connection.execute(
            f"select count(*) from {query.name.quoted}"
        ).fetchone()
        return int(row[0]) if row else 0

    def _describe_run(self, idle: bool) -> None:
        """What the engine itself knows, as tables that queries may read."""
        stale = self.facts.stale(self.connection) | (set() if idle else {RUN})
        counts = {
            table: self.store.states[f"input.{table}"].rows for table in self.files
        }
        self.facts.write(self.connection, stale, counts)
        self.contents |= stands(self.connection)

    # relations --------------------------------------------------------------

    def _run(self, query: Query) -> None:
        needed = {*query.reads, *query.checked_against}
        if not needed <= set(self.contents):
            return  # what it reads has failed and is reported there
        name = query.name
        self.reporter.step(str(name))
        now = fingerprint(query, self._upstream(query))
        known = self.store.state(name)
        started = time.perf_counter()
        if known and known.fingerprint == now and not self.request.full:
            self._attempt(query, lambda: self._reuse(query, known))
        else:
            self._attempt(query, lambda: self._create(query, now))
        rows = self.store.states[str(name)].rows if name in self.contents else None
        self.reporter.done(str(name), rows, time.perf_counter() - started)

    def _attempt(self, query: Query, act: Callable[[], State]) -> None:
        try:
            state = act()
        except ProblemError as error:
            self.problems += error.problems
            return
        self.contents[query.name] = state.content
        self._note(query, state.notes)

    def _reuse(self, query: Query, known: State) -> State:
        """Leave the rows; check again and comment again where that has changed."""
        notes: Sequence[str] = known.notes
        if known.checked != checked_against(query, self.contents):
            own = [note for note in notes if not note.startswith("warning: ")]
            notes = [*own, *self._check(query)]
        state = self._state(query, known.fingerprint, known.content, known.rows, notes)
        if state != known:
            with self.store.transaction():
                self._remember(query, state, 0.0)
        self.report.reused.append(str(query.name))
        return state

    def _create(self, query: Query, now: str) -> State:
        started = time.perf_counter()
        name = str(query.name)
        try:
            with self.store.transaction():
                self.store.make_room(query.name, stored_as(query))
                notes = materialize(self.connection, query)
                notes += self._told(query)
                notes += self._check(query)
                rows, content = self._measure(query, now)
                state = self._state(query, now, content, rows, notes)
                self.report.run.append(name)
                self._remember(query, state, time.perf_counter() - started)
        except ProblemError:
            self.report.run = [done for done in self.report.run if done != name]
            raise
        return state

    def _measure(self, query: Query, now: str) -> tuple[int | None, str]:
        if stored_as(query) == "view":
            return None, now
        return store.measure(self.connection, query.name)

    def _check(self, query: Query) -> list[str]:
        """The warnings of a relation's checks. Raises ProblemError for its errors."""
        errors, notes = sorted_out(run_checks(self.connection, query))
        if errors:
            file = self.wide.get(query.name)
            raise ProblemError(
                column_problem(fault, file) if file else fault.problem
                for fault in errors
            )
        return notes

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
