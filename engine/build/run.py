"""One pass over the relations of a work file: inputs first, then in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from engine.build.load_inputs import Loading
from engine.build.request import Report, Request
from engine.build.run_state import Ledger
from engine.checks.run import run_checks, sorted_out
from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.inputs.contract import Contract
from engine.inputs.contracts import contracts_of
from engine.materialize.create import materialize, stored_as
from engine.materialize.poisson_fit import import_regressor
from engine.names import Name, quote
from engine.problems import Problem, ProblemError
from engine.progress import Reporter
from engine.state.engine_tables import INPUT_COLUMN, Facts, stands
from engine.state.fingerprint import checked_against, fingerprint
from engine.state.plan import Action, Known, Step, plan
from engine.state.work_file import State, measure

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Run:
    """Does what a request asks, on an open work file, and fills the report."""

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
        self.ledger = Ledger(connection, facts.hashes, report)
        self.compiled = compiled
        self.facts = facts
        self.request = request
        self.reporter = reporter
        self.report = report
        self.problems: list[Problem] = []

    @property
    def states(self) -> Mapping[str, State]:
        """The states of the relations that stand now."""
        return self.ledger.store.states

    def execute(self, queries: Sequence[Query], *, stamp: bool = True) -> None:
        """Load the inputs, the door to the outside closed behind them; run the rest.

        With `stamp` a run that has something to do notes its time. Raises
        ProblemError with the faults of all relations.
        """
        steps = self._plan(queries)
        busy = any(step.action is Action.run for step in steps)
        _warm_up(queries, steps)
        inputs = contracts_of(queries)
        first = _needed_by(inputs, queries)
        others = [q for q in queries if not q.is_contract and q not in first]
        self.reporter.start(len(queries))
        with self.report.timed("inputs"):
            self._describe_columns()
            self._run_first(first)
            full = self.request.full
            loading = Loading(self.ledger, self.facts, self.reporter, full=full)
            loading.load(inputs, stamp=stamp and busy)
        with self.report.timed("relations"):
            for query in others:
                self._run(query)
        if self.problems:
            raise ProblemError(self.problems)
        self._forget_others({query.name for query in queries})

    def _plan(self, queries: Sequence[Query]) -> list[Step]:
        store = self.ledger.store
        return plan(
            queries,
            Known(store.states, set(store.stored), stands(self.connection)),
            self.facts.hashes,
            self.facts.stale(self.connection),
            full=self.request.full,
            whole=not self.request.select,
        )

    def _forget_others(self, names: set[Name]) -> None:
        """Drop what the project no longer has."""
        store = self.ledger.store
        if not self.request.select and set(store.states) - set(map(str, names)):
            with store.transaction():
                store.forget_others(names)

    def _describe_columns(self) -> None:
        """Tell the columns of wide files, for the relations that choose among them."""
        stale = self.facts.stale(self.connection) & {INPUT_COLUMN}
        if stale:
            with self.ledger.store.transaction():
                self.facts.write(self.connection, stale, {})
        self.ledger.contents[INPUT_COLUMN] = stands(self.connection)[INPUT_COLUMN]

    def _run_first(self, queries: Sequence[Query]) -> None:
        """Run what the loading of inputs reads."""
        for query in queries:
            self._run(query)
            if query.name not in self.ledger.contents and not self.problems:
                reason = "a relation that inputs are loaded by cannot read an input"
                self.problems.append(query.problem(reason, 0, None))
        if self.problems:
            raise ProblemError(self.problems)

    @cached_property
    def _chosen_by(self) -> dict[Name, Contract]:
        """The contracts whose file is there, by the relation that chooses columns."""
        return {
            contract.column_relation: contract
            for contract in contracts_of(self.compiled.build)
            if contract.column_relation and contract.name in self.facts.files
        }

    def _run(self, query: Query) -> None:
        needed = {*query.reads, *query.checked_against}
        if not needed <= set(self.ledger.contents):
            return  # what it reads has failed and is reported there
        name = query.name
        self.reporter.step(str(name))
        now = fingerprint(query, self.ledger.upstream(query))
        known = self.ledger.store.state(name)
        started = time.perf_counter()
        if known and known.fingerprint == now and not self.request.full:
            self._attempt(query, lambda: self._reuse(query, known))
        else:
            self._attempt(query, lambda: self._create(query, now))
        rows = self.states[str(name)].rows if name in self.ledger.contents else None
        self.reporter.done(str(name), rows, time.perf_counter() - started)

    def _attempt(self, query: Query, act: Callable[[], State]) -> None:
        try:
            state = act()
        except ProblemError as error:
            self.problems += error.problems
            return
        self.ledger.contents[query.name] = state.content
        self.ledger.note(query, state.notes)

    def _reuse(self, query: Query, known: State) -> State:
        """Leave the rows; check again and comment again where that has changed."""
        ledger = self.ledger
        notes: Sequence[str] = known.notes
        if known.checked != checked_against(query, ledger.contents):
            own = [note for note in notes if not note.startswith("warning: ")]
            notes = [*own, *self._check(query)]
        now, content = known.fingerprint, known.content
        state = ledger.state(query, now, content, known.rows, notes)
        if state != known:
            with ledger.store.transaction():
                ledger.remember(query, state, 0.0)
        self.report.reused.append(str(query.name))
        return state

    def _create(self, query: Query, now: str) -> State:
        started = time.perf_counter()
        ledger, name = self.ledger, str(query.name)
        try:
            with ledger.store.transaction():
                ledger.store.make_room(query.name, stored_as(query))
                notes = materialize(self.connection, query)
                notes += self._told(query)
                notes += self._check(query)
                rows, content = self._measure(query, now)
                state = ledger.state(query, now, content, rows, notes)
                self.report.run.append(name)
                ledger.remember(query, state, time.perf_counter() - started)
        except ProblemError:
            self.report.run = [done for done in self.report.run if done != name]
            raise
        return state

    def _measure(self, query: Query, now: str) -> tuple[int | None, str]:
        if stored_as(query) == "view":
            return None, now
        return measure(self.connection, query.name)

    def _check(self, query: Query) -> list[str]:
        """The warnings of a relation's checks. Raises ProblemError for its errors."""
        errors, notes = sorted_out(run_checks(self.connection, query))
        if errors:
            contract = self._chosen_by.get(query.name)
            if contract is None:
                raise ProblemError(fault.problem for fault in errors)
            file = self.facts.files[contract.name]
            raise ProblemError(contract.column_problem(f, file) for f in errors)
        return notes

    def _told(self, query: Query) -> list[str]:
        """The values of the column that `@tell` names."""
        column = query.argument("tell")
        if column is None:
            return []
        sql = f"select {quote(column)} from {query.name.quoted} order by 1"
        return [str(row[0]) for row in self.connection.execute(sql).fetchall()]


def _needed_by(inputs: Sequence[Contract], queries: Sequence[Query]) -> list[Query]:
    """What is read to load and check the inputs, and so runs before them; in order."""
    wanted = {name for contract in inputs for name, _ in contract.query.mentions}
    found: list[Query] = []
    for query in reversed(queries):
        if query.name in wanted and not query.is_contract:
            found.insert(0, query)
            wanted |= set(query.reads)
    return found


def _warm_up(queries: Sequence[Query], steps: Sequence[Step]) -> None:
    """Import the fit's library while DuckDB works: it takes as long as the inputs."""
    fits = {query.name for query in queries if query.kind == "poisson"}
    active = (Action.run, Action.may_run)
    if any(step.relation in fits and step.action in active for step in steps):
        threading.Thread(target=import_regressor, daemon=True).start()
