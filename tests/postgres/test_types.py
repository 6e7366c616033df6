"""Values come out of PostgreSQL as they are in the public file, in types as exact."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.problems import ProblemError
from tests.postgres.asked import ask, put, write
from tests.postgres.server import Server
from tests.projects.factor import PUBLIC

UTC = dt.UTC
CASES: list[tuple[str, str, Any]] = [
    ("true", "boolean", True),
    ("cast(-128 as tinyint)", "smallint", -128),
    ("cast(255 as utinyint)", "smallint", 255),
    ("cast(-32768 as smallint)", "smallint", -32768),
    ("cast(65535 as usmallint)", "integer", 65535),
    ("cast(7 as integer)", "integer", 7),
    ("cast(4294967295 as uinteger)", "bigint", 4294967295),
    ("cast(-9223372036854775808 as bigint)", "bigint", -(2**63)),
    ("cast(18446744073709551615 as ubigint)", "numeric(20,0)", 2**64 - 1),
    (f"cast('{2**127 - 1}' as hugeint)", "numeric(39,0)", 2**127 - 1),
    (f"cast('{2**128 - 1}' as uhugeint)", "numeric(39,0)", 2**128 - 1),
    ("cast(12.50 as decimal(9, 2))", "numeric(9,2)", Decimal("12.50")),
    ("cast(0.1 as double)", "double precision", 0.1),
    ("cast('infinity' as double)", "double precision", math.inf),
    ("cast(0.1 as float)", "real", 0.1),
    ("'Ærø, \"Blåvand\" & Ølgod'", "text", 'Ærø, "Blåvand" & Ølgod'),
    ("''", "text", ""),
    ("E'a\\n\\\\.\\nb\\r\\n'", "text", "a\n\\.\nb\r\n"),
    ("'\\.'", "text", "\\."),
    ("cast('a' as enum ('a', 'b'))", "text", "a"),
    ("date '2025-10-01'", "date", dt.date(2025, 10, 1)),
    ("time '10:11:12.5'", "time without time zone", dt.time(10, 11, 12, 500000)),
    (
        "timestamp '2025-10-01 10:11:12.000001'",
        "timestamp without time zone",
        dt.datetime(2025, 10, 1, 10, 11, 12, 1),
    ),
    (
        "timestamptz '2025-10-01 10:11:12+02'",
        "timestamp with time zone",
        dt.datetime(2025, 10, 1, 8, 11, 12, tzinfo=UTC),
    ),
    ("interval '-3 days 4 hours'", "interval", dt.timedelta(days=-3, hours=4)),
    (f"cast('{UUID(int=5)}' as uuid)", "uuid", UUID(int=5)),
    ("cast('\\x00\\xFFa' as blob)", "bytea", b"\x00\xffa"),
    ("cast('101' as bit)", "bit varying", "101"),
    ("['Ærø', null, 'a\"b']", "jsonb", ["Ærø", None, 'a"b']),
    ("{'low': 0.25, 'words': ['x']}", "jsonb", {"low": 0.25, "words": ["x"]}),
    ("map {'a': 1}", "jsonb", {"a": 1}),
    ("cast([1, 2] as integer[2])", "jsonb", [1, 2]),
]
TYPES = """
    select a.attname, format_type(a.atttypid, a.atttypmod)
    from pg_attribute as a
    where a.attrelid = 'balance.line'::regclass and a.attnum > 0
    order by a.attnum
"""


@pytest.fixture(scope="module")
def answered(
    server: Server,
    new_database: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[list[str], list[list[Any]]]:
    """The types of all cases' columns and their values; in the second row, NULL."""
    names = [f"c{number}" for number in range(len(CASES))]
    shown = ", ".join(f"{c[0]} as {n}" for c, n in zip(CASES, names, strict=True))
    gaps = ", ".join("null" for _ in CASES)
    line = f"create table line as select {shown} union all select {gaps}"
    warehouse = write(tmp_path_factory.mktemp("types") / "w", line)
    address = server.address(new_database())
    put(warehouse, address)
    types = [row[1] for row in ask(address, TYPES)]
    return types, list(map(list, ask(address, "select * from balance.line")))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[c[0] for c in CASES])
def test_a_type(number: int, answered: tuple[list[str], list[list[Any]]]) -> None:
    types, (first, second) = answered
    _, kind, value = CASES[number]
    assert types[number] == kind
    assert first[number] == value and type(first[number]) is not type(None)
    assert second[number] is None


@pytest.mark.parametrize("kind", ["timestamp_ns", '"NULL"'])
def test_what_postgresql_has_no_type_for(kind: str, tmp_path: Path) -> None:
    """Told before a connection is made."""
    warehouse = write(
        tmp_path, f"create table line as select cast(null as {kind}) as a"
    )
    with pytest.raises(ProblemError, match=r"balance\.line\.a cannot be published"):
        put(warehouse, "postgresql://nobody@127.0.0.1:1/none")


ROWS = st.lists(
    st.tuples(
        st.none() | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
        st.none() | st.floats(allow_nan=False),
        st.none() | st.dates(),
        st.none() | st.datetimes(min_value=dt.datetime(1, 1, 2)),
        st.none() | st.integers(-(2**63), 2**63 - 1),
    ),
    min_size=1,
    max_size=30,
)
COLUMNS = "n integer, a text, b double, c date, d timestamp, e bigint"


@pytest.fixture(scope="module")
def kept(server: Server, new_database: Callable[[], str]) -> str:
    """Of one database for every example."""
    return server.address(new_database())


@settings(max_examples=25)
@given(rows=ROWS)
def test_any_value_comes_out_as_it_went_in(
    rows: list[tuple[Any, ...]], kept: str
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with duckdb.connect(str(folder / PUBLIC)) as connection:
            connection.execute(f"create table line ({COLUMNS})")
            for number, row in enumerate(rows):
                marks = "?, ?, ?, ?, ?, ?"
                connection.execute(f"insert into line values ({marks})", [number, *row])
        assert put(folder, kept).rows == {"balance.line": len(rows)}
    answers = ask(kept, "select a, b, c, d, e from balance.line order by n")
    assert answers == rows


def test_one_column_of_gaps(address: str, tmp_path: Path) -> None:
    """Whose line of CSV is empty."""
    table = "create table line as select * from (values (null), ('x'), (null)) as v (a)"
    put(write(tmp_path, table), address)
    assert ask(address, "select a from balance.line") == [(None,), ("x",), (None,)]


def test_danish_in_a_database_of_another_encoding(
    server: Server, tmp_path: Path
) -> None:
    name, words = "in_latin1", "Ærø, Blåvand og Ølgod"
    ask(
        server.address(),
        f"create database {name} template template0 encoding latin1 locale 'C'",
    )
    line = f"create table line as select '{words}' as \"område\""
    comment = f"comment on table line is '{words}.'"
    address = server.address(name)
    put(write(tmp_path, line, comment), address)
    assert ask(address, 'select "område" from balance.line') == [(words,)]
    seen = ask(address, "select obj_description('balance.line'::regclass)")
    assert seen[0][0].startswith(words)
