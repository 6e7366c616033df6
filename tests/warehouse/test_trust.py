"""A query reads its inputs and nothing else; names are never pasted into SQL."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from engine.build.build import build as run
from engine.build.request import Request
from engine.build.run import Run
from engine.compile.project import Project
from engine.engines.duckdb_engine import DuckDB
from engine.problems import ProblemError, UsageError
from engine.warehouse.read import rows_of
from tests.projects.factor import (
    INPUTS,
    PROJECT,
    PUBLIC,
    ROOT,
    WORK,
    build,
    factor_of,
)

ODD = 'it\'s "odd"; drop table x --'
OUTSIDE = [
    "select a from read_csv('{secret}') as t (a)",
    "select a from read_text('{secret}') as t (a)",
    "select content as a from read_blob('{secret}')",
    "select a from '{secret}' as t (a)",
    'select a from "{secret}" as t (a)',
    "select file as a from glob('/*')",
    "select a from parquet_scan('{secret}') as t (a)",
    "select a from query('select 1') as t (a)",
    "select a from query_table('{secret}') as t (a)",
    "select (select a from read_csv('{secret}') as t (a)) as a",
    "with c as (from read_text('{secret}')) select content as a from c",
    "select name as a from duckdb_settings()",
    "copy (select 1 as a) to '{target}'",
    "attach '{target}'",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set threads = 1",
    "export database '{target}'",
    "select 1 as a; attach '{target}'",
    "create table t as select 1 as a",
    "call pragma_version()",
]
TEMPLATES = [
    "{{{{ ''.__class__ }}}}",
    "{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}",
    "{{{{ cycler.__init__.__globals__ }}}}",
    "{{{{ lipsum.__globals__['os'].getcwd() }}}}",
    "{{{{ self._TemplateReference__context }}}}",
    "{{{{ '{{0.__class__}}'.format(1) }}}}",
    "{{{{ factor|attr('__class__') }}}}",
    "{{% include '{secret}' %}}",
    "{{% import '{secret}' as x %}}",
    "{{{{ unknown_name }}}}",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT, tmp_path / "project"))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text("a\nhidden\n", encoding="utf-8")
    return path


def attempt(project: Path, warehouse: Path, sql: str, words: str = "attempt") -> None:
    """Build with one more query; it must be refused and reach nothing."""
    query = project / "queries" / "balance" / "attempt.sql"
    query.write_text(f"-- An attempt.\n-- @publish\n{sql}\n", encoding="utf-8")
    before = (warehouse / PUBLIC).read_bytes()
    with pytest.raises(ProblemError, match=words) as raised:
        run(Project(project), Request(warehouse, INPUTS))
    assert "attempt" in str(raised.value)
    assert "hidden" not in str(raised.value)
    assert (warehouse / PUBLIC).read_bytes() == before


@pytest.mark.parametrize("sql", OUTSIDE)
def test_query_reaches_no_file(
    sql: str, project: Path, warehouse: Path, secret: Path, tmp_path: Path
) -> None:
    target = tmp_path / "stolen"
    attempt(project, warehouse, sql.format(secret=secret, target=target))
    assert not target.exists()


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_reaches_no_python(
    template: str, project: Path, warehouse: Path, secret: Path
) -> None:
    sql = f"select '{template.format(secret=secret)}' as a -- words"
    attempt(project, warehouse, sql, "unsafe|template failed|neither a parameter")


def test_a_rule_reaches_no_file(project: Path, warehouse: Path, secret: Path) -> None:
    contract = project / "queries" / "input" / "amount.sql"
    rule = f"-- @rule((select count(*) from read_csv('{secret}')) > 9; words)\n"
    contract.write_text(rule + contract.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(ProblemError, match="disabled"):
        run(Project(project), Request(warehouse, INPUTS))
    assert factor_of(warehouse / PUBLIC) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{secret}')",
        "select * from '{secret}'",
        "copy (select 1) to '{secret}'",
        "attach '{secret}.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "set memory_limit = '1GB'",
        "set home_directory = '/'",
    ],
)
def test_settings_are_locked_when_the_inputs_are_in(
    sql: str, warehouse: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for SQL that the compiler would let through."""
    tried = []

    def try_it(self: Run, query: object, engine: DuckDB) -> None:
        with pytest.raises(duckdb.Error):
            engine.connection.execute(sql.format(secret=secret))
        tried.append(query)

    monkeypatch.setattr(Run, "run_relation", try_it)
    build(warehouse, 2, select=["balance.total"])
    assert tried and secret.read_text("utf-8") == "a\nhidden\n"


def amb(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, "-c", "from engine.cli import program; program()"]
    return subprocess.run(
        [*script, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--inputs", str(INPUTS), "--select", 'x"; drop table y; --'),
        ("build", "--inputs", str(INPUTS), "--set", "factor=1); drop table y; --"),
        ("build", "--inputs", str(INPUTS), "--set", 'fac"tor=1'),
        ("build", "--inputs", str(INPUTS), "--storage-version", "v1'; attach 'x"),
        ("show", 'balance.total"; drop table y; --'),
        ("show", "balance.total", "--where", 'region_id" = 1 or "1=1'),
        ("export", 'balance.total"; --', "x.csv"),
        ("export", "balance.total", "x.csv", "--where", 'x" or 1=1 --=1'),
    ],
)
def test_odd_names_are_told_and_run_nothing(
    arguments: tuple[str, ...], warehouse: Path
) -> None:
    more = ["--warehouse", str(warehouse)]
    if arguments[0] == "build":
        more += ["--project", str(PROJECT)]
    ended = amb(*arguments, *more)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert factor_of(warehouse / PUBLIC) == 1


def test_odd_values_are_values(warehouse: Path) -> None:
    where = {"region_id": "E' or '1' = '1"}
    assert rows_of(warehouse, "balance.total", where, 5).rows == []
    with pytest.raises(UsageError):
        rows_of(warehouse, 'balance"."total', {}, 5)


def test_odd_occupation(balance: Path) -> None:
    odd = "' or 1=1; drop table balance.assessment; --"
    ended = amb("explain", odd, "--warehouse", str(balance.parent))
    assert ended.returncode == 2 and "No occupation" in ended.stderr
    ended = amb("explain", "baker", "--period", odd, "--warehouse", str(balance.parent))
    assert ended.returncode == 2 and "Traceback" not in ended.stderr


def test_odd_folders(tmp_path: Path) -> None:
    inputs = Path(shutil.copytree(INPUTS, tmp_path / ODD / "inputs"))
    warehouse = tmp_path / ODD / "warehouse"
    build(warehouse, 2, inputs)
    assert factor_of(warehouse / PUBLIC) == 2
    assert (warehouse / WORK).is_file()
