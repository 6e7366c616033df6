"""Names by case, macros that hide something, files as editors leave them, and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.authoring.lint import lint
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.problems import ProblemError
from tests.projects.tiny import lay_out

HEAD = "-- Case.\n"


def compiled(root: Path, files: dict[str, str]) -> Compiled:
    return Project(lay_out(root, files)).compile()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (
            {
                "queries/supply/Big.sql": f"{HEAD}select 1 as a",
                "queries/supply/big.sql": f"{HEAD}select 2 as a",
            },
            "two files for the relation supply.big",
        ),
        (
            {"queries/supply/two.sql": f"{HEAD}select 1 as a, 2 as A"},
            "the output column A stands twice",
        ),
        (
            {
                "queries/supply/two.sql": f"{HEAD}with c as (select 1 as a), "
                "C as (select 2 as a) select a from c"
            },
            "the CTE C stands twice",
        ),
        (
            {"macros/r.sql": "{% macro range(n) %}{{ n }}{% endmacro %}"},
            r"r\.sql:1:10: the macro range hides a function of templates",
        ),
        (
            {"macros/r.sql": "{% macro threshold() %}1{% endmacro %}"},
            "the macro threshold hides a parameter",
        ),
        (
            {"queries/supply/star.sql": f"{HEAD}select * from supply.total"},
            r"star\.sql:2:8: \* does not say what the output columns are",
        ),
        (
            {"queries/supply/bare.sql": f"{HEAD}from supply.total"},
            r"bare\.sql:2:1: \* does not say",
        ),
        (
            {"queries/supply/p.sql": f"{HEAD}pivot supply.total on place_id"},
            r"Name the output columns: select … from \(pivot …\)",
        ),
        ({"queries/supply/e.sql": ""}, "the file holds no query: it is empty"),
        ({"queries/supply/e.sql": HEAD}, "the file holds no query"),
        (
            {"queries/supply/c.sql": f"{HEAD}select a\n b\n c\nfrom supply.total"},
            "Is a comma missing before b, and before c",
        ),
    ],
)
def test_it_is_told(files: dict[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=reason):
        compiled(tmp_path, files)


def test_a_relation_is_read_in_any_case(tmp_path: Path) -> None:
    files = {
        "queries/supply/Wide.sql": f"{HEAD}select place_id as P from SUPPLY.Total",
        "queries/balance/reads.sql": f"{HEAD}select p as q from supply.WIDE as W",
    }
    result = compiled(tmp_path, files)
    assert result.find("SUPPLY.wide") is result.find("supply.Wide")
    reads = result.find("balance.reads")
    assert [str(name) for name in reads.reads] == ["supply.wide"]
    assert "supply.total" in map(str, result.upstream([reads.name]))


@pytest.mark.parametrize(
    "head",
    [
        "\ufeff-- What it is.\n-- @key(a)\n",
        "/* What it is.\n @key(a) */\n",
        "/**\n * What it is.\n * @key(a)\n */\n",
        "-- What it is.\r\n-- @key(a)\r\n",
        "/* What /* it */ is. */ -- @key(a)\n",
    ],
)
def test_a_head_is_read_however_it_is_written(head: str, tmp_path: Path) -> None:
    path = lay_out(tmp_path) / "queries/supply/headed.sql"
    path.write_bytes(f"{head}select 1 as a -- one\n".encode())
    query = Project(tmp_path).compile().find("supply.headed")
    assert query.key == ("a",)
    assert query.comment.replace("/*", "").split() == ["What", "it", "is."]


def test_a_macro_called_as_a_function_of_duckdb_is_told(tmp_path: Path) -> None:
    macro = "{% macro median(x) %}{{ x }}{% endmacro %}\n"
    findings = lint(Project(lay_out(tmp_path, {"macros/m.sql": macro})))
    [finding] = [each for each in findings if each.rule == "macro-name"]
    assert "m.sql:1:10" in str(finding.problem.place)
