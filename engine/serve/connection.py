"""The package's connection with what it leaves open closed.

Of mysql-mimic 3.0.5: it goes on to the queries after a wrong password; it loops for
ever on a text without an end; it takes packets of any size; it puts the values of
prepared statements into the SQL unquoted; it keeps an answer whole in memory; and it
loses what a client sends right behind its wish for TLS (see `engine.serve.stream`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha1
from hmac import compare_digest
from typing import Any

from mysql_mimic import packets
from mysql_mimic.auth import IdentityProvider, NativePasswordAuthPlugin, User
from mysql_mimic.charset import CharacterSet
from mysql_mimic.connection import Connection
from mysql_mimic.control import LocalControl, TooManyConnections
from mysql_mimic.errors import MysqlError
from mysql_mimic.results import ResultSet
from mysql_mimic.utils import xor

from engine.serve.answer import BATCH, Answer, Shape
from engine.serve.errors import ACCESS_DENIED, OTHER, UNKNOWN_COMMAND
from engine.serve.prepared import Prepared
from engine.serve.stream import HANDSHAKE

USER = "amb"
CLIENTS = 200
STATEMENTS = 1000  # prepared by one client


class Password(NativePasswordAuthPlugin):  # type: ignore[misc]
    """mysql_native_password, compared in constant time."""

    def verify_scramble(
        self, auth_string: str | None, scramble: bytes, nonce: bytes
    ) -> bool:
        if not auth_string or len(scramble) < sha1().digest_size:
            return False
        stored = bytes.fromhex(auth_string)
        proof = xor(scramble[: len(stored)], sha1(nonce + stored).digest())
        return compare_digest(sha1(proof).digest(), stored)


class Token(IdentityProvider):  # type: ignore[misc]
    """One user, whose password is the token."""

    def __init__(self, token: str) -> None:
        self._known = Password.create_auth_string(token)

    def get_plugins(self) -> list[Password]:
        return [Password()]

    async def get_user(self, username: str) -> User:
        """Of any name, so that an answer does not tell which there is."""
        known = self._known if username == USER else None
        return User(username, known or "00" * sha1().digest_size, Password.name)


class Door(LocalControl):  # type: ignore[misc]
    """At most so many clients at once."""

    async def add(self, connection: Connection) -> int:
        if len(self._connections) >= CLIENTS:
            raise TooManyConnections
        number: int = await super().add(connection)
        return number


class GuardedConnection(Connection):  # type: ignore[misc]
    """A client that has shown the token, and only reads."""

    stream: Any

    async def connection_phase(self) -> None:
        """Raises MysqlError unless the client has shown the token in time."""
        await asyncio.wait_for(super().connection_phase(), HANDSHAKE)
        if self.session.username is None:
            raise MysqlError("Access denied", ACCESS_DENIED)
        if self.ssl is not None and not self.stream.tls:
            raise MysqlError("The server asks for TLS", ACCESS_DENIED)
        self.stream = await self.stream.end()
        self.session.gone = self.stream.reader.at_eof

    async def handle_change_user(self, data: bytes) -> None:
        raise MysqlError("Connect again to change the user", UNKNOWN_COMMAND)

    async def handle_stmt_prepare(self, data: bytes) -> None:
        if len(self.prepared_stmts) >= STATEMENTS:
            raise MysqlError("Too many prepared statements", OTHER)
        sql = self.client_charset.decode(data)
        statement = Prepared.of(next(self.prepared_stmt_seq), sql)
        self.prepared_stmts[statement.stmt_id] = statement
        for packet in self.com_stmt_prepare_response(statement):
            await self.stream.write(packet, drain=False)
        await self.stream.drain()

    async def handle_stmt_execute(self, data: bytes) -> None:
        statement = self.get_stmt(int.from_bytes(data[:4], "little"))
        sql = statement.filled(data, self.client_charset)
        result = await self.query(sql=sql, query_attrs={})
        if result:
            await self._write(result, binary=True)
        else:
            await self.stream.write(self.ok())

    async def handle_field_list(self, data: bytes) -> None:
        raise MysqlError("Ask by SHOW COLUMNS", UNKNOWN_COMMAND)

    async def write_text_resultset(self, result_set: ResultSet) -> None:
        await self._write(result_set, binary=False)

    async def _write(self, result: ResultSet, *, binary: bool) -> None:
        """Batch by batch as the client reads, so that no answer is held whole."""
        rows, columns = result.rows, result.columns
        shapes = rows.shapes if isinstance(rows, Answer) else None
        self._write_header(result, shapes or [Shape()] * len(columns))
        try:
            async for batch in _batches(rows):
                if binary:
                    encode = packets.make_binary_resultrow
                    self.stream.write_many([encode(row, columns) for row in batch])
                else:
                    self.stream.write_text_rows(batch, columns)
                seconds = self.session.house.builds.limits.seconds
                await asyncio.wait_for(self.stream.drain(), seconds)
        finally:
            if isinstance(rows, Answer):
                rows.close()
        await self.stream.write(self.ok_or_eof())

    def _write_header(self, result: ResultSet, shapes: list[Shape]) -> None:
        count = len(result.columns)
        header = [packets.make_column_count(self.capabilities, count)]
        header += [
            packets.make_column_definition_41(
                server_charset=self.server_charset,
                name=column.name,
                column_type=column.type,
                character_set=CharacterSet.utf8mb4,
                column_length=shape.width,
                decimals=shape.decimals,
            )
            for column, shape in zip(result.columns, shapes, strict=True)
        ]
        if not self.deprecate_eof():
            header.append(self.eof())
        self.stream.write_many(header)


async def _batches(rows: Any) -> AsyncIterator[list[tuple[Any, ...]]]:
    if isinstance(rows, Answer):
        async for batch in rows.batches():
            yield batch
    else:
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH]
