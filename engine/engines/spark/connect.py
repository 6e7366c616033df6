"""Opening a Spark Connect session: a server's address, or a server started here.

sail       Sail, in this process: Spark's protocol without Java (extra `sail`)
local[N]   Spark on this machine, N processors (extra `spark`, and Java 17)
sc://…     a server: a cluster, Databricks, Sail
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from engine.problems import UsageError
from engine.program import library_versions

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SAIL = "sail"
LIBRARIES = {SAIL: ("pysail",), "local": ("pyspark",), "sc:": ()}
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.shuffle.partitions": "8",
}


def makers(address: str) -> dict[str, str]:
    """What makes relations at an address, with versions: another makes them anew."""
    kind = address[: len("sc:")] if address.startswith("sc:") else address.split("[")[0]
    if kind not in LIBRARIES:
        raise UsageError(
            f"{address} is no Spark. Give sail, local[2] or sc://HOST:PORT."
        )
    return {"Spark": kind, **library_versions((*LIBRARIES[kind], "sqlglot"))}


@contextmanager
def session(address: str) -> Iterator[SparkSession]:
    """An open session. Raises UsageError where what it needs is not installed."""
    makers(address)
    if find_spec("pyspark") is None:
        raise _not_installed("the Spark client", "sail")
    with _server(address) as remote:
        from pyspark.sql import SparkSession

        spark = SparkSession.builder.remote(remote).create()
        try:
            for name, value in SETTINGS.items():
                spark.conf.set(name, value)
            yield spark
        finally:
            spark.stop()


@contextmanager
def _server(address: str) -> Iterator[str]:
    if address != SAIL:
        yield address
        return
    if find_spec("pysail") is None:
        raise _not_installed("Sail", "sail")
    os.environ.setdefault("RUST_LOG", "off")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        host, port = server.listening_address
        yield f"sc://{host}:{port}"
    finally:
        server.stop()


def _not_installed(what: str, extra: str) -> UsageError:
    return UsageError(
        f"{what} is not installed. Run: pip install 'arbejdsmarkedsbalancen[{extra}]'"
    )
