"""Bad input stops the build before anything is computed, and says what and where.

Each case of CASES changes one file of a good input folder; `wanted` are words that
the message must hold.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.build.build import build
from engine.build.request import Report, Request
from engine.compile.cache import FILE as CACHE
from engine.compile.project import Project
from engine.problems import ProblemError
from engine.state.work_file import FILE as WORK
from tests.harness import ROOT

GOOD = ROOT / "tests" / "queries" / "balance" / "inputs" / "four_categories"

REGION = "region_id,name_da,name_en\n"
SPELL = "person_id,region_id,start_date,end_date,job_ready\n"
TARGET = "person_id,occupation_id,start_date,end_date\n"
SURVEY = "answer_id,period,region_id,occupation_id,outcome,weight\n"
EMPLOYMENT = "period,region_id,occupation_id,full_time_employees\n"
RECRUITMENT = "period,region_id,occupation_id,attempts,hires,advertised_hires\n"
OCCUPATION = "occupation_id,title_da,title_en,isco08,field_da\n"

CASES = {
    "missing column": (
        "region.csv",
        "region_id,navn_da,name_en\neast,Øst,East\n",
        ["region.csv", "column name_da is missing", "Did you mean navn_da?"],
    ),
    "text for a whole number": (
        "unemployment_spell.csv",
        SPELL + "1,east,2025-01-01,,true\n2x,east,2025-01-01,,true\n",
        ["person_id must be a whole number: 1 row at fault", "row 2, person_id = 2x"],
    ),
    "fraction for a whole number": (
        "unemployment_spell.csv",
        SPELL + "1.5,east,2025-01-01,,true\n",
        ["person_id must be a whole number", "row 1, person_id = 1.5"],
    ),
    "no date": (
        "unemployment_spell.csv",
        SPELL + "1,east,2025-02-30,,true\n2,east,01/02/2025,,true\n",
        ["start_date must be a date (YYYY-MM-DD): 2 rows at fault", "2025-02-30"],
    ),
    "no truth value": (
        "unemployment_spell.csv",
        SPELL + "1,east,2025-01-01,,ja\n",
        ["job_ready must be true or false", "job_ready = ja"],
    ),
    "duplicate key": (
        "region.csv",
        REGION + "east,Øst,East\nwest,Vest,West\neast,Igen,Again\n",
        ["region_id must identify a row: 2 rows at fault", "row 1", "row 3"],
    ),
    "unknown region": (
        "unemployment_spell.csv",
        SPELL + "1,nowhere,2025-01-01,,true\n",
        ["region_id must stand in input.region", "region_id = nowhere"],
    ),
    "unknown occupation": (
        "job_target.csv",
        TARGET + "1,astronaut,2025-01-01,\n",
        ["occupation_id must stand in input.occupation", "astronaut"],
    ),
    "unknown outcome": (
        "recruitment_survey.csv",
        SURVEY + "1,2025H1,east,cook,open,1\n",
        ["outcome must be one of 'filled'", "row 1", "outcome = open"],
    ),
    "end before start": (
        "unemployment_spell.csv",
        SPELL + "1,east,2025-01-02,2025-01-01,true\n",
        ["end_date must not be before start_date", "end_date = 2025-01-01"],
    ),
    "negative": (
        "employment.csv",
        EMPLOYMENT + "2025H1,east,cook,-3\n",
        ["full_time_employees must be at least 0", "full_time_employees = -3.0"],
    ),
    "no number": (
        "employment.csv",
        EMPLOYMENT + "2025H1,east,cook,NaN\n",
        ["full_time_employees must be a finite number"],
    ),
    "comma for decimals or thousands": (
        "employment.csv",
        EMPLOYMENT + '2025H1,east,cook,"3,500"\n',
        [
            "full_time_employees may have decimals or thousands: 1 row at fault",
            "row 1, full_time_employees = 3,500",
            "option csv: decimal=,",
        ],
    ),
    "more advertised than hired": (
        "recruitment.csv",
        RECRUITMENT + "2025H1,east,cook,9,5,6\n",
        ["advertised_hires must not exceed hires", "advertised_hires = 6.0"],
    ),
    "no weight": (
        "recruitment_survey.csv",
        SURVEY + "1,2025H1,east,cook,filled,0\n",
        ["weight must be above 0"],
    ),
    "strange period": (
        "employment.csv",
        EMPLOYMENT + "2025-1,east,cook,3\n",
        ["period must look like 2025H1", "period = 2025-1"],
    ),
    "empty where required": (
        "occupation.csv",
        OCCUPATION + "cook,,Cook,,\n",
        ["title_da must not be empty", "row 1"],
    ),
    "the country among the regions": (
        "region.csv",
        REGION + "DK,Danmark,Denmark\n",
        ["the region id DK is kept for the country"],
    ),
    "ragged line": (
        "region.csv",
        REGION + "east,Øst,East\nwest,Vest\n",
        ["region.csv", "cannot be read"],
    ),
    "empty file": (
        "region.csv",
        "",
        ["region.csv: the file is empty", "the columns: region_id, name_da, name_en."],
    ),
}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The queries compiled, as a build keeps them in its warehouse."""
    cache = tmp_path_factory.mktemp("compiled") / CACHE
    Project(ROOT).attempt(cache=cache, synthetic=False)
    return cache


