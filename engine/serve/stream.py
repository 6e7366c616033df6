"""Packets of a client: of a bounded size, with an end to each text, and TLS.

The socket is read byte for byte until the client has shown the token: what an asyncio
stream has read ahead when a client goes over to TLS would be lost to TLS.
"""

from __future__ import annotations

import asyncio
import socket
from ssl import SSLContext
from typing import Any

from mysql_mimic.stream import ConnectionClosed, MysqlStream

LONGEST = 1_000_000  # bytes of a packet
HANDSHAKE = 10.0  # seconds until the client has shown the token
TEXT_ENDS = bytes(16)  # more than a handshake has texts
ONLY_TLS = 32  # bytes of a handshake that asks for TLS, and has no texts yet


class Bounded(asyncio.StreamReader):
    """Packets of a bounded size."""

    async def read(self, n: int = -1) -> bytes:
        """The n bytes of a header; none where the client has gone."""
        try:
            return await super().readexactly(n)
        except asyncio.IncompleteReadError:
            return b""

    async def readexactly(self, n: int) -> bytes:
        if n > LONGEST:
            raise ConnectionError(f"a packet of {n} bytes")
        return await super().readexactly(n)


class Bare:
    """Reader and writer on the socket alone, that read nothing ahead."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self._unsent = b""

    async def read(self, n: int) -> bytes:
        return await self.readexactly(n)

    async def readexactly(self, n: int) -> bytes:
        if n > LONGEST:
            raise ConnectionError(f"a packet of {n} bytes")
        loop, read = asyncio.get_running_loop(), b""
        while len(read) < n:
            more = await loop.sock_recv(self._client, n - len(read))
            if not more:
                raise ConnectionClosed
            read += more
        return read

    def write(self, data: bytes) -> None:
        self._unsent += data

    async def drain(self) -> None:
        unsent, self._unsent = self._unsent, b""
        await asyncio.get_running_loop().sock_sendall(self._client, unsent)

    def close(self) -> None:
        self._client.close()


class Handshake:
    """The package's stream until the client has shown the token."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        bare = Bare(client)
        self.stream = MysqlStream(bare, bare)
        self.tls = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    async def read(self) -> bytes:
        """The package looks for the end of a text for ever: here is one."""
        data: bytes = await self.stream.read()
        return data if len(data) == ONLY_TLS else data + TEXT_ENDS

    async def start_tls(self, context: SSLContext) -> None:
        await self._stream(context)
        self.tls = True

    async def end(self) -> MysqlStream:
        """The stream for all that follows."""
        if not self.tls:
            await self._stream(None)
        return self.stream

    async def _stream(self, context: SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        reader = Bounded(loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol, self._client, ssl=context
        )
        self.stream.reader = reader
        self.stream.writer = asyncio.StreamWriter(transport, protocol, reader, loop)
