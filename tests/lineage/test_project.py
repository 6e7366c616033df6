"""Lineage of the project's own relations."""

from __future__ import annotations

import csv
import shutil
from functools import cache
from pathlib import Path

import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.lineage.across_queries import Lineage
from engine.lineage.drawing import mermaid, svg
from engine.lineage.graph_model import WIDE
from engine.problems import UsageError
from engine.warehouse.read import open_public
from tests.cases import FOLDER

ROOT = Path(__file__).parents[2]
CASE = FOLDER / "national_row"


@cache
def compiled() -> Compiled:
    return Project(ROOT).compile()


@cache
def lineage() -> Lineage:
    return Lineage.of(compiled())


def inputs(text: str) -> set[str]:
    return {str(leaf) for leaf in lineage().inputs(lineage().node(text))}


@pytest.mark.parametrize(
    "column",
    [
        "input.unemployment_spell.end_date",
        "input.unemployment_spell.job_ready",
        "input.job_target.occupation_id",
        "input.job_target.person_id",
        "input.job_target.start_date",
        "input.job_target.end_date",
        "input.recruitment_survey.outcome",
        "input.recruitment.advertised_hires",
        "input.employment.full_time_employees",
        "rows of input.region",
    ],
)
def test_the_category_rests_on(column: str) -> None:
    assert column in inputs("balance.assessment.category")


@pytest.mark.parametrize(
    "column",
    [
        "input.region.name_da",
        "input.occupation.title_da",
        "input.recruitment_survey.answer_id",
        "input.recruitment_survey.weight",
    ],
)
def test_the_category_does_not_rest_on(column: str) -> None:
    assert column not in inputs("balance.assessment.category")


def test_a_parameter_can_bring_in_a_column() -> None:
    weighted = Lineage.of(Project(ROOT).compile({"use_survey_weights": "true"}))
    columns = weighted.inputs(weighted.node("balance.assessment.category"))
    assert "input.recruitment_survey.weight" in map(str, columns)


def test_a_coefficient_rests_on_the_whole_training_set() -> None:
    columns = inputs("shortage.general_coefficient.std_error")
    assert {
        "input.recruitment_survey.outcome",
        "input.unemployment_spell.end_date",
        "input.recruitment.advertised_hires",
        "input.recruitment.attempts",
    } <= columns


def test_supply_does_not_rest_on_the_survey_of_employers() -> None:
    columns = inputs("supply.prospects.exit_rate")
    assert not any("outcome" in leaf for leaf in columns)


def test_every_query_can_be_followed() -> None:
    whole = lineage()
    for name in compiled().queries:
        starts = [name.schema + "." + name.table]
        steps = [
            s for n in whole.influences(whole.node(starts[0])).values() for s in [n]
        ]
        assert all(step.clause != WIDE for step in steps), name


def test_every_step_has_a_line_and_the_line_names_its_column() -> None:
    ways = lineage().inputs(lineage().node("balance.assessment.category"))
    steps = {step for way in ways.values() for step in way}
    assert len(steps) > 50
    for step in steps:
        place = lineage().place(step)
        assert place.line and place.text, step
        if step.clause == "select" and step.source.part == "":
            assert step.source.column or "*" in place.text


def test_a_step_stands_at_the_macro_that_wrote_it() -> None:
    ways = lineage().inputs(lineage().node("shortage.indicator.advertising_share"))
    files = {lineage().place(step).file.name for way in ways.values() for step in way}
    assert "indicator.sql" in files


def test_unknown_names_are_told() -> None:
    with pytest.raises(UsageError, match="balance.assessment"):
        lineage().node("balance.assesment.category")
    with pytest.raises(UsageError, match="category"):
        lineage().node("balance.assessment.categry")


def test_the_drawings_show_every_relation_and_edge() -> None:
    queries = compiled().queries
    text, drawing = mermaid(queries), svg(queries, link=lambda name: f"{name}.html")
    for name, query in queries.items():
        assert f'["{name}"]' in text
        assert f'href="{name}.html"' in drawing
        for read in query.reads:
            if read.schema != "file":
                edge = f"{read.schema}__{read.table} --> {name.schema}__{name.table}"
                assert edge in text
    assert drawing == svg(queries, link=lambda name: f"{name}.html")


@pytest.mark.slow
def test_changing_what_has_no_influence_leaves_the_category_alone(
    tmp_path: Path,
) -> None:
    columns = inputs("balance.assessment.category")
    other = tmp_path / "inputs"
    shutil.copytree(CASE, other)
    changed = [
        f"{path.stem}.{column}"
        for path in sorted(other.glob("*.csv"))
        for column in change(path, columns)
    ]
    assert {"region.name_da", "occupation.title_da", "recruitment_survey.weight"} <= {
        *changed
    }
    assert categories(CASE, tmp_path / "one") == categories(other, tmp_path / "two")


def change(path: Path, influential: set[str]) -> list[str]:
    """Other values in the columns without influence; their names."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [c for c in rows[0] if f"input.{path.stem}.{c}" not in influential]
    for number, row in enumerate(rows):
        row.update({column: str(900 + number) for column in columns})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return columns


def categories(folder: Path, warehouse: Path) -> list[tuple[object, ...]]:
    build(Project(ROOT), Request(warehouse, folder))
    with open_public(warehouse) as connection:
        return connection.execute(
            "select period, region_id, occupation_id, category "
            "from balance.assessment order by all"
        ).fetchall()
