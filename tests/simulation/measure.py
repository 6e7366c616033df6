"""How a published balance compares with the truth that its inputs were drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

SQL = (Path(__file__).parent / "measures.sql").read_text()
ERRORS = """
    count(*) as cells,
    avg(estimate - truth) as bias,
    sqrt(avg(power(estimate - truth, 2))) as rmse,
    avg(is_covered::int) as coverage,
    avg(width) as width
"""
PROBABILITIES = """
    select
        p_from,
        p_from + 0.05 as p_to,
        count(*) as cells,
        avg(p_shortage) as told,
        avg(is_short::int) as true_share
    from (
        select *, least(floor(p_shortage * 20 + 1e-9) / 20, 0.95) as p_from
        from rated
        where not is_country
    )
    group by p_from
    order by p_from
"""
Row = dict[str, Any]


@dataclass(frozen=True)
class Measures:
    """Tables of errors: bias, root mean square error and interval, by kind of cell."""

    rates: Row
    by_basis: list[Row]
    by_answers: list[Row]
    country: Row
    calibration: list[Row]
    sure: Row
    exits: Row
    by_unemployed: list[Row]
    country_exits: Row
    changes: Row


def measure(inputs: Path, file: Path, assessment: str) -> Measures:
    """Of the relation `assessment` in a database file, built from a world's folder."""
    with _opened(inputs, file, assessment) as connection:
        exits = "avg(is_covered::int) as coverage, count(*) as cells"
        exits += ", avg(width) as width from left_unemployment"

        def rows(sql: str) -> list[Row]:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or []]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        def by(column: str) -> list[Row]:
            return rows(
                f"select {column}, {ERRORS} from rated where not is_country "
                f"group by {column} order by min(try_cast(basis as int)), {column}"
            )

        return Measures(
            rates=rows(f"select {ERRORS} from rated where not is_country")[0],
            by_basis=by("basis"),
            by_answers=by("answers"),
            country=rows(f"select {ERRORS} from rated where is_country")[0],
            calibration=rows(PROBABILITIES),
            sure=rows(
                "select count(*) as cells, avg(is_short::int) as true_share "
                "from rated where not is_country and p_shortage >= 0.95"
            )[0],
            exits=rows(f"select {exits} where not is_country")[0],
            by_unemployed=rows(
                f"select unemployed, {exits} where not is_country group by unemployed "
                "order by unemployed"
            ),
            country_exits=rows(f"select {exits} where is_country")[0],
            changes=rows(
                "select count(*) as cells, avg(flips::int) as flips, "
                "avg(steady_flips::int) as steady_flips, "
                "avg(truly_flips::int) as true_flips, avg(is_wrong::int) as wrong, "
                "avg(steady_is_wrong::int) as steady_wrong from changed"
            )[0],
        )


@contextmanager
def _opened(
    inputs: Path, file: Path, assessment: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as b (read_only)")
        recruitment, truth = (
            inputs / "recruitment.parquet",
            inputs / "truth/cell.parquet",
        )
        for name, source in (
            ("assessment", f"b.{assessment}"),
            ("recruitment", f"'{recruitment}'"),
            ("truth", f"'{truth}'"),
        ):
            connection.execute(f"create temp view {name} as from {source}")
        connection.execute(SQL)
        yield connection
