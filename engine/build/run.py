"""One pass over the relations of a work file: inputs first, then in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from engine.build.load_inputs import Loading
from engine.build.request import Report, Request, Spent
from engine.build.run_state import RunState
from engine.build.schedule import run_in_order, workers
from engine.checks.run import errors_and_warnings, run_checks
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.base import Engine, StoredAs
from engine.engines.duckdb_engine import DuckDB
from engine.inputs.contract import Contract
from engine.inputs.contracts import contracts_of
from engine.names import Name, quote
from engine.problems import ProblemError
from engine.progress import Reporter
from engine.state.engine_tables import INPUT_COLUMN, Facts, table_contents
from engine.state.fingerprint import fingerprint
from engine.state.plan import Action, Step, WarehouseState, plan
from engine.state.work_file import State

if TYPE_CHECKING:
    from engine.build.elsewhere import Elsewhere


class Run:
    """Does what a request asks, on an open work file, and fills the report."""

    def __init__(
        self,
        engine: DuckDB,
        compiled: Compiled,
        facts: Facts,
        request: Request,
        reporter: Reporter,
        report: Report,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.engine = engine
        self.state = RunState(engine, facts.hashes)
        self.compiled = compiled
        self.facts = facts
        self.request = request
        self.reporter = reporter
        self.report = report
        self.elsewhere = elsewhere

    @property
    def states(self) -> Mapping[Name, State]:
        """The states of the relations that are there now."""
        return self.state.store.states

    def execute(self, queries: Sequence[Query], *, stamp: bool = True) -> None:
        """Load inputs, then disable external access, then run the other relations.

        With `stamp` a run that has something to do notes its time. Raises
        ProblemError with the faults of all relations.
        """
        steps = self._plan(queries)
        busy = any(step.action is Action.run for step in steps)
        self._prepare(queries, steps)
        inputs = contracts_of(queries)
        first = _needed_by(inputs, queries)
        others = [q for q in queries if not q.is_contract and q not in first]
        self.reporter.start(len(queries))
        for schema in sorted({query.name.schema for query in queries}):
            self.engine.make_schema(schema)
        awaiting = self.elsewhere is not None
        # before the settings are locked
        with workers(self.engine, awaiting=awaiting) as engines:
            with self.report.timed("inputs"):
                self._describe_columns()
                self._run_first(first)
                loading = Loading(self.state, self.facts, self.reporter, self.report)
                loading.load(inputs, full=self.request.full, stamp=stamp and busy)
            with self.report.timed("relations"):
                self._run_all(others, engines)
        self._forget_others({query.name for query in queries})

    def _plan(self, queries: Sequence[Query]) -> list[Step]:
        store = self.state.store
        return plan(
            queries,
            WarehouseState(
                store.states, set(store.stored), table_contents(self.engine)
            ),
            self.facts.hashes,
            self.facts.stale(self.engine),
            full=self.request.full,
            whole=not self.request.select,
        )

    def _forget_others(self, names: set[Name]) -> None:
        """Drop relations that are no longer in the project."""
        store = self.state.store
        if not self.request.select and set(store.states) - names:
            with self.engine.transaction():
                store.forget_others(names)

    def _describe_columns(self) -> None:
        """Write the columns of wide files, for the relations that choose among them."""
        stale = self.facts.stale(self.engine) & {INPUT_COLUMN}
        if stale:
            with self.engine.transaction():
                self.facts.write(self.engine, stale, {})
        contents = table_contents(self.engine)
        self.state.contents[INPUT_COLUMN] = contents[INPUT_COLUMN]

    def _run_first(self, queries: Sequence[Query]) -> None:
        """Run the relations that loading the inputs reads."""
        self._run_all(queries, [self.engine])
        for query in queries:
            if query.name not in self.state.contents:
                reason = "a relation that inputs are loaded by cannot read an input"
                raise ProblemError(query.problem(reason, 0, None))

    def _run_all(self, queries: Sequence[Query], engines: Sequence[DuckDB]) -> None:
        """Run relations and report them in their order. Raises ProblemError with the
        faults of all."""
        outcomes = run_in_order(queries, engines, self.run_relation)
        problems = []
        for name, outcome in outcomes.items():
            if isinstance(outcome, ProblemError):
                problems += outcome.problems
            elif outcome is not None:
                self.report.add(name, name in self.state.made, outcome.notes)
        if problems:
            raise ProblemError(problems)

    @cached_property
    def _chosen_by(self) -> dict[Name, Contract]:
        """The contracts whose file is there, by the relation that chooses columns."""
        return {
            contract.column_relation: contract
            for contract in contracts_of(self.compiled.build)
            if contract.column_relation and contract.name in self.facts.files
        }

    def run_relation(self, query: Query, engine: DuckDB) -> State | ProblemError | None:
        """Carry out the decision for a relation: its state, or its faults. None for
        the reader of a relation that failed."""
        if not self.state.can_run(query):
            return None
        name = query.name
        self.reporter.step(str(name))
        started = time.perf_counter()
        step = self.state.decide(query, full=self.request.full)
        acts: dict[Action, Callable[[Query, DuckDB], State]] = {
            Action.run: self._create,
            Action.check: self._check_again,
            Action.comment: self._keep,
            Action.keep: self._keep,
        }
        try:
            state = acts[step.action](query, engine)
        except ProblemError as error:
            self.reporter.done(str(name), None, time.perf_counter() - started)
            return error
        self.state.contents[name] = state.content
        self.reporter.done(str(name), state.rows, time.perf_counter() - started)
        return state

    def _keep(self, query: Query, engine: DuckDB) -> State:
        """Keep the rows; rewrite the comments if they changed."""
        stored = self.states[query.name]
        return self._remember_again(query, engine, stored.notes)

    def _check_again(self, query: Query, engine: DuckDB) -> State:
        """Keep the rows; check them again, since what the checks read has changed."""
        stored = self.states[query.name]
        kept = [note for note in stored.notes if not note.startswith("warning: ")]
        notes = [*kept, *self._check(query, engine)]
        return self._remember_again(query, engine, notes)

    def _remember_again(
        self, query: Query, engine: DuckDB, notes: Sequence[str]
    ) -> State:
        stored = self.states[query.name]
        state = self.state.state(
            query, stored.fingerprint, stored.content, stored.rows, notes
        )
        if state != stored:
            with engine.transaction():
                self.state.remember(engine, query, state, 0.0)
        return state

    def _create(self, query: Query, engine: DuckDB) -> State:
        began = time.perf_counter()
        name = query.name
        now = fingerprint(query, self.state.upstream(query))
        try:
            with engine.transaction():
                self.state.store.make_room(engine, name, self._stored_as(query))
                self.state.made.add(name)
                maker = self._maker(query, engine)
                notes = create_relation(maker, query)
                made = time.perf_counter()
                notes += _values_to_tell(query, maker)
                notes += self._check(query, maker)
                if self.elsewhere and query.makers:
                    self.elsewhere.keep(query, engine, now)
                checked = time.perf_counter()
                rows, content = self._measure(query, engine, now)
                state = self.state.state(query, now, content, rows, notes)
                self.state.remember(engine, query, state, time.perf_counter() - began)
        except ProblemError:
            self.state.made.discard(name)
            raise
        ended = time.perf_counter()
        self.report.relations.append(
            Spent(str(name), rows, made - began, checked - made, ended - checked)
        )
        return state

    def _maker(self, query: Query, engine: DuckDB) -> Engine:
        """What makes a relation, with all that it reads: as a rule DuckDB."""
        if self.elsewhere and query.makers:
            return self.elsewhere.maker(query, engine, self.states)
        return engine

    def _stored_as(self, query: Query) -> StoredAs:
        """How the work file has it: of what another engine makes, a view."""
        is_elsewhere = self.elsewhere and query.makers
        return "view" if is_elsewhere else query.materialization.stored_as

    def _measure(
        self, query: Query, engine: DuckDB, fingerprint: str
    ) -> tuple[int | None, str]:
        """A table's row count and content hash; a view's content is its fingerprint."""
        if query.is_view:
            return None, fingerprint
        content = engine.content(query.name)
        return content.rows, content.digest

    def _check(self, query: Query, engine: Engine) -> list[str]:
        """The warnings of a relation's checks. Raises ProblemError for its errors."""
        errors, notes = errors_and_warnings(run_checks(engine, query))
        if errors:
            contract = self._chosen_by.get(query.name)
            if contract is None:
                raise ProblemError(fault.problem for fault in errors)
            file = self.facts.files[contract.name]
            raise ProblemError(contract.column_problem(f, file) for f in errors)
        return notes

    def _prepare(self, queries: Sequence[Query], steps: Sequence[Step]) -> None:
        """Make ready for the relations that will run, or may.

        Materializations do so while the inputs are loaded: to import scikit-learn takes
        as long as those (measured: 0.5 s of a build from nothing).
        """
        names = {s.relation for s in steps if s.action in (Action.run, Action.may_run)}
        active = [query for query in queries if query.name in names]
        if self.elsewhere:
            self.elsewhere.prepare([query for query in active if query.makers])
        for materialization in {query.materialization for query in active}:
            threading.Thread(target=materialization.prepare, daemon=True).start()


def _values_to_tell(query: Query, engine: Engine) -> list[str]:
    """The values of the column that `@tell` names."""
    column = query.argument("tell")
    if column is None:
        return []
    sql = f"select {quote(column)} from {query.name.quoted} order by 1"
    return [str(row[0]) for row in engine.rows(sql)]


def _needed_by(inputs: Sequence[Contract], queries: Sequence[Query]) -> list[Query]:
    """The relations that loading and checking inputs reads, in dependency order."""
    wanted = {name for contract in inputs for name, _ in contract.query.mentions}
    needed: list[Query] = []
    for query in reversed(queries):
        if query.name in wanted and not query.is_contract:
            needed.insert(0, query)
            wanted |= set(query.reads)
    return needed
