"""What clients of MySQL ask is answered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.serve.served import TOKEN, Served, ask
from tests.warehouse.small import ROWS

ASKED: list[tuple[str, object]] = [
    ("select 1", 1),
    ("select @@version_comment", "amb serve, read-only"),
    ("select database()", "balance"),
    ("select count(*) from balance.line", ROWS),
    ("select count(*) from line", ROWS),
    ("select count(*) from `BALANCE`.`line` where `line`.`number` > 0", ROWS),
    ("select balance.line.number from balance.line order by 1 limit 2, 1", 2),
    ("select max(total_labelled.factor) from total_labelled", 1),
    ("select count(*) from reference.region join total using (region_id)", 2),
    ("with line as (select 7 as n) select n from line", 7),
    ("select 1 from dual", 1),
    ("select 3 union select 3", 3),
    ("/* of a tool */ select 5 -- and more", 5),
    ('select "text"', "text"),
    ("select date_format(date_add('2024-01-31', interval 1 day), '%Y-%m')", "2024-02"),
    ("select year(now()) >= 2026 and curdate() > '2026-01-01'", 1),
    ("select if(is_seventh, 1, 0) from line where number = 7 limit 1", 1),
    ("select 'é' collate utf8mb4_bin", "é"),
    ("select timediff(curtime(), utc_time())", "00:00:00"),
    ("select table_schema from information_schema.tables limit 1", "balance"),
    ("select count(*) from information_schema.triggers", 0),
]


@pytest.mark.parametrize(("sql", "value"), ASKED)
def test_query(sql: str, value: object, served: Served) -> None:
    assert served.ask(sql)[0][0] == value


VALUES: list[tuple[str, object]] = [
    ("cast(1.25 as decimal(9, 2))", Decimal("1.25")),
    ("cast(9007199254740993 as signed)", 9007199254740993),
    ("0.1e0", 0.1),
    ("1 = 1", 1),
    ("null", None),
    ("cast(null as decimal(4, 1))", None),
    ("cast('2024-02-29' as date)", date(2024, 2, 29)),
    ("cast('2024-02-29 03:04:05' as datetime)", datetime(2024, 2, 29, 3, 4, 5)),
    ("list_value(1, 2)", "[1, 2]"),
    ("sum(number)", 2 * 200_010_000),
]


@pytest.mark.parametrize(("sql", "value"), VALUES)
def test_value(sql: str, value: object, served: Served) -> None:
    expression = f"{sql} from line" if "number" in sql else f"{sql} from total limit 1"
    assert served.ask(f"select {expression}") == [(value,)]


def test_scale_of_decimals_is_told(served: Served) -> None:
    with served.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select cast(1.25 as decimal(9, 2)) as amount, number from line")
        amount, number = cursor.description
    assert (amount[0], amount[5], number[0], number[5]) == ("amount", 2, "number", 0)


def names(rows: list[tuple[Any, ...]]) -> set[Any]:
    return {row[0] for row in rows}


def test_browsing(served: Served) -> None:
    databases = {"balance", "reference", "information_schema"}
    assert names(served.ask("show databases")) == databases
    tables = {"line", "total", "remark", "total_labelled"}
    assert names(served.ask("show tables")) == tables
    assert names(served.ask("show tables from balance like 'total%'")) == {
        "total",
        "total_labelled",
    }
    assert ("total_labelled", "VIEW") in served.ask("show full tables from balance")
    columns = served.ask("describe balance.total")
    kinds = [(name, kind, key) for name, kind, _, key, *_ in columns]
    assert kinds == [
        ("region_id", "varchar(16383)", "PRI"),
        ("total", "double", ""),
        ("factor", "bigint", ""),
    ]
    full = served.ask("show full columns from total where Field = 'factor'")
    assert [row[-1] for row in full] == ["the factor of this build"]
    assert names(served.ask("show variables like 'version'")) == {"version"}
    assert served.ask("show index from `line`")[1][2:5] == ("PRIMARY", 2, "number")


def test_database_of_a_session(served: Served) -> None:
    with served.connect(database=None) as connection:
        with pytest.raises(Exception, match="No database selected"):
            ask(connection, "select * from region")
        with pytest.raises(Exception, match="Unknown database 'nowhere'"):
            ask(connection, "use nowhere")
        connection.select_db("reference")
        assert ask(connection, "select count(*) from region") == [(2,)]


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select * from nothing", 1146),
        ("select nothing from line", 1054),
        ("select from where", 1064),
        ("select " + "(" * 5_000 + "1" + ")" * 5_000, 1064),
        ("select '" + "x" * 200_000 + "'", 1064),
    ],
)
def test_error(sql: str, code: int, served: Served) -> None:
    with served.connect() as connection:
        with pytest.raises(Exception) as error:
            ask(connection, sql)
        assert error.value.args[0] == code
        assert ask(connection, "select 1") == [(1,)]


def test_whole_table(served: Served) -> None:
    rows = served.ask("select region_id, number, product from line")
    assert len(rows) == len({row[:2] for row in rows}) == ROWS


def test_sqlalchemy(served: Served) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    place = {"host": "127.0.0.1", "port": served.port, "database": "balance"}
    url = sqlalchemy.URL.create("mysql+pymysql", "amb", TOKEN, **place)
    engine = sqlalchemy.create_engine(url)
    inspector = sqlalchemy.inspect(engine)
    assert inspector.get_schema_names() == [
        "balance",
        "information_schema",
        "reference",
    ]
    assert "region" in inspector.get_table_names("reference")
    columns = inspector.get_columns("total")
    assert [column["name"] for column in columns] == ["region_id", "total", "factor"]
    assert columns[2]["comment"] == "the factor of this build"
    assert inspector.get_pk_constraint("total")["constrained_columns"] == ["region_id"]
    total = sqlalchemy.Table("total", sqlalchemy.MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        largest = total.c.factor == sqlalchemy.bindparam("factor", 1)
        rows = connection.execute(total.select().where(largest)).all()
        names = connection.execute(
            sqlalchemy.text("select :it"), {"it": "O'Hara"}
        ).all()
    assert len(rows) == 2 and names == [("O'Hara",)]
    engine.dispose()
