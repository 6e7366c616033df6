"""What may be published: no person key, no loose reference, no view on what is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.compile.query import Query
from engine.privacy.person_columns import person_columns
from engine.problems import Problem, ProblemError


def publishable(queries: Sequence[Query]) -> list[Query]:
    """The published queries. Raises ProblemError where one would show a person."""
    published = [query for query in queries if query.published]
    names = {query.name for query in published}
    shown = person_columns(queries)
    problems: list[Problem] = []
    for query in published:
        persons = [c for c in query.columns if c.name.lower() in shown[query.name]]
        problems += [
            query.problem(
                f"{query.name} is published and has the person key {column.name}",
                column.offset,
                "Leave the column out, or take away @publish.",
            )
            for column in persons
        ]
        hidden = {n for n in query.reads if n not in names}
        if query.is_view and hidden:
            words = ", ".join(sorted(map(str, hidden)))
            reason = f"the published view {query.name} reads {words}, not published"
            hint = "Materialize it as a table, or publish what it reads."
            problems.append(query.problem(reason, None, hint))
        problems += _loose_references(query, published)
    if problems:
        raise ProblemError(problems)
    return published


def _loose_references(query: Query, published: Sequence[Query]) -> Iterator[Problem]:
    """References that the public file could not declare as foreign keys."""
    keys = {other.name: other.key for other in published if not other.is_view}
    for reference in query.references:
        if keys.get(reference.name) != (reference.target,):
            words = f"{reference.name}.{reference.target}"
            yield query.problem(
                f"{query.name}.{reference.column} refers to {words}, "
                "which is not the key of a published table",
                reference.offset,
                "Publish that table with the @key, or take away @references.",
            )
