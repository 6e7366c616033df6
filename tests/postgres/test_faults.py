"""Whatever goes wrong is told in a line, and what stood before stands."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from engine.postgres import publish as module
from engine.postgres.errors import KEPT, UNKNOWN
from engine.postgres.publish import LOCK
from engine.problems import Problem, ProblemError, UnavailableError, UsageError
from tests.postgres import old_server
from tests.postgres.asked import KEY, REGION, ask, put, regions, role, write
from tests.postgres.server import PASSWORD, Server

IDS = "select id from reference.region"
FAILS = "gssencmode=disable&sslmode=disable"
LINES = "create table line as select * from (values ('DK'), ('XX')) as v (region_id)"
REFERS = "comment on column line.region_id is 'region; see reference.region'"


@pytest.fixture
def old(address: str, tmp_path: Path) -> str:
    """A database into which one region was published."""
    put(regions(tmp_path / "old", "DK"), address)
    return address


def fault(warehouse: Path, address: str, **more: Any) -> Problem:
    """The one problem that publishing meets; what stood before must stand."""
    kind = more.pop("kind", ProblemError)
    objects = "select count(*) from pg_class"
    before = (ask(address, IDS), ask(address, objects))
    with pytest.raises(ProblemError) as raised:
        put(warehouse, address, **more)
    assert type(raised.value) is kind
    assert raised.value.consequence == KEPT
    assert (ask(address, IDS), ask(address, objects)) == before
    (problem,) = raised.value.problems
    return problem


def test_a_view_of_somebody_is_named(old: str, tmp_path: Path) -> None:
    ask(
        old,
        "create schema mine; create view mine.short as select id from reference.region",
    )
    problem = fault(regions(tmp_path / "w", "SE"), old)
    assert "depends on the tables to be replaced" in problem.reason
    assert "view mine.short depends on table reference.region" in problem.rows
    assert ask(old, "select id from mine.short") == [("DK",)]
    ask(old, "drop view mine.short")
    put(regions(tmp_path / "w", "SE"), old)
    assert ask(old, IDS) == [("SE",)]


def test_a_key_of_somebody_is_named(old: str, tmp_path: Path) -> None:
    ask(old, "create table mine (id text references reference.region)")
    problem = fault(regions(tmp_path / "w", "SE"), old)
    assert any("mine" in row for row in problem.rows)


def test_a_schema_of_somebody_is_left_alone(address: str, tmp_path: Path) -> None:
    ask(address, "create schema reference; create table reference.region (id int)")
    with pytest.raises(
        ProblemError, match="the schema reference was not made by"
    ) as raised:
        put(regions(tmp_path / "w", "DK"), address)
    hint = raised.value.problems[0].hint or ""
    ask(address, "drop table reference.region")
    ask(address, hint.partition(": ")[2])  # the hint's statement makes it this one's
    put(regions(tmp_path / "w", "DK"), address)
    assert ask(address, IDS) == [("DK",)]


def test_a_table_of_somebody_is_left_alone(old: str, tmp_path: Path) -> None:
    """Though it is in a schema of ours: also where its name is not wanted."""
    ask(old, "create table reference.mine as select 1 as a")
    ask(old, "create table reference.basis as select 2 as a")
    put(regions(tmp_path / "w", "SE"), old)
    assert ask(old, "select a from reference.mine") == [(1,)]
    basis = "create table reference.basis as select 'x' as id"
    with pytest.raises(ProblemError, match=r"reference\.basis was not made by"):
        put(write(tmp_path / "w", f"{REGION} select 'DK' as id", KEY, basis), old)
    assert ask(old, "select a from reference.basis") == [(2,)]


def test_a_value_in_no_dimension(old: str, tmp_path: Path) -> None:
    table = f"{REGION} select 'DK' as id"
    problem = fault(write(tmp_path / "w", table, KEY, LINES, REFERS), old)
    assert problem.reason.startswith("balance.line.region_id could not be published: ")
    assert "violates foreign key" in problem.reason and "\n" not in problem.reason


def test_a_key_that_is_none(old: str, tmp_path: Path) -> None:
    problem = fault(regions(tmp_path / "w", "DK", "DK"), old)
    assert problem.reason.startswith("reference.region could not be published: ")
    assert "duplicated" in problem.reason or "unique" in problem.reason


def test_a_text_that_postgresql_cannot_hold(old: str, tmp_path: Path) -> None:
    table = f"{REGION} select 'D' || chr(0) as id"
    problem = fault(write(tmp_path / "w", table, KEY), old)
    assert problem.reason.startswith("reference.region could not be published: ")


def test_a_role_that_is_none(old: str, tmp_path: Path) -> None:
    problem = fault(regions(tmp_path / "w", "SE"), old, readers=["nobody_here"])
    assert problem.reason.startswith("nobody_here cannot be made a reader: ")


def test_a_role_that_may_not(
    server: Server, old: str, database: str, tmp_path: Path
) -> None:
    name = role(old)
    with pytest.raises(ProblemError, match="permission denied"):
        put(regions(tmp_path / "w", "SE"), server.address(database, name), prefix="x_")
    with pytest.raises(ProblemError, match="permission denied|must be owner"):
        put(regions(tmp_path / "w", "SE"), server.address(database, name))
    assert ask(old, IDS) == [("DK",)]


def test_two_at_once(old: str, tmp_path: Path) -> None:
    with psycopg.connect(old) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        warehouse = regions(tmp_path / "w", "SE")
        problem = fault(warehouse, old, kind=UnavailableError)
    assert problem.reason == "another amb publish into this database is under way"


def test_a_lost_connection_half_way(old: str, tmp_path: Path) -> None:
    """The server ends it while the rows are on their way."""
    rows = f"{REGION} select 'r' || i as id from range(3_000_000) as r (i)"
    warehouse = write(tmp_path / "w", rows, KEY)
    ended: list[Any] = []

    def end_it() -> None:
        sql = (
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'amb publish' and query like 'copy%'"
        )
        while not ended:
            ended.extend(ask(old, sql))
            time.sleep(0.01)

    thread = threading.Thread(target=end_it)
    thread.start()
    try:
        problem = fault(warehouse, old, kind=UnavailableError)
    finally:
        ended.append(None)
        thread.join()
    assert problem.reason.startswith("reference.region could not be published: ")
    assert "terminat" in problem.reason or "closed" in problem.reason
    put(regions(tmp_path / "w", "SE"), old)
    assert ask(old, IDS) == [("SE",)]


def test_a_connection_lost_at_the_very_end(
    old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows then whether the server had finished."""
    replaced = module.replace_relations

    def lost(file: Any, connection: psycopg.Connection, *more: Any) -> dict[str, int]:
        rows = replaced(file, connection, *more)
        pid = connection.info.backend_pid
        ask(old, f"select pg_terminate_backend({pid}, 10000)")
        return rows

    monkeypatch.setattr(module, "replace_relations", lost)
    with pytest.raises(ProblemError) as raised:
        put(regions(tmp_path / "w", "SE"), old)
    assert raised.value.consequence == UNKNOWN
    assert ask(old, IDS) == [("DK",)]


