"""The synthetic Denmark as a world: its input folder with the whole truth beside it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import duckdb

from engine.build.synthetic_inputs import Country, synthesize
from engine.compile.project import Project
from engine.inputs.contracts import contract_of
from tests.harness import ROOT, materialize
from tests.simulation.worlds import follow_up_day, reference_day

TRUTH = (Path(__file__).parent / "synthetic.sql").read_text()
READ = ("unemployment_spell", "job_target", "truth/shortage_rate")


def write(country: Country, folder: Path) -> None:
    """The input folder that `amb synthesize` writes, and truth/cell.parquet."""
    synthesize(Project(ROOT), folder, country)
    with duckdb.connect() as connection:
        connection.execute("create schema synthetic")
        for query in Project(ROOT).compile(country=asdict(country)).synthetic:
            if query.is_contract:
                contract = contract_of(query)
                assert not contract.load(connection, contract.beside_file()).problems
            else:
                materialize(connection, query)
            if query.name.table == "person":
                break
        for name in READ:
            file = folder / f"{name}.parquet"
            connection.execute(f"create view {file.stem} as from '{file}'")
        names = connection.execute(
            "select distinct period from shortage_rate order by 1"
        ).fetchall()
        columns = "period text, reference_date date, follow_up_date date"
        connection.execute(f"create table period ({columns})")
        for (name,) in names:
            days = [reference_day(name), follow_up_day(name)]
            connection.execute("insert into period values (?, ?, ?)", [name, *days])
        file = folder / "truth" / "cell.parquet"
        connection.execute(f"copy ({TRUTH}) to '{file}'")
