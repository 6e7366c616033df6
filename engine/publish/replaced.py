"""What a public file says that it replaces: notes where readers should know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.compile.query import Query
from engine.engines.connections import side_by_side
from engine.engines.duckdb_engine import DuckDB
from engine.names import literal, quote
from engine.problems import ProblemError
from engine.publish.layout import stored_name

DIRECTIVE = "unchanged"
MOST_ROWS = 5  # of either file, in a note


def unlike_replaced(work: Path, public: Path, queries: Sequence[Query]) -> list[str]:
    """Notes on relations that say @unchanged and have other rows than in the old file.

    Nothing is compared with a file that has none of a relation's rows, nor with one
    that cannot be read; that is a note, too.
    """
    watched = [query for query in queries if query.has(DIRECTIVE)]
    if not watched or not public.is_file():
        return []
    try:
        with side_by_side(work=work, replaced=public) as connection:
            return list(_notes(DuckDB(connection), watched))
    except ProblemError as error:
        return [f"not compared with the file that is replaced: {error}"]


def _notes(engine: DuckDB, watched: Sequence[Query]) -> Iterator[str]:
    for query in watched:
        before, now = (_rows(engine, source, query) for source in ("replaced", "work"))
        if before and now and before != now:
            words = " ".join((query.argument(DIRECTIVE) or "other rows").split())
            gone, new = _listed(before - now), _listed(now - before)
            yield f"{query.name}: {words}. Before: {gone}. Now: {new}."


def _rows(engine: DuckDB, source: str, query: Query) -> set[tuple[object, ...]]:
    """The rows of a relation in one of the files; none where it is not there."""
    name = query.name if source == "work" else stored_name(query.name)
    there = engine.rows(
        "select count(*) from information_schema.tables "
        f"where table_catalog = {literal(source)} "
        f"and table_schema = {literal(name.schema)} "
        f"and table_name = {literal(name.table)}"
    )
    if there == [(0,)]:
        return set()
    return set(engine.rows(f"from {quote(source)}.{name.quoted}"))


def _listed(rows: set[tuple[object, ...]]) -> str:
    texts = sorted(" ".join(map(str, row)) for row in rows)
    more = f" and {len(texts) - MOST_ROWS} more" if len(texts) > MOST_ROWS else ""
    return (", ".join(texts[:MOST_ROWS]) + more) or "nothing else"
