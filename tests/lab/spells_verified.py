"""Whether other worlds publish the same: the project's own SQL is asked.

Many worlds of one group go through the queries at once, each as a group of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from engine.compile.compiled import Compiled
from engine.compile.query import Query
from tests.harness import materialize
from tests.lab.spells_onlooker import Onlooker
from tests.lab.witness import World

GIVEN = ("spells.spell_count", "spells.person_months")
ALSO = ("input.dream_month",)
BY_GROUP = ("reference.target_group", "reference.reported_exit", "reference.dream_code")
OF_ALL_GROUPS = ("spells.activity", "spells.full_time_unemployed")


def rests_on_counts(compiled: Compiled) -> list[Query]:
    """The relations of spells that are worked out from the counts, in order."""
    above = {"spells.run", "spells.spell", "spells.unknown_code", *GIVEN}
    return [
        query
        for query in compiled.build
        if query.name.schema == "spells" and str(query.name) not in above
    ]


def published(compiled: Compiled) -> list[str]:
    queries = [query for query in rests_on_counts(compiled) if query.has("publish")]
    assert len(queries) == 7
    return [str(query.name) for query in queries]


@contextmanager
def scratch(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own beside the built one, which is named built."""
    with duckdb.connect(config={"threads": 1}) as connection:
        file = warehouse / "work.duckdb"
        connection.execute(f"attach '{file}' as built (read_only)")
        for schema in ("spells", "input", "reference"):
            connection.execute(f"create schema {schema}")
        for name in ALSO:
            connection.execute(f"create table {name} as from built.{name}")
        yield connection


def same(
    connection: duckdb.DuckDBPyConnection,
    compiled: Compiled,
    seen: Onlooker,
    worlds: Sequence[World],
) -> list[bool]:
    """Of each world whether every published relation is what it is in this one."""
    _load(connection, seen, [seen.known.world, *worlds])
    for query in rests_on_counts(compiled):
        materialize(connection, query)
    other: set[int] = set()
    for name in published(compiled):
        columns = _columns(connection, name)
        built_rows = f"select {columns} from built.{name}"
        if name not in OF_ALL_GROUPS:
            built_rows += f" where target_group = '{seen.register.group}'"
        shown = (
            "select * replace (split_part(target_group, '#', 1) as target_group), "
            "cast(split_part(target_group, '#', 2) as integer) as world "
            f"from (select {columns} from {name})"
        )
        every = f"unnest(range({len(worlds) + 1}))::integer as world"
        wanted = f"select *, {every} from ({built_rows})"
        differing = connection.execute(
            f"select distinct world from ("
            f"(({shown}) except all ({wanted})) union all "
            f"(({wanted}) except all ({shown})))"
        ).fetchall()
        other |= {number for (number,) in differing}
    assert 0 not in other, "the world as it is does not publish what was built"
    return [number not in other for number in range(1, len(worlds) + 1)]


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """All of them; amounts without the noise of the order in which they are summed."""
    described = connection.execute(f"describe {name}").fetchall()
    return ", ".join(
        f"round({column}, 9) as {column}" if kind == "DOUBLE" else column
        for column, kind, *_ in described
    )


def _load(
    connection: duckdb.DuckDBPyConnection, seen: Onlooker, worlds: Sequence[World]
) -> None:
    group = seen.register.group
    for name in BY_GROUP:
        code = ", code + 10000 * w.world as code" if "code" in name else ""
        connection.execute(
            f"create or replace table {name} as select t.* replace "
            f"(target_group || '#' || w.world as target_group{code}) "
            f"from built.{name} as t cross join "
            f"(select unnest(range({len(worlds)})) as world) as w"
        )
    connection.register("given", _spell_rows(seen, worlds))
    connection.execute(
        "create or replace table spells.spell_count as select "
        f"'{group}#' || world as target_group, start_year, months, exit_reason, "
        "null::smallint as exit_code, municipality_size, sum(spells)::bigint as spells "
        "from given group by all"
    )
    connection.register("given", _person_month_rows(seen, worlds))
    connection.execute(
        "create or replace table spells.person_months as "
        "select min(m.month) as month, min(c.code) as code, g.persons "
        "from given as g inner join input.dream_month as m on g.year = m.year "
        "inner join reference.dream_code as c on c.activity = g.activity "
        "and c.target_group = g.target_group || '#' || g.world "
        "group by g.world, g.year, g.target_group, g.activity, g.persons"
    )


def _spell_rows(seen: Onlooker, worlds: Sequence[World]) -> pa.Table:
    years = seen.register.years
    rows: list[dict[str, Any]] = []
    for number, world in enumerate(worlds):
        for place in np.flatnonzero(world[: len(seen.kinds)]):
            kind = seen.kinds[place]
            rows.append(
                {
                    "world": number,
                    "start_year": years[kind.start - 1],
                    "months": kind.months,
                    "exit_reason": kind.reason,
                    "municipality_size": kind.size,
                    "spells": int(world[place]),
                }
            )
    kinds = {
        "world": pa.int64(),
        "start_year": pa.int64(),
        "months": pa.int64(),
        "exit_reason": pa.string(),
        "municipality_size": pa.string(),
        "spells": pa.int64(),
    }
    return pa.Table.from_pylist(rows, pa.schema(kinds))


def _person_month_rows(seen: Onlooker, worlds: Sequence[World]) -> pa.Table:
    rows = [
        {"world": number, "persons": int(months)}
        | {"year": of.year, "target_group": of.group, "activity": of.activity}
        for number, world in enumerate(worlds)
        for of, months in zip(seen.activities, world[len(seen.kinds) :], strict=True)
        if months
    ]
    kinds = {
        "world": pa.int64(),
        "year": pa.int64(),
        "target_group": pa.string(),
        "activity": pa.string(),
        "persons": pa.int64(),
    }
    return pa.Table.from_pylist(rows, pa.schema(kinds))
