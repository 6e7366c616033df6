"""Which engine makes which relation.

DuckDB makes all of them unless another engine is asked for. Then that one makes the
relations of persons, which can outgrow a machine: those with a column that identifies
a person, and those that read them. What remains is small, and DuckDB has it before
another engine has planned it. Inputs are read and checked by DuckDB.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.compile.compiled import Compiled
from engine.compile.query import Query
from engine.engines.spark.connect import SAIL, makers
from engine.lineage.persons import person_columns
from engine.names import Name
from engine.privacy.mask import columns_of_persons
from engine.problems import UsageError
from engine.state.fingerprint import Basis, made_by
from engine.state.work_file import State

ALL = "all"
HERE, THERE = "duckdb", "spark"


@dataclass(frozen=True)
class OnSpark:
    """A Spark, and what it makes: `place` says all, or RELATION=spark, RELATION=duckdb
    for those that are moved."""

    address: str = SAIL
    place: Sequence[str] = ()


def placed(compiled: Compiled, on_spark: OnSpark) -> Compiled:
    """The project, with the makers of what Spark makes. Raises UsageError."""
    versions = makers(on_spark.address)
    there = _there(compiled, on_spark.place)
    queries = {
        name: replace(query, makers=versions) if name in there else query
        for name, query in compiled.queries.items()
    }
    return replace(compiled, queries=queries)


def as_built(compiled: Compiled, states: Mapping[Name, State]) -> Compiled:
    """The project with the makers that a warehouse remembers: what Spark has made there
    is kept where nothing else has changed, and DuckDB makes the rest."""
    makers = {
        name: made_by(Basis.from_text(state.basis).makers)
        for name, state in states.items()
    }
    queries = {
        name: replace(query, makers=makers.get(name, {}))
        for name, query in compiled.queries.items()
    }
    return replace(compiled, queries=queries)


def _there(compiled: Compiled, place: Sequence[str]) -> set[Name]:
    movable = {query.name for query in compiled.build if not query.is_contract}
    there = set(movable) if ALL in place else _of_persons(compiled.build) & movable
    for words in place:
        if words == ALL:
            continue
        relation, _, engine = words.partition("=")
        name = compiled.find(relation).name
        if engine not in (HERE, THERE) or name not in movable:
            raise UsageError(
                f"option place: {words}; write all, RELATION={THERE} or "
                f"RELATION={HERE}; inputs are read by DuckDB."
            )
        (there.add if engine == THERE else there.discard)(name)
    return there


def _of_persons(queries: Sequence[Query]) -> set[Name]:
    columns = person_columns(queries, marked=columns_of_persons)
    of_persons = {name for name, of_name in columns.items() if of_name}
    readers = {query.name for query in queries if of_persons & set(query.reads)}
    return of_persons | readers
