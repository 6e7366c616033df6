"""A published column that is NULL in every row needs a cast, also within a list."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.problems import ProblemError
from tests.projects.factor import INPUTS, PROJECT, PUBLIC

HEAD = "-- One row.\n-- @publish\n-- @key(name)\n"


def published(root: Path, expression: str, kind: str = "table") -> Path:
    """The public file of the small project with one more relation."""
    shutil.copytree(PROJECT, root, dirs_exist_ok=True)
    query = root / "queries" / "balance" / "gap.sql"
    query.write_text(
        f"{HEAD}-- @materialize({kind})\nselect\n    'x' as name, -- name\n"
        f"    {expression} as gap -- @optional\n",
        "utf-8",
    )
    build(Project(root), Request(root / "w", INPUTS))
    return root / "w" / PUBLIC


@pytest.mark.parametrize("kind", ["table", "view"])
@pytest.mark.parametrize("expression", ["null", "[null]", "{'size': null}"])
def test_no_type_is_a_fault(expression: str, kind: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as raised:
        published(tmp_path, expression, kind)
    (problem,) = raised.value.problems
    assert "balance.gap is published and gap has no type" in problem.reason
    assert problem.place and problem.place.line == 7
    assert not (tmp_path / "w" / PUBLIC).exists()


@pytest.mark.parametrize(
    "expression",
    [
        "cast(null as text)",
        "cast([1, null] as bigint[2])",
        "cast(null as struct(size int))",
    ],
)
def test_a_type_is_enough(expression: str, tmp_path: Path) -> None:
    with duckdb.connect(str(published(tmp_path, expression)), read_only=True) as file:
        assert file.execute("select count(*) from balance.gap").fetchone() == (1,)


def test_the_project_has_no_column_without_type(balance: Path) -> None:
    """Also not the period of a parameter, which is NULL in every row."""
    with duckdb.connect(str(balance), read_only=True) as file:
        untyped = file.execute(
            "select table_name, column_name from duckdb_columns() "
            "where not internal and data_type like '%\"NULL\"%'"
        ).fetchall()
        (kind,) = file.sql("select from_period from reference.parameter").types
    assert untyped == [] and str(kind) == "VARCHAR"
