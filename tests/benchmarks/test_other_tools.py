"""The projects that are made for other tools, and the benchmark of many relations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import many_relations, projects
from tests.benchmarks.peers import dbt, sqlmesh
from tests.benchmarks.peers.renamed import renamed
from tests.benchmarks.peers.statements import Statement, read, write

SQL = """-- one row a title, as supply.cohort @references(supply.cohort.title)
select a.title, -- the title
    'from supply.cohort' as words, 1.5e0 as supply
from supply.cohort as a
left join "supply"."spell" as spell on spell.cohort = a.title"""
READ = Statement("supply.cohort", "view", "select 1 as title", ())
TABLE = Statement("supply.title", "table", SQL, ("supply.cohort",))
ROLES = {"group": "period", "target": "y", "weight": "n"}
MODEL = {**ROLES, "predictors": ["x"], "intercept": True}
FIT = Statement(
    "shortage.fit", "poisson", "from supply.title", ("supply.title",), MODEL
)


def test_relations_are_renamed_and_nothing_else() -> None:
    known = {"supply.cohort", "supply.spell"}
    assert renamed(SQL, known, lambda name: f"<{name}>") == (
        "select a.title,\n"
        "'from supply.cohort' as words, 1.5e0 as supply\n"
        "from <supply.cohort> as a\n"
        "left join <supply.spell> as spell on spell.cohort = a.title"
    )


def test_statements_are_read_as_they_were_written(tmp_path: Path) -> None:
    write([READ, TABLE, FIT], tmp_path)
    assert read(tmp_path) == [READ, TABLE, FIT]


def test_dbt_gets_a_model_each_and_a_fit_in_python(tmp_path: Path) -> None:
    dbt.write([READ, TABLE, FIT], tmp_path)
    models = {
        path.name: path.read_text("utf-8") for path in (tmp_path / "models").iterdir()
    }
    assert sorted(models) == [
        "shortage__fit.py",
        "shortage__fit__rows.sql",
        "supply__cohort.sql",
        "supply__title.sql",
    ]
    assert "materialized='view'" in models["supply__cohort.sql"]
    assert "from {{ ref('supply__cohort') }} as a" in models["supply__title.sql"]
    assert "dbt.ref('shortage__fit__rows')" in models["shortage__fit.py"]
    compile(models["shortage__fit.py"], "shortage__fit.py", "exec")


def test_sqlmesh_gets_a_model_each_and_a_fit_in_python(tmp_path: Path) -> None:
    sqlmesh.write([READ, TABLE, FIT], tmp_path)
    models = {
        path.name: path.read_text("utf-8") for path in (tmp_path / "models").iterdir()
    }
    assert "MODEL (name supply.cohort, kind VIEW" in models["supply__cohort.sql"]
    assert "from supply.cohort as a" in models["supply__title.sql"]
    assert "name shortage.fit__rows, kind FULL" in models["shortage__fit__rows.sql"]
    assert "'period': 'text'" in models["shortage__fit.py"]
    compile(models["shortage__fit.py"], "shortage__fit.py", "exec")


def test_growth_is_a_power_of_the_number() -> None:
    assert many_relations.power({10: 0.2, 40: 0.8}) == pytest.approx(1)
    assert many_relations.power({40: 16, 10: 1}) == pytest.approx(2)


@pytest.mark.slow
def test_many_relations_are_built_changed_and_read(tmp_path: Path) -> None:
    seconds: many_relations.Seconds = {}
    size = projects.WIDTH * (projects.CHANGED[0] + 1)
    many_relations.measure(tmp_path, size, 0, seconds)
    assert {"full build", "  compile", "nothing changed", "lint"} <= set(seconds)
    assert all(figures[0] > 0 for figures in seconds.values())
