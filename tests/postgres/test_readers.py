"""Readers meet no error, wait an instant, and never see two builds at once."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from engine.postgres import swap
from engine.postgres.publish import publish
from engine.postgres.target import MARK, Target
from engine.problems import ProblemError
from tests.postgres.asked import REGION, ask, put, regions, role, write
from tests.projects import factor as small

WHOLE = re.sub(r"\s+", " ", small.CHECKED)


class Reader(threading.Thread):
    """Reads all tables over and over: in one statement, or in a transaction."""

    def __init__(self, address: str, level: str | None) -> None:
        super().__init__()
        self.address, self.level = address, level
        self.done = threading.Event()
        self.factors: list[int] = []
        self.faults: list[str] = []

    def wait_for(self, factor: int) -> None:
        """Until it has read that build, or has met a fault."""
        while self.is_alive() and factor not in self.factors:
            time.sleep(0.01)

    def run(self) -> None:
        try:
            with psycopg.connect(self.address, autocommit=True) as connection:
                while not self.done.is_set():
                    self.factors.append(self._read(connection))
        except (psycopg.Error, AssertionError) as error:
            self.faults.append(repr(error))

    def _read(self, connection: psycopg.Connection) -> int:
        if self.level is None:
            return _whole(connection)
        with connection.transaction():
            connection.execute(f"set transaction isolation level {self.level}".encode())
            first = _whole(connection)
            time.sleep(0.01)
            assert _whole(connection) == first
            return first


def _whole(connection: psycopg.Connection) -> int:
    """The factor of every figure; fails where they differ or rows are missing."""
    row = connection.execute(WHOLE.encode()).fetchone()
    assert row is not None
    factor, *others, rows, amount, adds_up = row
    assert set(others) == {factor}, row
    assert rows == small.ROWS and amount == 2.0 and adds_up, row
    return int(factor)


@contextmanager
def reading(address: str, *levels: str | None) -> Iterator[list[Reader]]:
    readers = [Reader(address, level) for level in levels]
    for reader in readers:
        reader.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.done.set()
        for reader in readers:
            reader.join()


def test_readers_through_publications(warehouse: Path, address: str) -> None:
    put(warehouse, address)
    with reading(address, None, "read committed", "repeatable read") as readers:
        for factor in (2, 3):
            small.build(warehouse, factor)
            put(warehouse, address)
            for reader in readers:
                reader.wait_for(factor)
    for reader in readers:
        assert not reader.faults
        assert reader.factors == sorted(reader.factors)
        assert set(reader.factors) == {1, 2, 3}


def test_a_transaction_from_before_sees_all_of_the_new(
    address: str, tmp_path: Path
) -> None:
    """What it sees was fixed before the tables were made: not that they are empty."""
    put(regions(tmp_path / "w", "DK"), address)
    with psycopg.connect(address) as connection:
        connection.execute("set transaction isolation level repeatable read")
        connection.execute("select 1")
        put(regions(tmp_path / "w", "DK", "SE"), address)
        rows = connection.execute("select id from reference.region").fetchall()
    assert rows == [("DK",), ("SE",)]


def test_a_reader_keeps_what_it_reads_and_holds_up_no_other(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The publication gives up; others that read meanwhile wait less than it does."""
    monkeypatch.setattr(swap, "PATIENCE", 4.0)
    put(regions(tmp_path / "w", "DK"), address)
    with (
        psycopg.connect(address, application_name="a long report") as connection,
        reading_ids(address, "2s") as seen,
    ):
        connection.execute("select id from reference.region")
        with pytest.raises(ProblemError) as raised:
            put(regions(tmp_path / "w", "DK", "SE"), address)
    (problem,) = raised.value.problems
    assert problem.reason == "readers kept the earlier tables for 4 seconds"
    assert any(re.search("a long report: .*region", row) for row in problem.rows)
    assert "stands there" in (raised.value.consequence or "")
    assert len(seen) > 3 and set(seen) == {1}
    put(regions(tmp_path / "w", "DK", "SE"), address)
    assert len(ask(address, "select id from reference.region")) == 2


