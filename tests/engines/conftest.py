"""Engines for tests: one Spark Connect session for all of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.spark.connect import has_server, session
from engine.engines.spark.spark_engine import Spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Opened = Callable[[Path], AbstractContextManager[Spark]]
NO_SPARK = (
    "SPARK ITSELF IS NOT TESTED: it needs Java 17 and `pip install pyspark`, which has "
    "the server; Sail, which speaks the same protocol, is"
)


@pytest.fixture(scope="session", params=["sail", "local[2]"])
def spark_session(request: pytest.FixtureRequest) -> Iterator[SparkSession]:
    """An open session: of Sail, and of Spark where it is there."""
    if request.param != "sail" and not has_server():
        print(NO_SPARK, file=sys.stderr)
        pytest.skip(NO_SPARK)
    with session(request.param) as opened:
        yield opened


@pytest.fixture
def spark(spark_session: SparkSession) -> Opened:
    """Opens an empty engine in a folder."""

    @contextmanager
    def opened(folder: Path) -> Iterator[Spark]:
        with scratch() as connection:
            yield Spark(spark_session, folder, DuckDB(connection))

    return opened
