"""What is known of the relations of a work file while they are being run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.build.request import Report
from engine.compile.query import Query
from engine.materialize.create import stored_as
from engine.names import Name
from engine.state.fingerprint import Basis, checked_against, comments_of, upstream
from engine.state.work_file import State, Store, comment_statements

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Ledger:
    """The store, and of this run: the content of each relation done, and the report.

    `hashes` are those of the contracts' files.
    """

    def __init__(
        self, connection: DuckDBPyConnection, hashes: Mapping[Name, str], report: Report
    ) -> None:
        self.connection = connection
        self.store = Store(connection)
        self.hashes = hashes
        self.report = report
        self.contents: dict[Name, str] = {}

    def is_new(self, query: Query) -> bool:
        """Whether this run has made the relation anew."""
        return str(query.name) in self.report.run

    def upstream(self, query: Query) -> dict[str, str]:
        """The content of what a relation reads."""
        return upstream(query, self.hashes, self.contents)

    def state(
        self,
        query: Query,
        now: str,
        content: str,
        rows: int | None,
        notes: Sequence[str],
    ) -> State:
        """The state of a relation that stands now, by its fingerprint and content."""
        basis = Basis.of(query, self.upstream(query)).as_text()
        checked = checked_against(query, self.contents)
        words = comments_of(query)
        return State(now, content, words, checked, basis, rows, tuple(notes))

    def remember(self, query: Query, state: State, seconds: float) -> None:
        """Keep a relation's state and its words, where they are not kept already."""
        known = self.store.state(query.name)
        kind = stored_as(query)
        if known == state and not self.is_new(query):
            return
        if not known or self.is_new(query) or known.comments != state.comments:
            for statement in comment_statements(query, kind):
                self.connection.execute(statement)
        self.store.remember(query.name, state, seconds, kind)

    def note(self, query: Query, notes: Sequence[str]) -> None:
        """Tell of a relation in the report."""
        self.report.notes += [f"{query.name}: {note}" for note in notes]
