"""A query under way: run in a thread, limited in time, read batch by batch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
from mysql_mimic.errors import MysqlError
from mysql_mimic.results import ResultColumn
from mysql_mimic.types import ColumnType, str_len

from engine.serve.errors import TIMEOUT, from_duckdb, refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")
BATCH = 2_000
MOMENT = 0.1  # seconds between looks at the clock and at the client
TYPES = {
    "boolean": ColumnType.TINY,
    "tinyint": ColumnType.SHORT,
    "smallint": ColumnType.SHORT,
    "integer": ColumnType.LONG,
    "utinyint": ColumnType.LONGLONG,
    "usmallint": ColumnType.LONGLONG,
    "uinteger": ColumnType.LONGLONG,
    "bigint": ColumnType.LONGLONG,
    "ubigint": ColumnType.NEWDECIMAL,
    "hugeint": ColumnType.NEWDECIMAL,
    "uhugeint": ColumnType.NEWDECIMAL,
    "decimal": ColumnType.NEWDECIMAL,
    "float": ColumnType.FLOAT,
    "double": ColumnType.DOUBLE,
    "date": ColumnType.DATE,
    "blob": ColumnType.BLOB,
    "list": ColumnType.JSON,
    "array": ColumnType.JSON,
    "struct": ColumnType.JSON,
    "map": ColumnType.JSON,
}


@dataclass(frozen=True)
class Shape:
    """How MySQL describes a column: digits after the point, width in bytes."""

    decimals: int = 0
    width: int = 65_532


FLOATING = Shape(31, 22)


def column_of(name: str, kind: Any) -> tuple[ResultColumn, Shape]:
    """MySQL's column for one of DuckDB's types."""
    if kind.id.startswith("timestamp"):
        return ResultColumn(name, ColumnType.DATETIME, text_encoder=_moment), Shape(
            6, 26
        )
    type_ = TYPES.get(kind.id, ColumnType.VAR_STRING)
    if type_ == ColumnType.JSON:
        encoders = {"text_encoder": _json, "binary_encoder": _json_packed}
        return ResultColumn(name, type_, **encoders), Shape()
    if type_ in (ColumnType.FLOAT, ColumnType.DOUBLE):
        return ResultColumn(name, type_), FLOATING
    if kind.id == "decimal":
        width, scale = (int(number) for _, number in kind.children)
        return ResultColumn(name, type_), Shape(scale, width + 2)
    wide = type_ in (ColumnType.VAR_STRING, ColumnType.BLOB)
    return ResultColumn(name, type_), Shape() if wide else Shape(0, 40)


def _moment(_column: ResultColumn, value: datetime) -> bytes:
    """In UTC, as the session's time_zone says."""
    if value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return value.isoformat(" ").encode()


def _json(_column: ResultColumn, value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode()


def _json_packed(column: ResultColumn, value: Any) -> bytes:
    packed: bytes = str_len(_json(column, value))
    return packed


class Answer:
    """The answer to one query. Raises MysqlError, also while rows are read."""

    def __init__(
        self,
        cursor: Callable[[], DuckDBPyConnection],
        sql: str,
        seconds: float,
        threads: Executor,
        gone: Callable[[], bool],
    ) -> None:
        self._open, self._sql, self._seconds = cursor, sql, seconds
        self._threads, self._gone = threads, gone
        self._left = seconds
        self._cursor: DuckDBPyConnection | None = None
        self.columns: list[ResultColumn] = []
        self.shapes: list[Shape] = []

    async def begin(self) -> None:
        """Run the query until its columns are known."""
        await self._run(self._execute)

    async def batches(self) -> AsyncIterator[list[tuple[Any, ...]]]:
        """All rows; DuckDB makes them while they are read."""
        while rows := await self._run(self._fetch):
            yield rows

    def close(self) -> None:
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            cursor.interrupt()
            cursor.close()

    def _execute(self) -> None:
        self._cursor = self._open()
        statements = self._cursor.extract_statements(self._sql)
        if [s.type for s in statements] not in ALLOWED:  # in DuckDB's own reading
            raise refused("this statement")
        self._cursor.execute(statements[0])
        described = [column_of(c[0], c[1]) for c in self._cursor.description or []]
        self.columns = [column for column, _ in described]
        self.shapes = [shape for _, shape in described]

    def _fetch(self) -> list[tuple[Any, ...]]:
        assert self._cursor is not None
        rows: list[tuple[Any, ...]] = self._cursor.fetchmany(BATCH)
        return rows

    async def _run(self, work: Callable[[], T]) -> T:
        """In a thread; stopped when the time is up or the client has gone."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        job = self._threads.submit(work)
        future = asyncio.wrap_future(job)
        try:
            while not future.done():
                await asyncio.wait({future}, timeout=MOMENT)
                if loop.time() - begun > self._left or self._gone():
                    self._stop(job)
            self._left -= loop.time() - begun
            return await future
        except (duckdb.Error, MemoryError) as error:
            raise self._timeout() or from_duckdb(error) from error
        except asyncio.CancelledError:
            raise self._timeout() or asyncio.CancelledError from None
        finally:
            if not job.done():  # killed by the client, or the server ends
                asyncio.ensure_future(self._until_stopped(job))

    def _timeout(self) -> MysqlError | None:
        if self._left > 0:
            return None
        words = f"The query took longer than {self._seconds:g} seconds"
        return MysqlError(f"{words} and was stopped.", TIMEOUT)

    def _stop(self, job: Future[Any]) -> None:
        if not job.cancel() and self._cursor is not None:
            self._cursor.interrupt()

    async def _until_stopped(self, job: Future[Any]) -> None:
        while not job.done():
            self._stop(job)
            await asyncio.sleep(MOMENT)
        self.close()


ALLOWED = ([duckdb.StatementType.SELECT], [duckdb.StatementType.EXPLAIN])
