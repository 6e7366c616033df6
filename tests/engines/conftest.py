"""Engines for tests: one Spark Connect session of a kind for those of a module."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.spark.connect import LOCAL as STARTED_HERE
from engine.engines.spark.connect import LOOPBACK, has_server, session
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


PATIENCE = 120.0  # seconds that a server may take to listen
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"
TOKEN = "SPARK_CONNECT_AUTHENTICATE_TOKEN"


def need_spark() -> None:
    """Skip a test where Spark itself is not here."""
    if not has_server():
        pytest.skip(f"SPARK ITSELF IS NOT TESTED: {NO_SPARK}")


@contextmanager
def turn() -> Iterator[None]:
    """One process at a time starts a Spark: its port is always the same."""
    need_spark()
    with FileLock(Path(gettempdir()) / "amb-tests-spark.lock"):
        yield


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Spark server with a password, as a cluster's would be. It stays
    for all builds of a module: a Java that has made one makes the next faster."""
    need_spark()
    spark = find_spec("pyspark")
    assert spark is not None and spark.origin is not None
    with socket.create_server((LOOPBACK, 0)) as free:
        port = free.getsockname()[1]
    settings = {
        **STARTED_HERE,
        "spark.connect.grpc.binding.port": port,
        "spark.sql.shuffle.partitions": "2",
        # it lives to see what the better compiler gains
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=4",
    }
    words = [str(Path(spark.origin).parent / "bin" / "spark-submit")]
    words += ["--master", "local[2]", "--class", CONNECT]
    for name, value in settings.items():
        words += ["--conf", f"{name}={value}"]
    log = tmp_path_factory.mktemp("server") / "log"
    with pytest.MonkeyPatch.context() as patch, log.open("wb") as written:
        patch.setenv(TOKEN, secrets.token_hex())
        environment = {**os.environ, "SPARK_HOME": str(Path(spark.origin).parent)}
        process = subprocess.Popen(
            [*words, "spark-internal"], stdout=written, stderr=written, env=environment
        )
        try:
            _wait_for(process, port, log)
            yield f"sc://localhost:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"No server listens: {log.read_text()[-2000:]}")


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
