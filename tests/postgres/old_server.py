"""A server that lets everyone in and says that it is PostgreSQL 14.

No package with so old a server is to be had; this speaks the start of its protocol.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

READY = (
    (b"R", struct.pack(">i", 0)),  # you are who you say
    (b"S", b"server_version\x0014.20\x00"),
    (b"S", b"client_encoding\x00UTF8\x00"),
    (b"S", b"standard_conforming_strings\x00on\x00"),
    (b"Z", b"I"),  # ready, in no transaction
)


@contextmanager
def listening() -> Iterator[int]:
    """Its port, for one client."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_welcome, args=[listener], daemon=True)
        thread.start()
        yield listener.getsockname()[1]
    thread.join(10)


def _welcome(listener: socket.socket) -> None:
    client, _ = listener.accept()
    with client:
        client.recv(4096)
        for kind, body in READY:
            client.sendall(kind + struct.pack(">i", len(body) + 4) + body)
        client.recv(4096)  # until it takes its leave
