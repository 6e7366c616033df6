"""The input tables of a work file: loaded and checked in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from engine.build.run_state import Ledger
from engine.inputs.contract import Contract
from engine.problems import Problem, ProblemError
from engine.progress import Reporter
from engine.state.engine_tables import RUN, Facts, stands
from engine.state.fingerprint import checked_against, fingerprint
from engine.state.work_file import count_rows


class Loading:
    """Brings the input tables into the work file; `full` loads unchanged ones too."""

    def __init__(
        self, ledger: Ledger, facts: Facts, reporter: Reporter, *, full: bool
    ) -> None:
        self.ledger = ledger
        self.facts = facts
        self.reporter = reporter
        self.full = full
        self.problems: list[Problem] = []

    def load(self, contracts: Sequence[Contract], *, stamp: bool) -> None:
        """All in one transaction: bad input leaves the old tables standing.

        The door to the outside is closed once the files are read. With `stamp` the
        time of the build is noted. Raises ProblemError with the faults of all tables.
        """
        with self.ledger.store.transaction():
            faulty = [contract for contract in contracts if self._load(contract)]
            self._close_doors()
            notes = {} if faulty else {c.name: self._check(c) for c in contracts}
            if self.problems:
                raise ProblemError(self.problems)
            for contract in contracts:
                self._finish(contract, notes[contract.name])
            self._describe(stamp)

    def _close_doors(self) -> None:
        """From here on no SQL reads a file or the network, or opens them again."""
        self.ledger.connection.execute("set enable_external_access = false")
        self.ledger.connection.execute("set lock_configuration = true")

    def _load(self, contract: Contract) -> bool:
        """Load one input table if it changed; whether its columns are at fault."""
        ledger, name, query = self.ledger, contract.name, contract.query
        self.reporter.step(str(name))
        file = self.facts.files.get(name)
        known = ledger.store.state(name)
        now = fingerprint(query, ledger.upstream(query))
        if known and known.fingerprint == now and not self.full:
            ledger.contents[name] = known.content
            ledger.report.reused.append(str(name))
            return False
        ledger.store.make_room(name, "table")
        problems = contract.load(ledger.connection, file)
        if problems:
            ledger.store.start_over()
        self.problems += problems
        ledger.contents[name] = now
        ledger.report.run.append(str(name))
        return bool(problems)

    def _check(self, contract: Contract) -> tuple[str, ...]:
        """Hold an input table against its contract, unless that has been done."""
        ledger, query = self.ledger, contract.query
        known = ledger.store.state(query.name)
        same = known and known.checked == checked_against(query, ledger.contents)
        if known and same and not ledger.is_new(query):
            return known.notes
        file = self.facts.files.get(query.name)
        if file is None:
            return ()
        problems, notes = contract.check(ledger.connection, file)
        self.problems += problems
        return tuple(notes)

    def _finish(self, contract: Contract, notes: tuple[str, ...]) -> None:
        ledger, query = self.ledger, contract.query
        known = ledger.store.state(query.name)
        rows = (
            known.rows
            if known and not ledger.is_new(query)
            else count_rows(ledger.connection, query.name)
        )
        if not rows and (words := query.argument("without")):
            ledger.report.notes.append(f"no {contract.table}: without {words}")
        ledger.note(query, notes)
        content = ledger.contents[query.name]
        ledger.remember(query, ledger.state(query, content, content, rows, notes), 0.0)

    def _describe(self, stamp: bool) -> None:
        """What the engine itself knows, as tables that queries may read."""
        ledger = self.ledger
        stale = self.facts.stale(ledger.connection) | ({RUN} if stamp else set())
        states = ledger.store.states
        counts = {name: states[str(name)].rows for name in self.facts.files}
        self.facts.write(ledger.connection, stale, counts)
        ledger.contents |= stands(ledger.connection)