@pytest.fixture
def folder(tmp_path: Path, compiled: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "inputs")
    (tmp_path / "warehouse").mkdir()
    shutil.copy(compiled, tmp_path / "warehouse")
    return tmp_path / "inputs"


def run(folder: Path, *select: str) -> Report:
    request = Request(folder.parent / "warehouse", folder, select=select)
    return build(Project(ROOT), request)


def regions(folder: Path) -> list[tuple[object, ...]]:
    """The regions as they are read."""
    run(folder, "input.region")
    work = folder.parent / "warehouse" / WORK
    with duckdb.connect(str(work), read_only=True) as connection:
        return connection.execute("from input.region order by all").fetchall()


def refused(folder: Path, *select: str) -> str:
    with pytest.raises(ProblemError) as caught:
        run(folder, *select)
    return str(caught.value)


@pytest.mark.parametrize("name", CASES)
def test_bad_input_says_what_and_where(folder: Path, name: str) -> None:
    file, text, wanted = CASES[name]
    (folder / file).write_text(text, encoding="utf-8")
    message = refused(folder, f"input.{Path(file).stem}")
    for words in wanted:
        assert words in message, message
    assert file in message


def test_all_faults_are_reported_together(folder: Path) -> None:
    (folder / "region.csv").write_text(REGION + "east,,East\neast,B,B\n", "utf-8")
    (folder / "employment.csv").write_text(
        EMPLOYMENT + "2025H1,east,cook,-3\n2025X,east,cook,1\n", "utf-8"
    )
    message = refused(folder)
    for words in (
        "name_da must not be empty",
        "region_id must identify a row",
        "full_time_employees must be at least 0",
        "period must look like 2025H1",
    ):
        assert words in message


def test_what_stood_before_stands(folder: Path) -> None:
    report = run(folder)
    before = report.public.read_bytes()
    (folder / "region.csv").write_text(REGION + "east,,East\n", "utf-8")
    refused(folder)
    assert report.public.read_bytes() == before
    assert not list(report.public.parent.glob("*.new"))


def test_missing_required_table(folder: Path) -> None:
    (folder / "occupation.csv").rename(folder / "occupations.csv")
    message = refused(folder)
    assert "required input table occupation is missing" in message
    assert "Did you mean occupations?" in message


def test_two_files_for_one_table(folder: Path) -> None:
    (folder / "region.parquet").touch()
    assert "two files for the input table region" in refused(folder)


def test_wrong_type_in_parquet(folder: Path) -> None:
    table = pa.table(
        {
            "period": ["2025H1"],
            "region_id": [1],
            "occupation_id": ["cook"],
            "full_time_employees": ["many"],
        }
    )
    pq.write_table(table, folder / "employment.parquet")
    message = refused(folder)
    assert "region_id holds BIGINT, not text" in message
    assert "full_time_employees holds VARCHAR, not a number" in message


def test_broken_parquet(folder: Path) -> None:
    (folder / "employment.parquet").write_bytes(b"PAR1 not really")
    message = refused(folder)
    assert "employment.parquet" in message and "cannot be read" in message


@pytest.mark.slow
def test_csv_and_parquet_give_the_same(folder: Path) -> None:
    def assessment() -> list[tuple[object, ...]]:
        report = run(folder)
        with duckdb.connect(str(report.public), read_only=True) as connection:
            return connection.execute("from balance.assessment order by all").fetchall()

    from_csv = assessment()
    for path in sorted(folder.glob("*.csv")):
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (from read_csv('{path}', header = true)) "
                f"to '{path.with_suffix('.parquet')}' (format parquet)"
            )
        path.unlink()
    assert assessment() == from_csv


def test_persons_are_not_shown_in_full(folder: Path) -> None:
    text = SPELL + "123456789,east,2025-01-02,2025-01-01,true\n"
    (folder / "unemployment_spell.csv").write_text(text, "utf-8")
    message = refused(folder)
    assert "123456789" not in message and "…89" in message


def test_semicolons_and_byte_order_mark(folder: Path) -> None:
    text = (folder / "region.csv").read_text("utf-8").replace(",", ";")
    before = regions(folder)
    (folder / "region.csv").write_text("\ufeff" + text, "utf-8")
    assert regions(folder) == before


def test_extra_columns_are_ignored(folder: Path) -> None:
    lines = (folder / "region.csv").read_text("utf-8").splitlines()
    wider = [lines[0] + ",note", *(line + ",x" for line in lines[1:])]
    before = regions(folder)
    (folder / "region.csv").write_text("\n".join(wider), "utf-8")
    assert regions(folder) == before
