"""What may be published: no persons, and nothing that depends on them without a gate.

Nor a reference that leads nowhere, nor a view on what is not published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.compile.query import Query
from engine.lineage.across_queries import Lineage
from engine.lineage.gates import ungated
from engine.lineage.graph_model import ANY
from engine.lineage.persons import person_columns
from engine.names import Name
from engine.privacy.mask import columns_of_persons
from engine.problems import Problem, ProblemError
from engine.publish.person_sample import PersonKey


def publishable(
    queries: Sequence[Query],
    lineage: Lineage | None = None,
    of_persons: Mapping[Name, set[str]] | None = None,
) -> list[Query]:
    """The published queries. Raises ProblemError if one would disclose persons.

    The queries come in order, each after what it reads. Their lineage and their columns
    of persons are worked out where they are not given.
    """
    published = [query for query in queries if query.published]
    names = {query.name for query in published}
    lineage = lineage or Lineage(queries)
    if of_persons is None:
        of_persons = person_columns(queries, lineage)
    keyed = {query.name for query in published if of_persons[query.name]}
    ways = ungated(queries, lineage)
    problems = [way for way in ways if Name.of(way.relation or "") not in keyed]
    for query in published:
        problems += _keys(query, of_persons[query.name])
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


def person_keys(queries: Sequence[Query]) -> list[PersonKey]:
    """The columns of the input tables that identify a person."""
    return [
        PersonKey(query.name, column.name)
        for query in queries
        if query.is_contract
        for column in query.columns
        if column.name in columns_of_persons(query)
    ]


def _keys(query: Query, of_persons: set[str]) -> Iterator[Problem]:
    """A fault for each column that identifies a person, or may."""
    for column in query.columns:
        if column.name.lower() in of_persons:
            words = f"has the person key {column.name}"
        elif column.is_open and ANY in of_persons:
            words = "can have a person key: its columns are not all named"
        else:
            continue
        yield query.problem(
            f"{query.name} is published and {words}",
            column.offset,
            "Leave the column out, or take away @publish.",
        )


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