@contextmanager
def reading_ids(address: str, patience: str) -> Iterator[list[int | str]]:
    """A reader of its own meanwhile: how many ids it saw each time, or its error."""
    seen: list[int | str] = []
    done = threading.Event()

    def read() -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"set lock_timeout = '{patience}'".encode())
            while not done.is_set():
                try:
                    rows = connection.execute("select id from reference.region")
                    seen.append(len(rows.fetchall()))
                except psycopg.Error as error:
                    seen.append(str(error))
                time.sleep(0.02)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def test_a_reader_reads_and_cannot_write(address: str, tmp_path: Path) -> None:
    name, other = role(address), role(address)
    put(regions(tmp_path / "w", "DK"), address, readers=[name])
    theirs = _as(address, name)
    assert ask(theirs, "select id from reference.region") == [("DK",)]
    for sql in (
        "insert into reference.region values ('SE')",
        "delete from reference.region",
        "drop table reference.region",
        "create table reference.mine (a int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(theirs, sql)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(_as(address, other), "select id from reference.region")


def test_references_are_seen_by_a_reader(address: str, tmp_path: Path) -> None:
    """information_schema shows a key to those with more than `select` (Power BI)."""
    name = role(address)
    put(regions(tmp_path / "w", "DK"), address, readers=[name])
    keys = ask(
        _as(address, name),
        "select constraint_name from information_schema.table_constraints "
        "where table_name = 'region' and constraint_type = 'PRIMARY KEY'",
    )
    assert keys == [("region_pkey",)]


def test_what_was_granted_holds_for_the_new(address: str, tmp_path: Path) -> None:
    name = role(address)
    put(regions(tmp_path / "w", "DK"), address)
    ask(address, f"grant usage on schema reference to {name}")
    ask(address, f"grant select on reference.region to {name}")
    put(regions(tmp_path / "w", "DK", "SE"), address)
    assert len(ask(_as(address, name), "select id from reference.region")) == 2


def test_everybody_may_be_a_reader(address: str, tmp_path: Path) -> None:
    put(regions(tmp_path / "w", "DK"), address, readers=["public"])
    assert ask(_as(address, role(address)), "select id from reference.region")


def test_there_are_statistics(address: str, tmp_path: Path) -> None:
    """And every page is marked as seen by all, so that no vacuum need follow."""
    put(regions(tmp_path / "w", "DK", "SE"), address)
    sql = (
        "select reltuples, relallvisible = relpages from pg_class "
        "where oid = 'reference.region'::regclass"
    )
    assert ask(address, sql) == [(2.0, True)]
    assert ask(address, "select 1 from pg_stats where tablename = 'region'")


def test_a_second_publication_replaces_the_first(address: str, tmp_path: Path) -> None:
    other = "create table line as select 1 as a"
    put(write(tmp_path / "w", other), address)
    put(regions(tmp_path / "w", "DK"), address)
    put(regions(tmp_path / "w", "SE"), address)
    names = "select relname from pg_class where relname ~ 'amb_new|^line|^region'"
    assert sorted(ask(address, names)) == [("region",), ("region_pkey",)]
    assert ask(address, "select id from reference.region") == [("SE",)]


def _as(address: str, name: str) -> str:
    return re.sub(r"//\w+@", f"//{name}@", address)


def test_a_publisher_that_may_create_schemas(address: str, tmp_path: Path) -> None:
    publisher, reader = role(address), role(address)
    (database,), *_ = ask(address, "select current_database()")
    ask(address, f"grant create on database {database} to {publisher}")
    for names in (["DK"], ["DK", "SE"]):
        put(regions(tmp_path / "w", *names), _as(address, publisher), readers=[reader])
        ids = ask(_as(address, reader), "select id from reference.region order by 1")
        assert ids == [(name,) for name in names]


def test_a_publisher_into_schemas_made_for_it(address: str, tmp_path: Path) -> None:
    publisher, reader = role(address), role(address)
    ask(address, f"create schema reference authorization {publisher}")
    ask(address, f"comment on schema reference is '{MARK}.'")
    for names in (["DK"], ["DK", "SE"]):
        put(regions(tmp_path / "w", *names), _as(address, publisher), readers=[reader])
        ids = ask(_as(address, reader), "select id from reference.region order by 1")
        assert ids == [(name,) for name in names]


def test_settings_of_the_role_that_would_mislead(address: str, tmp_path: Path) -> None:
    publisher = role(address)
    (database,), *_ = ask(address, "select current_database()")
    ask(address, f"grant create on database {database} to {publisher}")
    for setting in (
        "default_transaction_isolation = 'serializable'",
        "standard_conforming_strings = off",
        "search_path = nowhere",
        "datestyle = 'german'",
    ):
        ask(address, f"alter role {publisher} set {setting}")
    words = r"comment on table reference.region is 'a\b, one row each. Key: id.'"
    day = "date '2025-10-01' as day"
    table = f"{REGION} select 'DK' as id, {day}"
    put(write(tmp_path, table, words), _as(address, publisher))
    sql = "select day::text, obj_description('reference.region'::regclass) from {}"
    (seen,) = ask(address, sql.format("reference.region"))
    assert seen[0] == "2025-10-01" and seen[1].startswith(r"a\b, one row")


class Heard:
    """A reporter that remembers."""

    def __init__(self) -> None:
        self.steps: list[object] = []

    def start(self, total: int) -> None:
        self.steps.append(total)

    def step(self, name: str) -> None:
        self.steps.append(name)

    def done(self, name: str, rows: int | None, seconds: float) -> None:
        self.steps.append(rows)


def test_progress_is_told_relation_by_relation(address: str, tmp_path: Path) -> None:
    heard = Heard()
    publish(regions(tmp_path, "DK", "SE"), Target(address), heard)
    assert heard.steps == [1, "reference.region", 2]
