"""Spells from a register of any size, side by side: `python -m tests.benchmarks.dream`.

One run measures, each in a process of its own: a bare scan of the columns needed (sums
of the last weeks, GRAD and NYKOM in DuckDB); a build of all relations of spells; and
the exit reasons and full-time persons alone, nothing stored and nothing checked, by the
project's SQL (`logic`), in polars and in pandas. The register is made up (Markov
chains; a week is its month, one in a hundred blank).
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.dream_elsewhere import in_pandas, in_polars

CODES = [
    *[111] * 8,
    213,
    214,
    730,
    733,
    735,
    890,
    890,
    890,
    130,
    133,
    651,
    783,
    998,
    899,
]
AT_A_TIME = 100_000
EXACT = {"disclosure_min": "0"}


def thursdays(first_year: int, years: int) -> list[date]:
    days = (date(first_year, 1, 1) + timedelta(n) for n in range(366 * years))
    return [d for d in days if d.isoweekday() == 4 and d.year < first_year + years]


def week_columns(first_year: int, years: int) -> list[tuple[str, int]]:
    """The weeks' columns with the numbers of their months, from 0."""
    return [
        (f"y_{day.year % 100:02}{day.isocalendar().week:02}",
         (day.year - first_year) * 12 + day.month - 1)
        for day in thursdays(first_year, years)
    ]  # fmt: skip


def needed(first_year: int, years: int) -> list[str]:
    last = {month: name for name, month in week_columns(first_year, years)}
    grads = [f"grad_{first_year + n // 12}_{n % 12 + 1:02}" for n in range(12 * years)]
    return [*last.values(), *grads, *(f"nykom{first_year + n}" for n in range(years))]


def write(path: Path, persons: int, first_year: int, years: int) -> None:
    """A register as Parquet with all its weeks, in row groups of 100,000 persons."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(1)
    writer: Any = None
    for start in range(0, persons, AT_A_TIME):
        count = min(AT_A_TIME, persons - start)
        state, degree = _states(random, count, 12 * years)
        columns = {"person_id": pa.array(np.arange(start + 1, start + count + 1))}
        for name, month in week_columns(first_year, years):
            codes = np.where(random.random(count) < 0.01, 0, state[:, month])
            columns[name] = pa.array(codes.astype(np.int16), mask=codes == 0)
        for n in range(12 * years):
            name = f"grad_{first_year + n // 12}_{n % 12 + 1:02}"
            columns[name] = pa.array(degree[:, n])
        for n in range(years):
            places = random.choice(np.array([101, 147, 461, 751, 851], np.int16), count)
            columns[f"nykom{first_year + n}"] = pa.array(places)
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def _states(random: np.random.Generator, count: int, months: int) -> tuple[Any, Any]:
    state = np.zeros((count, months), np.int16)
    now = np.where(random.random(count) < 0.3, random.choice(CODES, count), 0)
    for month in range(months):
        moves = random.random(count) < np.where(now == 0, 0.03, 0.12)
        leaves = (now > 0) & (random.random(count) < 0.6)
        now = np.where(moves, np.where(leaves, 0, random.choice(CODES, count)), now)
        state[:, month] = now
    works = (state == 0) & (random.random((count, months)) < 0.95)
    return state, np.where(works, np.round(random.random((count, months)), 2), 0)


# what is measured ---------------------------------------------------------------


def scan(folder: Path, columns: Sequence[str], limit: str | None) -> object:
    import duckdb

    sums = ", ".join(f"sum({column})" for column in columns)
    sums_of_columns = duckdb.execute(
        f"select {sums} from '{folder}/dream.parquet'"
    ).fetchall()
    return len(sums_of_columns[0])


def logic(folder: Path, columns: Sequence[str], limit: str | None) -> object:
    import duckdb

    from engine.engines.connections import Resources
    from engine.engines.duckdb_engine import DuckDB
    from engine.inputs.contracts import beside_files, contracts_of, listed_columns
    from engine.inputs.files import InputFile
    from engine.names import Name
    from engine.state.engine_tables import INPUT_COLUMN, Facts
    from engine.state.work_file import TABLES
    from tests.harness import materialize
    from tests.projects.spells import PROJECT

    path = folder / "dream.parquet"
    file = InputFile("dream", path, path.stat().st_size, "")
    wanted = ("spells.exit_reason", "spells.full_time_unemployed")
    compiled, _ = PROJECT.attempt(EXACT, cache=folder / ".compiled.json")
    queries = compiled.ordered(map(Name.of, wanted))
    with duckdb.connect(config=Resources(memory_limit=limit).config) as connection:
        engine = DuckDB(connection)
        connection.execute(TABLES)
        contracts = {contract.name: contract for contract in contracts_of(queries)}
        files = {Name("input", "dream"): file, **beside_files(contracts.values())}
        names = listed_columns(connection, contracts.values(), files)
        Facts(folder, {}, {}, names).write(engine, {INPUT_COLUMN}, {})
        for query in queries:
            engine.make_schema(query.name.schema)
            if query.name in contracts:
                contracts[query.name].load(connection, files[query.name])
            else:
                materialize(connection, query)
        sql = "select sum(spells) from spells.exit_reason"
        return int(connection.execute(sql).fetchall()[0][0])


def amb(folder: Path, columns: Sequence[str], limit: str | None) -> object:
    from engine.build.build import build
    from engine.build.request import Request
    from engine.engines.connections import Resources
    from tests.projects.spells import PROJECT, SPELLS, rows

    warehouse = folder / "warehouse"
    shutil.rmtree(warehouse, ignore_errors=True)
    resources = Resources(memory_limit=limit)
    report = build(
        PROJECT, Request(warehouse, folder, EXACT, SPELLS, resources=resources)
    )
    print(json.dumps(report.seconds), file=sys.stderr)
    return rows(warehouse, "select sum(spells) as spells from spells.exit_reason")[0]


def polars(folder: Path, columns: Sequence[str], limit: str | None) -> object:
    return in_polars(folder / "dream.parquet", columns)


def pandas(folder: Path, columns: Sequence[str], limit: str | None) -> object:
    return in_pandas(folder / "dream.parquet", columns)


RUNS: dict[str, Callable[[Path, Sequence[str], str | None], object]] = {
    "scan": scan,
    "amb": amb,
    "logic": logic,
    "polars": polars,
    "pandas": pandas,
}


def measure(options: argparse.Namespace) -> None:
    """Run one of them here; seconds, of wall time and of both processors, and peak."""
    columns = needed(options.first_year, options.years)
    started = time.perf_counter()
    answer = RUNS[options.run](options.folder, columns, options.memory_limit)
    spent = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    work, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    line = f"{spent:8.2f} s {work:8.2f} s of processor {peak:8.0f} MB   {answer}"
    print(f"{options.run:8} {line}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--first-year", type=int, default=2011)
    parser.add_argument("--years", type=int, default=9)
    parser.add_argument("--memory-limit")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS))
    parser.add_argument("--run", choices=[*RUNS, "write"])
    options = parser.parse_args()
    if options.run == "write":
        target = options.folder / "dream.parquet"
        write(target, options.persons, options.first_year, options.years)
        return
    if options.run:
        measure(options)
        return
    from tests.projects.spells import required_inputs

    required_inputs(options.folder)
    command = [sys.executable, "-m", "tests.benchmarks.dream", *sys.argv[1:], "--run"]
    if not (options.folder / "dream.parquet").exists():
        subprocess.run([*command, "write"], check=True)
    for _ in range(options.times):
        for name in options.only:  # each its own process: a peak is never inherited
            subprocess.run([*command, name], check=False)


if __name__ == "__main__":
    main()
