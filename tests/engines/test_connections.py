"""A database file that is written: its row groups, and further connections to it."""

from __future__ import annotations

from pathlib import Path

from duckdb import DuckDBPyConnection, Error
from pytest import raises

from engine.engines.connections import (
    ROWS_OF_A_GROUP,
    Resources,
    committed,
    cursor,
    reading,
    scratch,
    writing,
)

ROWS = 3 * ROWS_OF_A_GROUP
TABLE = f"create or replace table counted as from range({ROWS})"


def groups(connection: DuckDBPyConnection) -> int:
    row = connection.execute(
        "select count(distinct row_group_id) from pragma_storage_info('counted')"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_rows_lie_in_small_groups(tmp_path: Path) -> None:
    with writing(tmp_path / "new.duckdb", Resources()) as connection:
        connection.execute(TABLE)
    with reading(tmp_path / "new.duckdb") as connection:
        assert groups(connection) == 3


def test_a_file_with_large_groups_is_still_written(tmp_path: Path) -> None:
    file = tmp_path / "old.duckdb"
    with scratch() as connection:
        connection.execute(f"attach '{file}' as old")
        connection.execute("use old")
        connection.execute(TABLE)
        assert groups(connection) == 1
    with writing(file, Resources()) as connection:
        assert connection.execute("from counted").fetchall()[-1] == (ROWS - 1,)
        connection.execute(TABLE)
    with reading(file) as connection:
        assert groups(connection) == 3


def test_what_does_not_fit_into_memory_lies_beside_the_file(tmp_path: Path) -> None:
    with writing(tmp_path / "new.duckdb", Resources()) as connection:
        place = connection.execute("select current_setting('temp_directory')")
        assert place.fetchone() == (f"{tmp_path / 'new.duckdb'}.tmp",)


def test_further_connections_are_to_the_file(tmp_path: Path) -> None:
    with writing(tmp_path / "new.duckdb", Resources()) as connection:
        connection.execute(TABLE)
        with cursor(connection) as further:
            further.execute("create table more as select 1")
        assert connection.execute("from more").fetchall() == [(1,)]


def test_a_further_connection_sees_what_is_committed_after_a_fault(
    tmp_path: Path,
) -> None:
    with writing(tmp_path / "new.duckdb", Resources()) as connection:
        connection.execute(TABLE)
        connection.execute("set lock_configuration = true")
        connection.execute("begin")
        connection.execute("create table later as select 1")
        with raises(Error):
            connection.execute("select error('a fault')")
        with committed(connection) as further:
            count = further.execute("select count(*) from counted").fetchone()
            assert count == (ROWS,)
            with raises(Error):
                further.execute("from later")


def test_further_connections_in_memory(tmp_path: Path) -> None:
    with scratch() as connection:
        connection.execute("create table counted as select 1")
        with committed(connection) as further:
            assert further.execute("from counted").fetchall() == [(1,)]
