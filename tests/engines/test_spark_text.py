"""`amb compile --dialect spark`: the text is what Spark gets, and it runs there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from engine.build.spark_text import spark_text
from engine.compile.project import Project
from engine.engines.connections import scratch
from engine.engines.duckdb_engine import DuckDB
from engine.names import Name
from engine.problems import ProblemError, UsageError
from tests.engines.conftest import SAIL, Sessions
from tests.engines.test_same_words import answer
from tests.harness import compiled
from tests.projects.tiny import lay_out

HALVES = """-- rows
select
    n, -- a number
    round(n / 8, 1) as eighths, -- a tie among them
    format('{:.1f}', n) as words -- a text
from (values (1e0), (2e0), (3e0)) as v (n)
"""


def text_of(root: Path, name: str, files: dict[str, str] | None = None) -> str:
    project = Project(lay_out(root, files)).compile()
    return spark_text(project, project.find(name))


def test_it_answers_as_duckdb(sessions: Sessions, tmp_path: Path) -> None:
    text = text_of(tmp_path, "supply.halves", {"queries/supply/halves.sql": HALVES})
    with scratch() as connection:
        wanted = DuckDB(connection).arrow(HALVES)
    assert answer(sessions(SAIL).sql(text.rstrip(";")).toArrow()) == answer(wanted)
    assert answer(wanted) == [(1, 0.1, "1.0"), (2, 0.3, "2.0"), (3, 0.4, "3.0")]


@pytest.mark.parametrize("name", ["supply.exit_rate_monthly", "supply.hidden"])
def test_ctes_that_are_written_once_come_first(name: str) -> None:
    """And each statement reads them by the name that it is told."""
    project = compiled()
    query = project.queries[Name.of(name)]
    *first, last = spark_text(project, query).split(";\n\n")
    prefix = f"{query.name.schema}__{query.name.table}__"
    views = [re.findall(r"written first, as (\w+)", text) for text in first]
    assert views and all(len(names) == 1 for names in views)
    written = {name for names in views for name in names}
    assert all(name.startswith(prefix) for name in written)
    read = {
        table.name
        for text in (*first, last)
        for table in sqlglot.parse_one(text, dialect="spark").find_all(exp.Table)
        if table.name.startswith(prefix)
    }
    assert read == written


def test_a_view_is_put_in(tmp_path: Path) -> None:
    """A view of a view: the tables that they read are all that remains."""
    view = "-- rows\n-- @materialize(view)\nselect\n    n -- a number\nfrom {}\n"
    files = {
        "queries/supply/one.sql": "-- rows\nselect\n    1 as n -- a number\n",
        "queries/supply/two.sql": view.format("supply.one"),
        "queries/supply/three.sql": view.format("supply.two"),
        "queries/supply/four.sql": view.format("supply.three").replace("view", "table"),
    }
    text = text_of(tmp_path, "supply.four", files)
    tree = sqlglot.parse_one(text, dialect="spark")
    assert {table.sql("spark") for table in tree.find_all(exp.Table)} == {
        "supply.one AS one"
    }


def test_what_spark_does_not_get(tmp_path: Path) -> None:
    odd = HALVES.replace("round(n / 8, 1)", "kurtosis(n)")
    with pytest.raises(ProblemError, match="counterpart known for the function kurt"):
        text_of(tmp_path, "supply.odd", {"queries/supply/odd.sql": odd})
    odd = HALVES.replace("'{:.1f}'", "'{}'")
    with pytest.raises(ProblemError, match="format other than .* no counterpart"):
        text_of(tmp_path, "supply.odd", {"queries/supply/odd.sql": odd})
    with pytest.raises(UsageError, match="input.place is an input"):
        text_of(tmp_path, "input.place")
