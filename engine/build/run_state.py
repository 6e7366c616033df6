"""The state of the relations of a work file during a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.compile.query import Query
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name
from engine.state.fingerprint import Basis, checked_against, comments_of, upstream
from engine.state.plan import Step, decide
from engine.state.work_file import State, Store


class RunState:
    """The stored states, the contents in this run, and the relations it built.

    `files` are the hashes of the contracts' files.
    """

    def __init__(self, engine: DuckDB, files: Mapping[Name, str]) -> None:
        self.store = Store(engine)
        self.files = files
        self.contents: dict[Name, str] = {}
        self.made: set[Name] = set()

    def can_run(self, query: Query) -> bool:
        """Whether everything that the relation and its checks read is ready."""
        return {*query.reads, *query.checked_against} <= set(self.contents)

    def upstream(self, query: Query) -> dict[str, str]:
        """The contents of the relations that a relation reads."""
        return upstream(query, self.files, self.contents)

    def decide(self, query: Query, *, full: bool) -> Step:
        """What to do with a relation whose upstream relations are ready."""
        stored = self.store.state(query.name)
        return decide(query, stored, self.upstream(query), self.contents, full=full)

    def state(
        self,
        query: Query,
        fingerprint: str,
        content: str,
        rows: int | None,
        notes: Sequence[str],
    ) -> State:
        """The state of a relation by its fingerprint and content."""
        basis = Basis.of(query, self.upstream(query)).as_text()
        checked = checked_against(query, self.contents)
        words = comments_of(query)
        return State(fingerprint, content, words, checked, basis, rows, tuple(notes))

    def remember(
        self, engine: DuckDB, query: Query, state: State, seconds: float
    ) -> None:
        """Store a relation's state and comments, if they changed."""
        name, stored = query.name, self.store.state(query.name)
        is_new = name in self.made
        if stored == state and not is_new:
            return
        if not stored or is_new or stored.comments != state.comments:
            columns = {column.name: column.comment for column in query.output}
            engine.comment(name, self.store.stored[name], query.comment, columns)
        self.store.remember(engine, name, state, seconds)
