"""The command line: its two outputs and its exit codes."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from tests.harness import ROOT

INPUTS = ROOT / "tests" / "queries" / "balance" / "inputs" / "four_categories"
PARAMETERS = (
    "disclosure_min=0",
    "min_answers=2",
    "min_unemployed=2",
    "observed_until=2025-12-31",
)
EXACT = [word for value in PARAMETERS for word in ("--set", value)]
DANISH = ("--language", "da")
COMMAND = [sys.executable, "-c", "from engine.cli import program; program()"]
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def amb(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warehouse")
    done = amb("build", "--inputs", INPUTS, "--warehouse", folder, *EXACT, *DANISH)
    assert done.returncode == 0, done.stderr
    assert "Paradoks" in done.stdout and "balance.duckdb" in done.stdout
    assert "relations built" in done.stderr
    return folder


def test_help_loads_neither_duckdb_nor_scikit_learn() -> None:
    code = (
        "import sys, engine.cli; "
        "heavy = {'duckdb', 'sklearn', 'sqlglot', 'jinja2', 'pyarrow'}; "
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "set()"


def test_build_in_json(tmp_path: Path) -> None:
    done = amb("build", "--inputs", INPUTS, "--warehouse", tmp_path, "--json")
    report = json.loads(done.stdout)
    assert report["published"] and not report["synthetic"]
    assert "balance.assessment" in report["run"]


def test_explain_by_part_of_a_title(warehouse: Path) -> None:
    done = amb("explain", "cook", "--region", "east", "--warehouse", warehouse)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1  Assessment")
    danish = amb(
        "explain", "cook", "--region", "east", "--warehouse", warehouse,
        "--language", "da",
    )  # fmt: skip
    assert "Vurdering" in danish.stdout


def test_explain_lists_several_matches(warehouse: Path) -> None:
    done = amb("explain", "e", "--warehouse", warehouse)
    assert done.returncode == 2 and not done.stdout
    assert "occupations match e" in done.stderr


def test_explain_in_json(warehouse: Path) -> None:
    done = amb("explain", "cook", "--warehouse", warehouse, "--json")
    story = json.loads(done.stdout)
    assert story["region_id"] == "DK"
    assert [step["step"] for step in story["steps"]][0] == 1


def test_show_and_compile(warehouse: Path) -> None:
    shown = amb(
        "show", "balance.assessment", "--warehouse", warehouse, "--json",
        "--where", "region_id=east", "--limit", "2",
    )  # fmt: skip
    rows = json.loads(shown.stdout)
    assert len(rows) == 2 and rows[0]["region_id"] == "east"
    private = amb("show", "supply.spell", "--warehouse", warehouse)
    assert private.returncode == 0
    unknown = amb("show", "supply.spel", "--warehouse", warehouse)
    assert unknown.returncode == 2 and "Did you mean supply.spell?" in unknown.stderr


def test_show_leaves_no_column_out(warehouse: Path) -> None:
    """Piped, a table is as wide as it is; in a narrow terminal each row is a record."""
    asked = (
        "show",
        "balance.assessment",
        "--warehouse",
        str(warehouse),
        "--limit",
        "2",
    )
    header, *_ = amb(*asked).stdout.strip().splitlines()
    assert {"left_within_3_months", "adjusted_rate"} <= set(header.split())
    outside, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 90, 0, 0))
    subprocess.run(
        [*COMMAND, *asked], stdout=inside, cwd=ROOT, env=ENVIRONMENT, check=True
    )
    os.close(inside)
    printed = b""
    with suppress(OSError):  # the end of a terminal whose other side is closed
        while part := os.read(outside, 65536):
            printed += part
    lines = printed.decode().splitlines()
    assert lines[0] == "row 1" and "row 2" in lines
    assert max(map(len, lines)) <= 90
    assert any(line.split()[0] == "adjusted_rate" for line in lines)


def test_a_compiled_query_runs_as_it_is(warehouse: Path) -> None:
    sql = amb("compile", "supply.prospects", "--set", "exit_threshold=0.5").stdout
    assert "exit_rate >= 0.5" in sql
    with duckdb.connect(str(warehouse / "work.duckdb"), read_only=True) as connection:
        rows = connection.execute(sql).fetchall()
        stored = connection.execute("select count(*) from supply.prospects").fetchone()
    assert stored == (len(rows),)


def test_parameters_set_are_recorded(warehouse: Path) -> None:
    public = warehouse / "balance.duckdb"
    with duckdb.connect(str(public), read_only=True) as connection:
        rows = connection.execute(
            "select value, default_value, source from reference.parameter "
            "where name = 'min_unemployed'"
        ).fetchall()
        provenance = connection.execute(
            "select count(*), min(length(sha256)), bool_or(synthetic), min(rows) > 0 "
            "from reference.provenance"
        ).fetchone()
    assert rows == [("2", "20", "set for this build")]
    assert provenance == (len(list(INPUTS.glob("*.csv"))), 64, False, True)


def test_wrong_usage_is_2_bad_data_is_1(tmp_path: Path) -> None:
    assert amb("build", "--set", "nonsense").returncode == 2
    assert amb("build", "--set", "nonsense=1").returncode == 2
    assert amb("frobnicate").returncode == 2
    assert amb("build", "--inputs", tmp_path / "nowhere").returncode == 1
    nothing = amb("explain", "cook", "--warehouse", tmp_path)
    assert nothing.returncode == 2 and "Run amb build first" in nothing.stderr
    faulty = amb("build", "--inputs", tmp_path / "nowhere", "--json")
    assert json.loads(faulty.stdout)["problems"][0]["reason"]


def test_comments_stand_in_both_files(warehouse: Path) -> None:
    for file, schema in (("work.duckdb", "balance"), ("balance.duckdb", "main")):
        with duckdb.connect(str(warehouse / file), read_only=True) as connection:
            table = connection.execute(
                "select comment from duckdb_tables() "
                f"where schema_name = '{schema}' and table_name = 'assessment'"
            ).fetchone()
            column = connection.execute(
                f"select comment from duckdb_columns() where schema_name = '{schema}' "
                "and table_name = 'assessment' and column_name = 'exit_rate'"
            ).fetchone()
        assert table and str(table[0]).startswith("The balance: one row per half-year")
        assert column == ("share that left, 0-1; NULL with left_within_3_months",)


def test_no_person_is_published(warehouse: Path) -> None:
    with duckdb.connect(
        str(warehouse / "balance.duckdb"), read_only=True
    ) as connection:
        names = connection.execute(
            "select column_name from duckdb_columns()"
        ).fetchall()
    assert ("person_id",) not in names


def test_select_builds_without_publishing(tmp_path: Path) -> None:
    done = amb(
        "build", "--inputs", INPUTS, "--warehouse", tmp_path, "--select", "supply.spell"
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "balance.duckdb").exists()
    assert "Nothing was published" in done.stderr
