"""A bound on the process: DuckDB does not count all it takes, such as long texts."""

from __future__ import annotations

import sys
from pathlib import Path

from duckdb import DuckDBPyConnection

UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
SLACK = 512 * 1024**2  # bytes, for Python, threads and answers on their way


def bound_memory(connection: DuckDBPyConnection) -> None:
    """Of this process: twice DuckDB's limit (one build follows another), and slack.

    Linux alone counts what a process has for itself; elsewhere DuckDB's limit stands
    alone.
    """
    if sys.platform != "linux":
        return
    import resource

    most = _bytes_before() + 2 * memory_limit(connection) + SLACK
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def memory_limit(connection: DuckDBPyConnection) -> int:
    """DuckDB's own, in bytes."""
    rows = connection.execute("select current_setting('memory_limit')").fetchall()
    amount, unit = str(rows[0][0]).split()
    return int(float(amount) * 1024 ** UNITS.index(unit))


def _bytes_before() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmData"))
    return int(line.split()[1]) * 1024
