"""A new build is served to who is connected already."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pymysql

from engine.serve.builds import Builds, Limits
from tests.serve.served import ask, serving
from tests.warehouse.small import PUBLIC, ROWS, build

FACTOR = "select min(factor), max(factor), count(*) from line"


def test_same_session_sees_the_new_build(warehouse: Path) -> None:
    with serving(warehouse) as server, server.connect() as connection:
        for factor in (1, 2, 3):
            build(warehouse, factor)
            assert ask(connection, FACTOR) == [(factor, factor, ROWS)]
            assert ask(connection, "select max(factor) from total_labelled")[0] == (
                factor,
            )


def test_query_under_way_keeps_its_build(warehouse: Path) -> None:
    """An answer of many rows is read half before the build, half after."""
    sql = "select a.factor from line a, total b"
    with serving(warehouse) as server:
        reader = server.connect(cursorclass=pymysql.cursors.SSCursor)
        cursor = reader.cursor()
        cursor.execute(sql)
        rows = cursor.fetchmany(10)
        build(warehouse, 2)
        assert server.ask(FACTOR) == [(2, 2, ROWS)]
        rows += cursor.fetchall()
        assert rows == [(1,)] * (2 * ROWS)
        cursor.close()
        with reader.cursor() as after:
            after.execute(FACTOR)
            assert after.fetchall() == [(2, 2, ROWS)]


def test_file_taken_away_or_spoilt(warehouse: Path) -> None:
    """The build before is served until there is a whole one."""
    file = warehouse / PUBLIC
    content = file.read_bytes()
    with serving(warehouse) as server, server.connect() as connection:
        assert ask(connection, FACTOR) == [(1, 1, ROWS)]
        file.unlink()
        assert ask(connection, FACTOR) == [(1, 1, ROWS)]
        file.write_bytes(content[:1000])
        assert ask(connection, FACTOR) == [(1, 1, ROWS)]
        build(warehouse, 2)
        assert ask(connection, FACTOR) == [(2, 2, ROWS)]


def test_cursor_keeps_its_build(warehouse: Path) -> None:
    builds = Builds(warehouse, Limits("200MB", 1))
    sql = "select max(factor) from public.main.line"
    old = builds.cursor()
    build(warehouse, 2)
    new = builds.cursor()
    found = [duckdb.DuckDBPyConnection.execute(c, sql).fetchall() for c in (old, new)]
    assert found == [[(1,)], [(2,)]]
