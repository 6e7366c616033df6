"""A project's own faults: each names the file, and where it can the line."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest

from engine.compile.project import Project, find_project
from engine.names import Name
from engine.problems import ProblemError, UsageError

SETTINGS = """
synthetic = "synthetic"
[[schemas]]
name = "left"
comment = "one"
[[schemas]]
name = "right"
comment = "two"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "macros").mkdir()
    write(tmp_path, "queries/project.toml", SETTINGS)
    return tmp_path


def write(root: Path, file: str, text: str) -> Path:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def refused(root: Path) -> str:
    with pytest.raises(ProblemError) as caught:
        project = Project(root)
        compiled = project.compile()
        assert compiled.build
    return str(caught.value)


def test_order_follows_the_names_read(root: Path) -> None:
    write(root, "queries/left/c.sql", "select 1 as n")
    write(root, "queries/left/b.sql", "select n from left.c")
    write(root, "queries/right/a.sql", "select n from left.b")
    ordered = [query.name for query in Project(root).compile().build]
    assert ordered == [Name("left", "c"), Name("left", "b"), Name("right", "a")]


def test_a_cte_is_no_relation(root: Path) -> None:
    write(root, "queries/left/a.sql", "with b as (select 1 as n) select n from b")
    assert Project(root).compile().build[0].reads == {}


def test_a_circle_names_its_files(root: Path) -> None:
    write(root, "queries/left/a.sql", "select n from left.b")
    write(root, "queries/left/b.sql", "select n from left.c")
    write(root, "queries/left/c.sql", "select n from left.a")
    message = refused(root)
    assert "a circle" in message
    for name in "abc":
        assert f"{name}.sql" in message


def test_a_name_that_nothing_provides(root: Path) -> None:
    write(root, "queries/left/spell.sql", "select 1 as n")
    write(root, "queries/left/a.sql", "select n\nfrom left.spel")
    message = refused(root)
    assert "left/a.sql:2:6" in message
    assert "left.spel, which nothing provides" in message
    assert "Did you mean left.spell?" in message


def test_two_files_for_one_relation(root: Path) -> None:
    write(root, "queries/left/a.sql", "select 1 as n")
    write(root, "queries/extra/left/a.sql", "select 1 as n")
    message = refused(root)
    assert "two files for the relation left.a" in message
    assert str(root / "queries/left/a.sql") in message
    assert str(root / "queries/extra/left/a.sql") in message


def test_no_schema_reads_to_its_right(root: Path) -> None:
    write(root, "queries/right/b.sql", "select 1 as n")
    write(root, "queries/left/a.sql", "select n from right.b")
    assert "left.a reads right.b, to its right" in refused(root)


def test_an_undefined_name_is_an_error_with_its_line(root: Path) -> None:
    write(root, "queries/left/a.sql", "select\n    {{ exit_treshold }} as n")
    message = refused(root)
    assert "left/a.sql:2:8" in message
    assert "exit_treshold is neither a parameter nor a macro" in message


def test_a_fault_after_a_loop_keeps_its_line(root: Path) -> None:
    write(
        root,
        "queries/left/a.sql",
        "select\n{% for n in range(30) %}\n    {{ n }} as c{{ n }},\n{% endfor %}\n"
        "    1 as c0\n",
    )
    message = refused(root)
    assert "left/a.sql:5:" in message and "c0 stands twice" in message


def test_a_macro_calls_one_of_a_file_further_on(root: Path) -> None:
    write(root, "macros/a.sql", "{% macro half(x) %}{{ by(x, 2) }}{% endmacro %}")
    write(root, "macros/b.sql", "{% macro by(x, n) %}{{ x }} / {{ n }}{% endmacro %}")
    write(root, "queries/left/a.sql", "select {{ half('1') }} as c")
    query = Project(root).compile().find("left.a")
    assert query.sql == "select 1 / 2 as c"
    _, macros = query.rendered.uses()
    assert {"half", "by"} <= macros.keys()


