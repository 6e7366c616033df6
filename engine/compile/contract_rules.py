"""The rules for contracts, the queries that read an input file."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compile.parse import offset_of
from engine.compile.query import Query
from engine.names import FILE_SCHEMA
from engine.problems import Problem

PLAIN = ("expressions", "from_", "kind", "hint")
CAST = "Write cast(COLUMN as TYPE) as NAME."


def contract_faults(query: Query) -> Iterator[Problem]:
    """Faults of a contract; one with `@wide` may transform what it reads."""
    files = [
        (n, offset) for n, offset in query.reads.items() if n.schema == FILE_SCHEMA
    ]
    for name, offset in files[1:]:
        reason = f"a contract reads one file, and {files[0][0]} is one already"
        yield query.problem(reason, offset, f"Read {name} in a contract of its own.")
    if query.has("wide"):
        return
    for column in query.columns:
        if column.name and column.source is None:
            reason = f"{column.name} is no cast of a column of the file"
            yield query.problem(reason, column.offset, CAST)
    clause = next((c for n, c in query.tree.args.items() if c and n not in PLAIN), None)
    if clause is not None:
        reason = "a contract takes the rows of its file as they are"
        hint = "Join, filter or sort in a query that reads the contract."
        first = clause[0] if isinstance(clause, list) else clause
        yield query.problem(reason, offset_of(first) or 0, hint)
