"""Listening, and ending cleanly."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, SSLError

import duckdb
from mysql_mimic import packets
from mysql_mimic.constants import DEFAULT_SERVER_CAPABILITIES
from mysql_mimic.control import TooManyConnections
from mysql_mimic.types import Capabilities

from engine.problems import UsageError
from engine.serve.builds import Builds, Limits
from engine.serve.connection import CLIENTS, Door, GuardedConnection, Token
from engine.serve.memory import bound_memory
from engine.serve.session import House, ReadOnlySession
from engine.serve.stream import Handshake

AT_ONCE = 8  # queries that run; others wait
TOO_MANY = 1040
MOMENT = 0.1  # seconds
CAPABILITIES = DEFAULT_SERVER_CAPABILITIES & ~Capabilities.CLIENT_QUERY_ATTRIBUTES
logging.getLogger("mysql_mimic").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Request:
    """What to serve, where, to whom and within which limits."""

    warehouse: Path
    token: str
    host: str = "127.0.0.1"
    port: int = 3306
    limits: Limits = field(default_factory=Limits)
    certificate: Path | None = None
    key: Path | None = None


def serve(request: Request, ready: Callable[[str, int], None]) -> None:
    """Serve until SIGINT or SIGTERM. Raises UsageError where it cannot begin."""
    try:
        builds = Builds(request.warehouse, request.limits)
    except (OSError, duckdb.Error) as error:
        reason = str(error).partition("\n")[0]
        raise UsageError(
            f"{request.warehouse} cannot be served: {reason} Run amb build first."
        ) from error
    tls = _tls(request)
    bound_memory(builds.cursor())
    with suppress(KeyboardInterrupt):
        asyncio.run(Server(request, builds, tls).run(ready))


def _tls(request: Request) -> SSLContext | None:
    if request.certificate is None:
        return None
    context = SSLContext(PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(request.certificate, request.key)
    except (OSError, SSLError) as error:
        raise UsageError(f"The certificate cannot be used: {error}") from error
    return context


class Server:
    """The listening socket and its clients."""

    def __init__(
        self, request: Request, builds: Builds, tls: SSLContext | None
    ) -> None:
        self.request, self.tls = request, tls
        self.threads = ThreadPoolExecutor(AT_ONCE, "query")
        self.house = House(builds, self.threads)
        self.door, self.token = Door(), Token(request.token)
        self.clients: set[asyncio.Task[None]] = set()

    async def run(self, ready: Callable[[str, int], None]) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, stop.set)
        listening = self._listen()
        ready(self.request.host, listening.getsockname()[1])
        accepting = loop.create_task(self._accept(listening))
        await stop.wait()
        accepting.cancel()
        listening.close()
        for client in self.clients:
            client.cancel()
        if self.clients:
            await asyncio.wait(self.clients, timeout=2)
        self.threads.shutdown(wait=False, cancel_futures=True)

    def _listen(self) -> socket.socket:
        where = self.request.host, self.request.port
        family = socket.AF_INET6 if ":" in where[0] else socket.AF_INET
        try:
            listening = socket.create_server(where, family=family, backlog=CLIENTS)
        except OSError as error:
            reason = error.strerror or str(error)
            words = f"Cannot listen on {where[0]}:{where[1]}: {reason}."
            raise UsageError(words) from error
        listening.setblocking(False)
        return listening

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(listening)
            except OSError:  # gone already, or too many files are open
                await asyncio.sleep(MOMENT)
                continue
            client.setblocking(False)
            task = loop.create_task(self._client(client))
            self.clients.add(task)
            task.add_done_callback(self.clients.discard)

    async def _client(self, client: socket.socket) -> None:
        """Serve one client to its end, whatever that is."""
        handshake = Handshake(client)
        try:
            with suppress(Exception, asyncio.CancelledError):
                await self._talk(handshake)
        finally:
            handshake.writer.close()

    async def _talk(self, stream: Handshake) -> None:
        connection = GuardedConnection(
            stream=stream,
            session=ReadOnlySession(self.house),
            control=self.door,
            identity_provider=self.token,
            ssl=self.tls,
            server_capabilities=CAPABILITIES,
        )
        try:
            number = await self.door.add(connection)
        except TooManyConnections:
            await stream.write(
                packets.make_error(msg="Too many clients", code=TOO_MANY)
            )
            return
        connection.connection_id = number
        try:
            await connection.start()
        finally:
            await self.door.remove(number)