def test_macro_files_that_call_each_other_are_told(root: Path) -> None:
    write(root, "macros/a.sql", "{% macro half(x) %}{{ by(x) }}{% endmacro %}")
    write(root, "macros/b.sql", "{% macro by(x) %}{{ half(x) }}{% endmacro %}")
    write(root, "queries/left/a.sql", "select {{ half('1') }} as c")
    assert "a.sql, " in refused(root) and "call each other" in refused(root)


def test_a_fault_in_a_macro_names_macro_and_caller(root: Path) -> None:
    write(root, "macros/m.sql", "{% macro half(x) %}\n{{ x }} / * 2\n{% endmacro %}")
    write(root, "queries/left/a.sql", "select\n    1 as m,\n    {{ half('2') }} as n")
    message = refused(root)
    assert "m.sql:2:" in message
    assert "called from" in message and "left/a.sql:3:" in message


def test_independent_faults_are_reported_together(root: Path) -> None:
    write(root, "queries/left/a.sql", "select {{ nothing }} as n")
    write(root, "queries/left/b.sql", "select from where")
    write(root, "queries/left/c.sql", "-- @pubish\nselect 1 as n")
    message = refused(root)
    assert "a.sql" in message and "b.sql" in message
    assert "c.sql:1:4" in message and "Did you mean publish?" in message


@pytest.mark.parametrize(
    "sql",
    [
        "select a from read_csv('/etc/passwd') as f (a)",
        "select a from '/etc/passwd' as f (a)",
        "select {{ ''.__class__.__mro__ }} as n",
        "{% import '/etc/passwd' as x %}select 1 as n",
        "select 1 as n; drop table left.a",
        "copy (select 1) to '/tmp/x'",
    ],
)
def test_queries_reach_nothing_outside(root: Path, sql: str) -> None:
    write(root, "queries/left/a.sql", sql)
    assert "a.sql" in refused(root)


def test_a_parameter_can_change_with_the_period(root: Path) -> None:
    settings = SETTINGS.replace('"left"', '"reference"')
    write(root, "queries/project.toml", settings)
    write(
        root,
        "queries/reference/parameter_default.sql",
        "select name, value, from_period from (values ('limit', '1', null), "
        "('limit', '2', '2026H1')) as p (name, value, from_period)",
    )
    write(root, "queries/right/a.sql", "select {{ limit }} as n from reference.x")
    write(root, "queries/reference/x.sql", "select '2026H1' as period")
    sql = Project(root).compile().queries[Name("right", "a")].sql
    assert "case when period >= '2026H1' then 2 else 1 end" in sql
    overridden = Project(root).compile({"limit": "7"})
    assert "select 7 as n" in overridden.queries[Name("right", "a")].sql


def test_a_setting_must_be_known_and_of_its_kind(root: Path) -> None:
    project = find_project(Path(__file__).parents[2])
    with pytest.raises(UsageError, match="Did you mean exit_threshold"):
        project.compile({"exit_treshold": "0.3"})
    with pytest.raises(UsageError, match="takes a number"):
        project.compile({"exit_threshold": "low"})
    with pytest.raises(UsageError, match="takes true or false"):
        project.compile({"use_survey_weights": "2"})
    for value in ("31", "2025-02-30", "soon"):
        with pytest.raises(UsageError, match="takes a date or null"):
            project.compile({"observed_until": value})


@pytest.mark.parametrize(
    ("value", "sql"),
    [("2025-12-31", "date '2025-12-31'"), ("null", "cast(null as date)")],
)
def test_a_date_is_a_literal_of_its_type(value: str, sql: str) -> None:
    project = find_project(Path(__file__).parents[2])
    name = Name("supply", "observed_until")
    assert sql in project.compile({"observed_until": value}).queries[name].sql


def test_a_folder_without_queries_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folders queries/ and macros/"):
        find_project(tmp_path)


def test_a_project_without_macros_is_its_own(tmp_path: Path) -> None:
    """Git keeps no empty folder: the shipped project does not take its place."""
    queries = tmp_path / "queries"
    queries.mkdir()
    (queries / "project.toml").write_text("", "utf-8")
    assert find_project(tmp_path).root == tmp_path
    with chdir(queries):
        assert find_project().root == tmp_path
