"""The commands `amb publish` and `amb build --publish-to`, as processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from engine.postgres.errors import KEPT
from engine.postgres.target import MARK
from tests.postgres.asked import ask
from tests.postgres.server import PASSWORD, SUPERUSER, Server
from tests.projects import factor as small

AMB = [sys.executable, "-c", "from engine.cli import program; program()"]
FACTOR = "select distinct factor from balance.line"
TABLES = """
    select table_schema || '.' || table_name
    from information_schema.tables
    where table_schema not in ('information_schema', 'pg_catalog')
    order by 1
"""


def amb(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*AMB, *map(str, arguments)],
        cwd=small.ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_the_rows_and_says_where_to(address: str, built: Path) -> None:
    ended = amb("publish", "--to", address, "--warehouse", built)
    assert ended.returncode == 0, ended.stderr
    assert f"balance.line  {small.ROWS:,} rows" in ended.stdout.splitlines()
    assert "7 relations, " in ended.stderr and "(PostgreSQL 1" in ended.stderr


def test_json(address: str, built: Path) -> None:
    ended = amb("publish", "--to", address, "--warehouse", built, "--json")
    answer = json.loads(ended.stdout)
    assert set(answer) == {"place", "server", "rows", "seconds"}
    assert answer["rows"]["balance.line"] == small.ROWS and "dba" not in answer["place"]


def test_without_and_prefix(address: str, built: Path) -> None:
    """What refers to a relation that is left out does so no longer."""
    options = ["--schema-prefix", "amb_", "--without", "reference.region"]
    ended = amb("publish", "--to", address, "--warehouse", built, *options)
    assert ended.returncode == 0, ended.stderr
    names = [row[0] for row in ask(address, TABLES)]
    assert names == [
        "amb_balance.line",
        "amb_balance.remark",
        "amb_balance.total",
        "amb_balance.total_labelled",
        "amb_reference.parameter",
        "amb_reference.provenance",
    ]
    keys = "select conname from pg_constraint where contype = 'f'"
    assert ask(address, keys) == [("remark_region_id_fkey",)]


def test_two_prefixes_are_two_publications(address: str, built: Path) -> None:
    to = ["publish", "--to", address, "--warehouse", built]
    assert amb(*to).returncode == amb(*to, "--schema-prefix", "x_").returncode == 0
    assert (
        amb(*to, "--schema-prefix", "x_", "--without", "balance.line").returncode == 0
    )
    names = [row[0] for row in ask(address, TABLES)]
    assert "balance.line" in names and "x_balance.total" in names
    assert "x_balance.line" not in names


def test_a_fault(address: str, built: Path) -> None:
    ask(address, "create schema balance")
    ended = amb("publish", "--to", address, "--warehouse", built)
    assert ended.returncode == 1 and not ended.stdout
    assert ended.stderr.splitlines()[-1] == f"1 fault. {KEPT}"


def test_a_password_by_the_means_of_libpq(
    server: Server, database: str, built: Path, tmp_path: Path
) -> None:
    """Not on the command line, where others on the machine could see it."""
    place = f"127.0.0.1:{server.port}:{database}:{SUPERUSER}"
    (tmp_path / "pgpass").write_text(f"{place}:{PASSWORD}\n", "utf-8")
    (tmp_path / "pgpass").chmod(0o600)
    service = (
        f"[public]\nhost=127.0.0.1\nport={server.port}\ndbname={database}\n"
        f"user={SUPERUSER}\npassword={PASSWORD}\n"
    )
    (tmp_path / "service").write_text(service, "utf-8")
    url = f"postgresql://{SUPERUSER}@127.0.0.1:{server.port}/{database}"
    for to, environment in (
        (url, {"PGPASSWORD": PASSWORD}),
        (url, {"PGPASSFILE": str(tmp_path / "pgpass")}),
        ("service=public", {"PGSERVICEFILE": str(tmp_path / "service")}),
    ):
        ended = amb("publish", "--to", to, "--warehouse", built, **environment)
        assert ended.returncode == 0, ended.stderr
        assert PASSWORD not in ended.stdout + ended.stderr
    assert amb("publish", "--to", url, "--warehouse", built).returncode == 1


@pytest.fixture
def build(warehouse: Path) -> list[object]:
    return [
        *("build", "--inputs", small.INPUTS, "--warehouse", warehouse),
        *("--project", small.PROJECT, "--json"),
    ]


def test_a_build_publishes_what_it_has_changed(
    build: list[object], address: str
) -> None:
    to = ["--publish-to", address]
    ended = amb(*build, "--set", "factor=2", *to, "--schema-prefix", "x_")
    answer = json.loads(ended.stdout)["postgresql"]
    assert answer["rows"]["balance.line"] == small.ROWS
    assert ask(address, FACTOR.replace("balance", "x_balance")) == [(2,)]
    again = amb(*build, "--set", "factor=2", *to)
    assert "postgresql" not in json.loads(again.stdout)
    assert not [row for row in ask(address, TABLES) if row[0] == "balance.line"]


def test_a_build_is_kept_where_publishing_fails(
    build: list[object], warehouse: Path
) -> None:
    to = ["--publish-to", "postgresql://dba@127.0.0.1:1/none"]
    ended = amb(*[word for word in build if word != "--json"], "--set", "factor=3", *to)
    assert ended.returncode == 3  # it may work later
    assert "The public file is built. Nothing was published into" in ended.stderr
    assert small.factor_of(warehouse / small.PUBLIC) == 3


def test_options_that_need_another(build: list[object]) -> None:
    assert amb(*build, "--reader", "x").returncode == 2
    assert amb(*build, "--publish-to", "http://x").returncode == 2


def test_only_the_public_file_is_read(
    address: str, built: Path, tmp_path: Path
) -> None:
    """The private file may be gone."""
    (tmp_path / small.PUBLIC).write_bytes((built / small.PUBLIC).read_bytes())
    assert amb("publish", "--to", address, "--warehouse", tmp_path).returncode == 0
    with psycopg.connect(address) as connection:
        assert connection.execute(FACTOR.encode()).fetchall() == [(1,)]


def test_the_command_of_the_page(address: str, built: Path) -> None:
    page = (small.ROOT / "warehouse" / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^amb (publish --to .*)$", page, re.MULTILINE)
    words = [re.sub(r"postgresql://\S+", address, word) for word in command.split()]
    ask(address, "drop role if exists analyst")
    ask(address, "create role analyst login")
    ended = amb(*words, "--warehouse", built)
    assert ended.returncode == 0, ended.stderr
    assert ask(address.replace("//dba@", "//analyst@"), FACTOR) == [(1,)]
    assert f"is '{MARK}.'" in page
