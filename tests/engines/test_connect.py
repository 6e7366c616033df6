"""A Spark that is started here: who can reach it, and what if it cannot start."""

from __future__ import annotations

import socket

import psutil
import pytest

from engine.engines.spark import connect
from engine.problems import UnavailableError
from tests.engines.conftest import LOCAL, SAIL, Sessions

LOOPBACK = {"127.0.0.1", "::ffff:127.0.0.1", "::1"}


@pytest.mark.parametrize("address", [SAIL, LOCAL])
def test_nobody_on_the_network_reaches_it(address: str, sessions: Sessions) -> None:
    sessions(address)
    here = psutil.Process()
    listening = {
        connection.laddr.ip
        for process in (here, *here.children(recursive=True))
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening and listening <= LOOPBACK


def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "has_server", lambda: True)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(connect, "PORT", other.getsockname()[1])
        taken = pytest.raises(UnavailableError, match="of this machine is taken")
        with taken, connect.session(LOCAL):
            pass


def test_a_client_that_is_refused_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A client left open asks the server, which is gone then, when Python ends, for ten
    minutes."""
    from pyspark.sql.connect.session import SparkSession

    monkeypatch.setattr("pyspark.__version__", "99.0")
    refused = pytest.raises(UnavailableError, match="unsupported PySpark version")
    with refused, connect.session(SAIL):
        pass
    assert SparkSession.getActiveSession() is None
