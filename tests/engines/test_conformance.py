"""What an engine must do, whichever it is: the suite that a new one joins.

An engine is added to ENGINES, as a context manager that opens an empty one; those of
Spark Connect have one session for all tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot

from engine.checks.declare import checks_of
from engine.checks.run import run_checks
from engine.diagnose.create_relation import create_relation
from engine.engines.base import Engine, render
from engine.engines.connections import Resources, scratch, writing
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import Refused
from engine.names import Name
from engine.problems import ProblemError
from tests.engines.conftest import LOCAL, SAIL, Sessions, empty
from tests.harness import compiled
from tests.projects.made import query

Opened = Callable[[Path], AbstractContextManager[Engine]]
TABLE, VIEW = Name("a", "numbers"), Name("a", "doubled")


@contextmanager
def duckdb_in_memory(folder: Path) -> Iterator[Engine]:
    with scratch() as connection:
        yield DuckDB(connection)


@contextmanager
def duckdb_in_a_file(folder: Path) -> Iterator[Engine]:
    with writing(folder / "engine.duckdb", Resources(threads=2)) as connection:
        yield DuckDB(connection)


ENGINES: dict[str, Opened] = {
    "duckdb in memory": duckdb_in_memory,
    "duckdb in a file": duckdb_in_a_file,
}


@pytest.fixture(params=[*ENGINES, SAIL, LOCAL])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, sessions: Sessions
) -> Iterator[Engine]:
    if request.param in ENGINES:
        with ENGINES[request.param](tmp_path) as opened:
            yield opened
    else:
        with empty(sessions(request.param), tmp_path) as opened:
            yield opened


def test_a_table_and_a_view_on_it(engine: Engine) -> None:
    engine.create(TABLE, "select 1 as n, 'æ' as t union all select 2, null", "table")
    engine.create(VIEW, "select 2 * n as n from a.numbers", "view")
    assert engine.rows("select n, t from a.numbers order by n") == [(1, "æ"), (2, None)]
    assert engine.rows("select sum(n) from a.doubled") == [(6,)]
    relations = engine.relations()
    assert (relations[TABLE], relations[VIEW]) == ("table", "view")
    assert [name for name, _ in engine.columns(TABLE)] == ["n", "t"]


def test_views_whose_ctes_have_one_name(engine: Engine) -> None:
    """One view read twice, two views, and a reader with a CTE of that name as well; a
    CTE within another hides it, and capitals do not matter."""
    engine.create(TABLE, "select 1 as n union all select 2", "table")
    more = "with part as (select n + {} as n from a.numbers) select part.n from part"
    for name, added in ((VIEW, "10"), (Name("a", "other"), "100")):
        engine.create(name, more.format(added), "view")
    nested = Name("a", "nested")
    engine.create(
        nested,
        "with Part as (select n from a.other), whole as (with part as (select n + 1000 "
        "as n from part) select n from part) select n from whole union all from part",
        "view",
    )
    read = Name("a", "read")
    engine.create(
        read,
        "with part as (select n from a.doubled where n = 11) "
        "select part.n, one.n as one, another.n as another, o.n as other, i.n as i "
        "from part cross join a.doubled as one inner join a.doubled as another "
        "on one.n = another.n cross join a.other as o inner join a.nested as i "
        "on o.n + 1000 = i.n where o.n = 102",
        "table",
    )
    assert engine.rows("select * from a.read order by one") == [
        (11, 11, 11, 102, 1102),
        (11, 12, 12, 102, 1102),
    ]
    assert len(engine.rows("select n from a.nested")) == 4


def test_a_relation_is_replaced(engine: Engine) -> None:
    for n in (1, 2):
        engine.create(TABLE, f"select {n} as n", "table")
    assert engine.rows("select n from a.numbers") == [(2,)]
    engine.drop(TABLE, "table")
    assert TABLE not in engine.relations()


def test_an_expression_is_rendered_in_the_engines_dialect(engine: Engine) -> None:
    engine.create(TABLE, "select 1 as n", "table")
    counted = sqlglot.select("count(*)").from_("a.numbers")
    assert engine.rows(counted) == [(1,)]


def test_rows_come_and_go_as_arrow(engine: Engine) -> None:
    table = pa.table({"n": [2, 1], "x": [0.5, None]})
    engine.create_from_rows(TABLE, table)
    assert engine.arrow("select * from a.numbers").to_pylist() == [
        {"n": 1, "x": None},
        {"n": 2, "x": 0.5},
    ]
    names, rows = engine.head("select n from a.numbers order by n", 1)
    assert (names, rows) == (["n"], [(1,)])


def test_content_is_of_rows_and_not_of_their_order(engine: Engine) -> None:
    digests = []
    for values in ("(1), (2)", "(2), (1)", "(1), (3)", "(1), (2), (2)"):
        engine.create(TABLE, f"select * from (values {values}) as v (n)", "table")
        digests.append(engine.content(TABLE).digest)
    assert digests[0] == digests[1] and len(set(digests)) == 3
    assert engine.content(TABLE).rows == 3


def test_a_refusal_has_words_and_leads_to_its_place(engine: Engine) -> None:
    wrong = query("a.wrong", "-- rows\nselect\n    n,\n    m\nfrom a.numbers")
    engine.create(TABLE, "select 1 as n", "table")
    with pytest.raises(Refused):
        engine.create(wrong.name, wrong.sql, "table")
    with pytest.raises(ProblemError) as raised:
        create_relation(engine, wrong)
    place = raised.value.problems[0].place
    assert place and (place.line, place.column) == (4, 5)


def test_a_transaction_is_all_or_nothing(engine: Engine) -> None:
    engine.create(TABLE, "select 1 as n", "table")
    with pytest.raises(RuntimeError), engine.transaction():
        engine.create(TABLE, "select 2 as n", "table")
        raise RuntimeError
    assert engine.rows("select n from a.numbers") == [(1,)]


@pytest.mark.parametrize("kind", ["table", "view"])
@pytest.mark.parametrize(
    ("values", "repeated"),
    [
        ("(1, 'a'), (1, 'a'), (3, null)", 2),
        ("(1, 'a'), (1, 'b'), (3, null)", 0),
        ("(1, null), (1, null), (3, 'c')", 2),
    ],
)
def test_checks_run_on_it(
    engine: Engine, kind: str, values: str, repeated: int
) -> None:
    one = query(
        "a.numbers",
        f"-- rows\n-- @materialize({kind})\n-- @key(n, t)\nselect\n"
        "    n, -- a number @min(2)\n    t -- a text\n"
        f"from (values {values}) as v (n, t)",
    )
    create_relation(engine, one)
    faults = {fault.check.rule: fault.count for fault in run_checks(engine, one)}
    small = {"n must be at least 2": 2}
    assert faults == small | ({"n, t must identify a row": 2} if repeated else {})


def test_the_engines_own_statements_go_into_another_dialect() -> None:
    """Every check of the project, as Spark would get it: it parses there, and nothing
    of it is unsupported."""
    checks = [check for q in compiled().build for check in checks_of(q)]
    assert len(checks) > 300
    for check in checks:
        tree = sqlglot.parse_one(check.sql, dialect="duckdb")
        text = tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
        assert sqlglot.parse_one(text, dialect="spark")
        assert render(check.sql, "spark") == tree.sql("spark")
