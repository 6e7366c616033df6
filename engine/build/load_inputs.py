"""Load and check the input tables of a work file in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from engine.build.request import Report
from engine.build.run_state import RunState
from engine.engines.connections import close_doors
from engine.inputs.contract import Contract
from engine.names import Name
from engine.problems import Problem, ProblemError
from engine.progress import Reporter
from engine.state.engine_tables import RUN, Facts, table_contents
from engine.state.fingerprint import checked_against, fingerprint

WARNED = "warning: "


class Loading:
    """Brings the input tables into the work file."""

    def __init__(
        self, state: RunState, facts: Facts, reporter: Reporter, report: Report
    ) -> None:
        self.state = state
        self.engine = state.store.engine
        self.facts = facts
        self.reporter = reporter
        self.report = report
        self.problems: list[Problem] = []
        self.notes: dict[Name, tuple[str, ...]] = {}

    def load(self, contracts: Sequence[Contract], *, full: bool, stamp: bool) -> None:
        """One transaction for all inputs: bad input leaves the old tables unchanged.

        External access is disabled once the files are read. `full` loads unchanged
        files too; with `stamp` the time of the build is noted. Raises ProblemError
        with the faults of all tables.
        """
        with self.engine.transaction():
            faulty = [contract for contract in contracts if self._load(contract, full)]
            close_doors(self.engine.connection)
            notes = {} if faulty else {c.name: self._check(c) for c in contracts}
            if self.problems:
                raise ProblemError(self.problems)
            for contract in contracts:
                self._finish(contract, notes[contract.name])
            self._describe(contracts, stamp)

    def _load(self, contract: Contract, full: bool) -> bool:
        """Load one input table if it changed; whether its columns have faults."""
        state, name, query = self.state, contract.name, contract.query
        self.reporter.step(str(name))
        stored = state.store.state(name)
        now = fingerprint(query, state.upstream(query))
        if stored and stored.fingerprint == now and not full:
            state.contents[name] = stored.content
            return False
        state.store.make_room(self.engine, name, "table")
        file = self.facts.files.get(name)
        loaded = contract.load(self.engine.connection, file)
        if loaded.problems:
            self.engine.start_over()
        self.problems += loaded.problems
        self.notes[name] = loaded.notes
        state.contents[name] = now
        state.made.add(name)
        return bool(loaded.problems)

    def _check(self, contract: Contract) -> tuple[str, ...]:
        """Check an input table by its contract, unless it was checked before."""
        state, query = self.state, contract.query
        stored = state.store.state(query.name)
        same = stored and stored.checked == checked_against(query, state.contents)
        if stored and same and query.name not in state.made:
            return stored.notes
        file = self.facts.files.get(query.name)
        if file is None:
            return ()
        problems, notes = contract.check(self.engine.connection, file)
        self.problems += problems
        kept = [n for n in stored.notes if not n.startswith(WARNED)] if stored else []
        return (*self.notes.get(query.name, kept), *notes)

    def _finish(self, contract: Contract, notes: tuple[str, ...]) -> None:
        state, name, query = self.state, contract.name, contract.query
        stored = state.store.state(name)
        is_new = name in state.made
        if stored and not is_new:
            rows = stored.rows
        else:
            rows = int(self.engine.rows(f"select count(*) from {name.quoted}")[0][0])
        if not rows and (words := query.argument("without")):
            self.report.notes.append(f"no {contract.table}: without {words}")
        self.report.add(name, is_new, notes)
        content = state.contents[name]
        now = state.state(query, content, content, rows, notes)
        state.remember(self.engine, query, now, 0.0)

    def _describe(self, contracts: Sequence[Contract], stamp: bool) -> None:
        """Write the tables of the schema engine."""
        stale = self.facts.stale(self.engine) | ({RUN} if stamp else set())
        counts = {
            contract.name: self.state.store.states[contract.name].rows
            for contract in contracts
            if contract.name in self.facts.files
        }
        self.facts.write(self.engine, stale, counts)
        self.state.contents |= table_contents(self.engine)
