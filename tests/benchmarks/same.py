"""Whether two assessments are the same: counts and texts exactly, floats to 1e-9."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.benchmarks.peers.settings import COLUMNS, KEY

TOLERANCE = 1e-9


def differences(one: Path, other: Path) -> dict[str, int]:
    """How many rows differ, by column, of two Parquet files with an assessment each.

    A row that only one of them has differs in every column that is known.
    """
    first, second = (f"from '{path}'" for path in (one, other))
    on = " and ".join(f"a.{name} = b.{name}" for name in KEY)
    with duckdb.connect() as connection:
        types: dict[str, set[str]] = {}
        for sql in (first, second):
            for name, kind, *_ in connection.execute(f"describe {sql}").fetchall():
                types.setdefault(name, set()).add(kind)
        wanted = [name for name in COLUMNS if name not in KEY]
        counts = ", ".join(
            f"count(*) filter (where {_differs(name, types[name])})" for name in wanted
        )
        missing = f"count(*) filter (where a.{KEY[0]} is null or b.{KEY[0]} is null)"
        sql = (
            f"select {missing}, {counts} from ({first}) as a "
            f"full outer join ({second}) as b on {on}"
        )
        fetched = connection.execute(sql).fetchone() or ()
    return {n: c for n, c in zip(["rows", *wanted], fetched, strict=True) if c}


def _differs(name: str, types: set[str]) -> str:
    if "DOUBLE" not in types:
        return f"a.{name} is distinct from b.{name}"
    near = f"abs(a.{name} - b.{name}) <= {TOLERANCE} * greatest(1, abs(b.{name}))"
    return (
        f"(a.{name} is null) <> (b.{name} is null) "
        f"or (a.{name} is not null and not {near})"
    )
