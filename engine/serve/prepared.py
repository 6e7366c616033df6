"""Prepared statements: values come as literals that are quoted as MySQL quotes them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mysql_mimic import packets
from mysql_mimic.charset import CharacterSet
from mysql_mimic.errors import MysqlError
from mysql_mimic.intercept import value_to_expression
from mysql_mimic.types import Capabilities
from sqlglot import TokenType, tokenize
from sqlglot.errors import SqlglotError

from engine.serve.errors import SYNTAX

HEADER = 9  # bytes: number of the statement, flags, repetitions
TYPE = 2  # bytes of a value's type


@dataclass
class Prepared:
    """A statement with its places for values, in the words of the package."""

    stmt_id: int
    sql: str
    places: Sequence[int]
    types: bytes = b""
    param_buffers: dict[int, bytearray] | None = None
    cursor: None = None

    @classmethod
    def of(cls, number: int, sql: str) -> Prepared:
        try:
            tokens = tokenize(sql, read="mysql")
        except SqlglotError as error:
            raise MysqlError(str(error).partition("\n")[0], SYNTAX) from error
        places = [t.start for t in tokens if t.token_type == TokenType.PLACEHOLDER]
        return cls(number, sql, places)

    @property
    def num_params(self) -> int:
        return len(self.places)

    def filled(self, data: bytes, charset: CharacterSet) -> str:
        """The SQL with the values of a packet that asks to execute it."""
        values = self._values(data[HEADER:], charset) if self.places else []
        parts, start = [], 0
        for place, value in zip(self.places, values, strict=True):
            literal = value_to_expression(value).sql("mysql")
            parts += [self.sql[start:place], literal]
            start = place + 1
        return "".join([*parts, self.sql[start:]])

    def _values(self, data: bytes, charset: CharacterSet) -> list[Any]:
        """Drivers tell the types of the values once, the package wants them always."""
        count = len(self.places)
        nulls = (count + 7) // 8
        told, rest = data[nulls : nulls + 1] == b"\1", data[nulls + 1 :]
        if told:
            self.types, rest = rest[: TYPE * count], rest[TYPE * count :]
        whole = io.BytesIO(data[:nulls] + b"\1" + self.types + rest)
        buffers, self.param_buffers = self.param_buffers, None
        read = packets._read_params
        found = read(Capabilities(0), charset, whole, count, buffers)
        return [value for _, value in found]