def test_a_server_too_old(tmp_path: Path) -> None:
    with (
        old_server.listening() as port,
        pytest.raises(ProblemError, match="is PostgreSQL 14; 15 is the oldest"),
    ):
        put(regions(tmp_path, "DK"), f"postgresql://x@127.0.0.1:{port}/db?{FAILS}")


SECRET = "s3cret"
ADDRESSES: dict[str, Callable[[Server], str]] = {
    "another password": lambda s: s.by_password("postgres", "dba", SECRET),
    "no such database": lambda s: s.by_password("none", "dba", PASSWORD_IN_URL),
    "nobody answers": lambda s: f"postgresql://dba:{SECRET}@127.0.0.1:1/x",
    "a host with that name": lambda s: f"postgresql://dba:x@{SECRET}/x",
    "an @ in it": lambda s: f"postgresql://dba:x@{SECRET}@127.0.0.1/x",
    "a / in it": lambda s: f"postgresql://dba:x/{SECRET}@127.0.0.1/x",
    "a % in it": lambda s: f"postgresql://dba:x%{SECRET}@127.0.0.1/x",
    "a : in it": lambda s: f"postgresql://dba:x@y:{SECRET}/x",
    "words": lambda s: f"host=127.0.0.1 port=1 password={SECRET}",
    "broken words": lambda s: f"host=127.0.0.1 password x{SECRET}",
}
PASSWORD_IN_URL = "hemmelig%20%C3%A6%C3%B8%C3%A5"


@pytest.mark.parametrize("case", ADDRESSES)
def test_a_password_is_never_shown(case: str, server: Server, tmp_path: Path) -> None:
    warehouse = regions(tmp_path, "DK")
    with pytest.raises((ProblemError, UsageError)) as raised:
        put(warehouse, ADDRESSES[case](server))
    words = str(raised.value)
    assert words and "Traceback" not in words
    if case != "a host with that name":  # there it is no password
        assert SECRET not in words and PASSWORD not in words


def test_a_relation_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Did you mean reference\.region\?"):
        put(regions(tmp_path, "DK"), "", without=["reference.regoin"])


def test_a_name_too_long(tmp_path: Path) -> None:
    """PostgreSQL would cut it off, and two such names would be one."""
    warehouse = write(tmp_path, f"create table line as select 1 as {'x' * 64}")
    with pytest.raises(ProblemError, match=r"balance\.line cannot .* is too long"):
        put(warehouse, "")


def test_no_public_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No warehouse at"):
        put(tmp_path, "")
