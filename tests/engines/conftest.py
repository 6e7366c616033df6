"""Engines for tests: one Spark Connect session of a kind for those of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.spark.connect import has_server, session
from engine.engines.spark.spark_engine import Spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SAIL, LOCAL = "sail", "local[2]"
Sessions = Callable[[str], "SparkSession"]
Opened = Callable[[Path], AbstractContextManager[Spark]]
NO_SPARK = (
    "`python -m tests.engines.on_spark` does, and installs what it needs; Sail, which "
    "speaks the same protocol, was"
)


@contextmanager
def turn() -> Iterator[None]:
    """One process at a time starts a Spark: its port is always the same."""
    if not has_server():
        pytest.skip(f"SPARK ITSELF IS NOT TESTED: {NO_SPARK}")
    with FileLock(Path(gettempdir()) / "amb-tests-spark.lock"):
        yield


@pytest.fixture(scope="module")
def sessions() -> Iterator[Sessions]:
    """Opens a session at an address, once; skips Spark's where Spark is not here."""
    with ExitStack() as stack:

        @cache
        def opened(address: str) -> SparkSession:
            if address == LOCAL:
                stack.enter_context(turn())
            return stack.enter_context(session(address))

        yield opened


@pytest.fixture(params=[SAIL, LOCAL])
def spark(request: pytest.FixtureRequest, sessions: Sessions) -> Opened:
    """Opens an empty engine in a folder: of Sail, and of Spark where it is here."""
    return lambda folder: empty(sessions(request.param), folder)


@contextmanager
def empty(opened: SparkSession, folder: Path) -> Iterator[Spark]:
    """An engine of a session without relations."""
    with scratch() as connection:
        yield Spark(opened, folder, DuckDB(connection))
