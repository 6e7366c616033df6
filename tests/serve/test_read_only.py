"""Nothing is written, nothing else is read: by the statement, and by DuckDB itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from engine.serve.builds import Limits, open_build
from tests.serve.served import Served, ask
from tests.warehouse.small import PUBLIC

BY_CLIENT = [
    "insert into balance.total values ('x', 1, 1)",
    "replace into balance.total values ('x', 1, 1)",
    "update balance.total set total = 0",
    "delete from balance.total",
    "truncate table balance.total",
    "create table balance.mine (a int)",
    "create table mine as select 1",
    "create temporary table mine (a int)",
    "create view mine as select 1",
    "drop table balance.total",
    "alter table balance.total add column a int",
    "rename table balance.total to balance.other",
    "attach '{folder}/other.duckdb' as other",
    "attach ':memory:' as other",
    "detach public",
    "copy balance.total to '{folder}/stolen.csv'",
    "copy balance.total from '/etc/hostname'",
    "export database '{folder}/stolen'",
    "import database '{folder}/stolen'",
    "load data infile '/etc/hostname' into table balance.total",
    "select * from balance.total into outfile '{folder}/stolen.csv'",
    "select load_file('/etc/hostname')",
    "select * from read_csv('/etc/hostname')",
    "select * from read_text('/etc/hostname')",
    "select * from read_blob('/etc/hostname')",
    "select * from read_parquet('/etc/hostname')",
    "select * from glob('/etc/*')",
    "select * from '/etc/hostname'",
    "select * from `/etc/hostname`",
    "from '/etc/hostname'",
    "select * from query('select 1')",
    "select * from duckdb_settings()",
    "select * from duckdb_databases()",
    "select * from duckdb_secrets()",
    "select * from pragma_database_list()",
    "select * from duckdb_settings",
    "select * from pg_catalog.pg_settings",
    "select current_setting('temp_directory')",
    "select `current_setting`('memory_limit')",
    "select getenv('HOME')",
    "select write_log('it')",
    "set memory_limit = '8GB'",
    "set threads = 8",
    "set global memory_limit = '8GB'",
    "set persist memory_limit = '8GB'",
    "set variable it = 1",
    "reset memory_limit",
    "pragma memory_limit = '8GB'",
    "pragma database_list",
    "install httpfs",
    "load httpfs",
    "call pragma_version()",
    "call enable_logging()",
    "checkpoint",
    "vacuum",
    "create secret it (type s3)",
    "create macro it() as 1",
    "prepare it from 'delete from balance.total'",
    "execute it",
    "lock tables balance.total write",
    "grant all on *.* to amb",
    "flush tables",
    "shutdown",
    "select 1; select 2",
    "select 1; drop table balance.total",
    "explain delete from balance.total",
    "with it as (delete from balance.total) select 1",
    "select * from (delete from balance.total) as it",
    "values row(1)",
]


@pytest.mark.parametrize("sql", BY_CLIENT)
def test_refused(sql: str, served: Served, built: Path, tmp_path: Path) -> None:
    before = (built / PUBLIC).read_bytes()
    with served.connect() as connection:
        with pytest.raises(Exception) as error:
            ask(connection, sql.format(folder=tmp_path))
        assert error.value.args[0] in {1054, 1064, 1146, 1193, 1235, 1290}
        assert ask(connection, "select count(*) from balance.total") == [(2,)]
    assert not list(tmp_path.iterdir())
    assert (built / PUBLIC).read_bytes() == before


IN_DUCKDB = [
    "insert into public.main.total values ('x', 1, 1)",
    "update public.main.total set total = 0",
    "delete from public.main.total",
    "truncate public.main.total",
    "create table public.main.mine as select 1",
    "drop table public.main.total",
    "alter table public.main.total add column a int",
    "attach '{folder}/other.duckdb' as other",
    "attach '{file}' as other",
    "copy public.main.total to '{folder}/stolen.csv'",
    "copy (select 1) to '{folder}/stolen.parquet'",
    "export database '{folder}/stolen'",
    "from read_csv('/etc/hostname')",
    "from read_text('/etc/hostname')",
    "from read_blob('/etc/hostname')",
    "from glob('/etc/*')",
    "from '/etc/hostname'",
    "from sniff_csv('/etc/hostname')",
    "from 'https://example.org/it.csv'",
    "select getenv('HOME')",
    "from frame",
    "set memory_limit = '8GB'",
    "set threads = 8",
    "reset memory_limit",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set temp_directory = '{folder}'",
    "set allowed_directories = ['/etc']",
    "pragma memory_limit = '8GB'",
    "install httpfs",
    "load httpfs",
    "load '{folder}/it.duckdb_extension'",
    "create persistent secret it (type s3)",
    "create secret it (type s3)",
]


@pytest.fixture
def opened(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The server's own database, without what keeps statements from it."""
    with open_build(built / PUBLIC, Limits("200MB", 1)) as connection:
        yield connection.cursor()


@pytest.mark.parametrize("sql", IN_DUCKDB)
def test_refused_by_duckdb(
    sql: str, opened: duckdb.DuckDBPyConnection, built: Path, tmp_path: Path
) -> None:
    frame = duckdb.connect().sql("select 1")
    with pytest.raises(duckdb.Error) as error:
        opened.execute(sql.format(folder=tmp_path, file=built / "work.duckdb"))
    assert frame and "yntax" not in str(error.value)
    assert not list(tmp_path.iterdir())
    rows = opened.execute("select count(*) from public.main.total").fetchall()
    assert rows == [(2,)]
