"""Search the written public file for persons of the work file, before it is used.

A second safeguard after the proof on the SQL. SAMPLE values of each column are looked
up among the numbers of persons, also those inside texts and lists. Counts match numbers
of persons by chance, as often as the density of persons' numbers around them (with the
same last digit) predicts. A column with more matches is refused. Consecutive numbers
(1, 2, 3 …) and those below SMALLEST cannot be distinguished from counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, factorial, log
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.query import Query
from engine.engines.connections import side_by_side
from engine.names import Name, literal, quote
from engine.problems import Problem, ProblemError
from engine.publish.layout import stored_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE = 2000
BY_CHANCE = 1e-5
SMALLEST = 1000  # smaller numbers are those of any count
ALIKE = 100  # numbers of one thousand that end alike: rounded ones often do
# named: DuckDB 1.5 stores no struct without names
BUCKET = (
    "struct_pack(thousand := cast(floor({0} / 1000) as hugeint), ends_in := {0} % 10)"
)
NO_NUMBERS = ("BOOLEAN", "DATE", "TIME", "TIMESTAMP", "INTERVAL")
INEXACT = ("FLOAT", "DOUBLE", "DECIMAL")
KEYS = """
create temp table person as
select distinct number, code from keys where number is null or number >= {smallest};
create temp table bucket as
select {bucket} as bucket, count(*) as persons
from person where number is not null group by all;
create temp table spread as
select count(*) / (max(number) - min(number) + 1) as density
from person where number is not null;
"""
MEETINGS = """
select
    sampled.relation,
    sampled.column_name,
    count(*) as looked_up,
    count(person.number) as met,
    sum(greatest(
        (coalesce(bucket.persons, 0) - (person.number is not null)::int) / {alike},
        spread.density
    )) as expected
from (
    select distinct relation, column_name, number from sampled where number is not null
) as sampled
cross join spread
left join person on sampled.number = person.number
left join bucket on {sampled_bucket} = bucket.bucket
group by all
union all
select relation, column_name, count(*), count(person.code), 0
from (
    select distinct relation, column_name, code from sampled where code is not null
) as sampled
left join person on sampled.code = person.code
group by all
"""


@dataclass(frozen=True)
class PersonKey:
    """A column of the work file that identifies a person."""

    relation: Name
    column: str


def refuse_persons(
    work: Path, public: Path, queries: Sequence[Query], keys: Sequence[PersonKey]
) -> None:
    """Raises ProblemError where a column of the public file holds persons' numbers."""
    if not keys:
        return
    with side_by_side(work=work, public=public) as connection:
        _gather_keys(connection, keys)
        connection.execute(
            "create temp table sampled "
            "(relation text, column_name text, number hugeint, code text)"
        )
        for query in queries:
            if not query.is_view:  # it shows what the tables hold
                _sample(connection, query)
        rows = connection.execute(
            MEETINGS.format(alike=ALIKE, sampled_bucket=BUCKET.format("sampled.number"))
        ).fetchall()
    by_name = {str(query.name): query for query in queries}
    problems = [
        _problem(by_name[relation], column, met, looked_up)
        for relation, column, looked_up, met, expected in sorted(rows)
        if met and by_chance(met, float(expected or 0)) < BY_CHANCE
    ]
    if problems:
        raise ProblemError(problems)


def by_chance(met: int, expected: float) -> float:
    """The probability of at least that many matches, given the expected number."""
    if expected <= 0 or met <= expected:
        return 0.0 if met > expected else 1.0
    if met > 100:  # the tail by its bound: the sum would lose it
        return exp(met - expected + met * log(expected / met))
    return max(
        0.0,
        1 - sum(exp(-expected) * expected**n / factorial(n) for n in range(met)),
    )


def _gather_keys(connection: DuckDBPyConnection, keys: Sequence[PersonKey]) -> None:
    """Store the persons' numbers; other identifiers are codes of six characters up."""
    parts = [_keys_of(connection, key) for key in keys]
    connection.execute(f"create temp view keys as {' union all '.join(parts)}")
    connection.execute(KEYS.format(bucket=BUCKET.format("number"), smallest=SMALLEST))


def _keys_of(connection: DuckDBPyConnection, key: PersonKey) -> str:
    table = f"work.{key.relation.quoted}"
    described = connection.execute(f"describe {table}").fetchall()
    column = quote(key.column)
    if any(name == key.column and _is_whole(kind) for name, kind, *_ in described):
        return f"select cast({column} as hugeint) as number, null as code from {table}"
    return (
        "select try_cast(key as hugeint) as number, "
        "case when number is null and len(key) >= 6 then key end as code "
        f"from (select distinct cast({column} as text) as key from {table})"
    )


def _sample(connection: DuckDBPyConnection, query: Query) -> None:
    table = f"public.{stored_name(query.name).quoted}"
    described = connection.execute(f"describe {table}").fetchall()
    connection.execute(
        "create or replace temp table sampled_rows as "
        f"select * from {table} using sample reservoir({SAMPLE} rows) repeatable (1)"
    )
    selects = [
        f"select {literal(str(query.name))}, {literal(column)}, {select}"
        for column, kind, *_ in described
        for select in _tokens(quote(column), str(kind))
    ]
    if selects:
        connection.execute(f"insert into sampled {' union all '.join(selects)}")


def _is_whole(kind: str) -> bool:
    return kind.endswith("INT") or kind in ("INTEGER", "UINTEGER")


def _tokens(column: str, kind: str) -> Iterator[str]:
    """Numbers and codes in a column, as what follows SELECT."""
    if kind.startswith(NO_NUMBERS) and not kind.endswith("]"):
        return
    if _is_whole(kind):
        yield f"cast({column} as hugeint), null from sampled_rows"
    elif kind.startswith(INEXACT) and not kind.endswith("]"):
        yield (
            f"try_cast({column} as hugeint), null from sampled_rows "
            f"where {column} = trunc({column})"
        )
    else:
        texts = f"(select distinct cast({column} as text) as value from sampled_rows)"
        numbers = " || ".join(
            f"regexp_extract_all({written}, '\\d{{1,18}}')"
            for written in ("value", "regexp_replace(value, '[- ]', '', 'g')")
        )
        yield f"try_cast(unnest({numbers}) as hugeint), null from {texts}"
        yield f"null, unnest(regexp_extract_all(value, '[\\w-]{{6,}}')) from {texts}"


def _problem(query: Query, column: str, met: int, looked_up: int) -> Problem:
    offset = next((c.offset for c in query.columns if c.name == column), None)
    return query.problem(
        f"{query.name}.{column} holds numbers of persons: {met} of {looked_up} values "
        "that were looked up",
        offset,
        "Leave the column out. The SQL did not show it; please report this.",
    )
