"""Values of prepared statements are values, whatever stands in them."""

from __future__ import annotations

import struct
from typing import Any

import pymysql
import pytest

from tests.serve.served import Served

STRING, LONGLONG, DOUBLE = 0xFD, 0x08, 0x05
TEXTS = ["", "O'Hara", "\\", "\\'", "' or 1 = 1 -- ", "?", '"', "æ€\n\t", "%_"]


def packed(value: object) -> tuple[int, bytes]:
    if isinstance(value, str):
        content = value.encode()
        return STRING, bytes([len(content)]) + content
    if isinstance(value, int):
        return LONGLONG, struct.pack("<q", value)
    return DOUBLE, struct.pack("<d", value)


def prepare(connection: Any, sql: str) -> tuple[int, int]:
    """The statement's number, and how many values it takes."""
    connection._execute_command(22, sql)
    answer = connection._read_packet().get_all_data()
    number, _, count = struct.unpack("<IHH", answer[1:9])
    for _ in range(count + 1 if count else 0):
        connection._read_packet()
    return number, count


def execute(
    connection: Any, number: int, values: list[object], *, told: bool = True
) -> list[bytes]:
    """The rows of an answer as they come."""
    given = [packed(value) for value in values if value is not None]
    bits = sum(1 << i for i, value in enumerate(values) if value is None)
    data = struct.pack("<IBI", number, 0, 1)
    if values:
        data += bits.to_bytes((len(values) + 7) // 8, "little") + bytes([told])
    if told:
        kinds = iter(kind for kind, _ in given)
        data += b"".join(
            struct.pack("<H", STRING if value is None else next(kinds))
            for value in values
        )
    connection._execute_command(23, data + b"".join(content for _, content in given))
    columns = connection._read_packet().get_all_data()[0]
    for _ in range(columns + 1):
        connection._read_packet()
    rows: list[bytes] = []
    while not (packet := connection._read_packet()).is_eof_packet():
        rows.append(packet.get_all_data())
    return rows


@pytest.mark.parametrize("text", TEXTS)
def test_text(text: str, served: Served) -> None:
    with served.connect() as connection:
        number, count = prepare(connection, "select ? as it, '?' as mark -- ?")
        assert count == 1
        kind, content = packed(text)
        assert execute(connection, number, [text]) == [b"\0\0" + content + b"\x01?"]


def test_values_in_their_places(served: Served) -> None:
    sql = "select number from line where number < ? and product > ? and region_id = ?"
    with served.connect() as connection:
        number, count = prepare(connection, f"{sql} order by 1 limit ?")
        region = served.ask("select min(region_id) from line")[0][0]
        assert count == 4
        asked = [100, -0.5, region, 2]
        expected = [b"\0\0" + struct.pack("<q", n) for n in (1, 2)]
        assert execute(connection, number, asked) == expected
        assert execute(connection, number, asked, told=False) == expected
        assert execute(connection, number, [None, 0.0, region, 2]) == []


def test_nothing_is_written(served: Served) -> None:
    with served.connect() as connection:
        number, _ = prepare(connection, "delete from total where region_id = ?")
        with pytest.raises(pymysql.Error) as error:
            execute(connection, number, ["x"])
        assert error.value.args[0] == 1290
        with pytest.raises(pymysql.Error, match="Unknown statement"):
            execute(connection, number + 1, [])


def test_dates_and_lists(served: Served) -> None:
    sql = "select cast('2024-02-29' as date), list_value(1), cast(1.5 as decimal(3, 1))"
    with served.connect() as connection:
        number, _ = prepare(connection, sql)
        (row,) = execute(connection, number, [])
    assert row == b"\0\0" + struct.pack("<BHBB", 4, 2024, 2, 29) + b"\x03[1]\x031.5"
