"""Opening a Spark Connect session: a server's address, or a server started here.

sail       Sail, in this process: Spark's protocol without Java (extra `sail`)
local[N]   Spark on this machine, N processors (extra `spark`, and Java 17)
sc://…     a server, of a cluster as a rule, which sees the folder of the warehouse
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from engine.problems import Problem, UnavailableError, UsageError
from engine.program import library_versions

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Setting = bool | float | int | str | None
SAIL = "sail"
KIND = re.compile(r"(sail)|(local)(?:\[(?:\d+|\*)\])?|(sc)://[^:/;]+.*")
SERVER = re.compile(r"sc://([^:/;]+)(?::(\d+))?")
PORT, PATIENCE = 15002, 10.0
LIBRARIES = {SAIL: ("pysail",), "local": ("pyspark",), "sc": ()}
SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
LOOPBACK = "127.0.0.1"
# Of a Spark that is started here: no more parts than a machine has use for, nothing
# that others on the machine can read or others on the network can reach, no drawing.
LOCAL: dict[str, Setting] = {
    "spark.sql.shuffle.partitions": "8",
    "spark.hadoop.fs.permissions.umask-mode": "077",
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.connect.grpc.binding.address": LOOPBACK,
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def makers(address: str) -> dict[str, str]:
    """What makes relations at an address, with the versions known here: what another
    one makes is made anew. Raises UsageError."""
    kind = _kind(address)
    return {"Spark": kind, **library_versions((*LIBRARIES[kind], "sqlglot"))}


def _kind(address: str) -> str:
    known = KIND.fullmatch(address)
    if known is None:
        words = f"{address} is no Spark. Give sail, local[2] or sc://HOST:PORT."
        raise UsageError(words)
    return str(known[known.lastindex or 0])


@contextmanager
def session(address: str) -> Iterator[SparkSession]:
    """An open session. Raises UsageError where what it needs is not installed, and
    UnavailableError where no server answers."""
    kind = _kind(address)
    _require(kind)
    with _server(address) as remote:
        with _main_module_has_a_file():
            import_module("pyspark.sql.connect.session")
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.remote(remote)
        open_one = _started_here if kind == "local" else SparkSession.Builder.create
        try:
            opened = open_one(builder)
            for name, value in SETTINGS.items():
                opened.conf.set(name, value)
        except PySparkException as error:
            _stop_half_open()
            words = str(error).partition("\n")[0]
            problem = Problem(f"no Spark answers at {address}: {words}")
            raise UnavailableError(problem) from error
        try:
            yield opened
        finally:
            opened.stop()


def _stop_half_open() -> None:
    """Stop what opened no further, and ask the server nothing: its client would when
    Python ends, for ten minutes where it is gone."""
    from pyspark.sql.connect.session import SparkSession

    half = SparkSession.getActiveSession()
    if half is not None:
        half.release_session_on_close = False
        half.stop()


def _started_here(builder: SparkSession.Builder) -> SparkSession:
    """A session of a new server, which warns of settings that are its alone."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Failed to set spark")
        return builder.config(map=LOCAL).getOrCreate()


@contextmanager
def _main_module_has_a_file() -> Iterator[None]:
    """PySpark takes a main module without one, as of `python -c`, for its own doctests,
    and exits where Spark itself is not installed."""
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = "-c"
    try:
        yield
    finally:
        del main.__file__


@contextmanager
def _server(address: str) -> Iterator[str]:
    """The address that the client is given."""
    if address != SAIL:
        if address.startswith("sc:"):
            _reach(address)
        else:
            _free_port()
        yield address
        return
    os.environ.setdefault("RUST_LOG", "off")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(LOOPBACK, 0)
    server.start(background=True)
    try:
        host, port = server.listening_address
        yield f"sc://{host}:{port}"
    finally:
        server.stop()


def _reach(address: str) -> None:
    """Raises UnavailableError where nothing listens; the client tries for minutes."""
    host, port = SERVER.match(address).groups()  # type: ignore[union-attr]
    try:
        socket.create_connection((host, int(port or PORT)), timeout=PATIENCE).close()
    except OSError as error:
        hint = "Is the Spark Connect server started, and its port open from here?"
        problem = Problem(f"no Spark answers at {host}: {error.strerror}", None, hint)
        raise UnavailableError(problem) from error


def _free_port() -> None:
    """Raises UnavailableError where something listens where PySpark puts its server."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOOPBACK, PORT))
        except OSError as error:
            hint = f"Another build? Wait, or name it as the remote: sc://HOST:{PORT}"
            words = f"Spark cannot start: port {PORT} of this machine is taken"
            raise UnavailableError(Problem(words, None, hint)) from error


def has_server() -> bool:
    """Whether PySpark is here with Spark itself, and Java to run it."""
    package = find_spec("pyspark")
    if package is None or package.origin is None or shutil.which("java") is None:
        return False
    return (Path(package.origin).parent / "jars").is_dir()


def _require(kind: str) -> None:
    if find_spec("pyspark") is None:
        raise _not_installed("the client of Spark", SAIL)
    if kind == SAIL and find_spec("pysail") is None:
        raise _not_installed("Sail", SAIL)
    if kind == "local" and not has_server():
        raise _not_installed("Spark itself, or Java 17,", "spark")


def _not_installed(what: str, extra: str) -> UsageError:
    install = f"pip install 'arbejdsmarkedsbalancen[{extra}]'"
    return UsageError(f"{what} is not installed. Run: {install}")
