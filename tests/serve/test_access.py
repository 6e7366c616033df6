"""Who has not shown the token gets nothing, whatever he sends."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import Any

import pymysql
import pytest
from pymysql.connections import MysqlPacket

from tests.serve.served import PATIENCE, TOKEN, Served, ask

DENIED = 1045


@pytest.mark.parametrize(
    "given",
    [
        {"password": "another token"},
        {"password": ""},
        {"user": "root"},
        {"user": "root", "password": ""},
        {"user": ""},
    ],
)
def test_denied(given: dict[str, str], served: Served) -> None:
    with pytest.raises(pymysql.err.OperationalError) as error:
        served.connect(**given)
    assert error.value.args[0] == DENIED


class Deaf(pymysql.connections.Connection):  # type: ignore[misc]
    """A client that takes every error for an answer."""

    def _read_packet(self, *arguments: Any) -> Any:
        try:
            return super()._read_packet(*arguments)
        except pymysql.err.OperationalError as error:
            if error.args[0] != DENIED:
                raise
            return MysqlPacket(b"\0\0\0\2\0\0\0", "utf8")


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"user": "root"}])
def test_denied_is_denied_to_who_goes_on(given: dict[str, str], served: Served) -> None:
    to: dict[str, Any] = {"host": "127.0.0.1", "port": served.port}
    to |= {"user": "amb", "password": TOKEN, "read_timeout": PATIENCE} | given
    with pytest.raises((pymysql.Error, OSError)):
        ask(Deaf(**to, autocommit=None), "select 1")


def packet(content: bytes, number: int = 1) -> bytes:
    return struct.pack("<I", len(content) | number << 24) + content


NO_END = struct.pack("<IIB23x", 0x000FA285, 1 << 24, 45) + b"amb without an end"
BROKEN = [
    packet(NO_END),
    packet(b""),
    packet(b"\xff" * 40),
    packet(b"", number=9),
    struct.pack("<I", 0xFFFFFF | 1 << 24) + b"x" * 100_000,
    b"GET / HTTP/1.1\r\n\r\n",
    b"\x01",
]


@pytest.mark.parametrize("sent", BROKEN)
def test_broken_packets(sent: bytes, served: Served) -> None:
    """The client is sent away; the others are served."""
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as client:
        assert client.recv(1000)
        with suppress(OSError):  # sent away while sending
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            while client.recv(10_000):
                pass
    assert served.ask("select 1") == [(1,)]


def test_user_is_not_changed(served: Served) -> None:
    with served.connect() as connection:
        connection._execute_command(17, b"root\0\0balance\0")
        with pytest.raises(pymysql.Error, match="change the user"):
            connection._read_ok_packet()
