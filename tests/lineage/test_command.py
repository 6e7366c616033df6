"""amb lineage, as a person and a program call it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli import app
from tests.projects.two_inputs import project

ROOT = str(Path(__file__).parents[2])


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["lineage", *arguments, "--project", ROOT])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_input_columns_with_file_and_line() -> None:
    lines = run("supply.prospects.exit_rate").splitlines()
    assert "input.unemployment_spell.end_date" in lines
    after = lines[lines.index("input.unemployment_spell.end_date") + 1 :]
    place = r"    \S*queries/supply/unemployed_person\.sql:1[3-7]:\d+  join  "
    assert any(re.match(place, line) for line in after)


def test_values_are_told_from_rows() -> None:
    lines = run("balance.assessment.unemployed", "--no-steps").splitlines()
    assert "input.job_target.person_id" in lines
    assert "input.recruitment_survey.outcome  (which rows there are)" in lines


def test_without_steps_a_line_each() -> None:
    lines = run("supply.prospects.exit_rate", "--no-steps").splitlines()
    assert lines and all("input." in line for line in lines)


def test_what_is_read_widely_is_said(tmp_path: Path) -> None:
    sql = "-- Out.\nselect coalesce(*columns('[xy]')) as s, g as g from input.a\n"
    root = str(project(tmp_path / "p", {"out.t": sql}).root)
    for column, places in (("s", 1), ("g", 0)):
        asked = ["lineage", f"out.t.{column}", "--project", root]
        result = CliRunner().invoke(app, asked)
        said = re.findall(r"t\.sql:2:\d+: no names are written here", result.stderr)
        assert (len(said), result.exit_code) == (places, 0)
        answer = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
        assert len(answer["wide"]) == places


def test_json() -> None:
    answer = json.loads(run("supply.prospects", "--json"))
    ends = [i for i in answer["inputs"] if i["column"] == "end_date"]
    assert {i["relation"] for i in ends} == {
        "input.unemployment_spell",
        "input.job_target",
    }
    last = ends[0]["steps"][-1]
    assert last["source"]["column"] == "end_date" and last["line"] and last["clause"]


@pytest.mark.parametrize("relation", [[], ["supply.prospects"]])
def test_the_drawing_is_xml_and_has_all_that_is_upstream(relation: list[str]) -> None:
    drawing = run(*relation, "--graph", "--format", "svg")
    tree = ElementTree.fromstring(drawing)
    texts = {element.text for element in tree.iter() if element.text}
    assert "supply.unemployed" in texts
    assert ("balance.assessment" in texts) == (not relation)


def test_mermaid() -> None:
    text = run("supply.prospects", "--graph")
    assert text.startswith("flowchart LR")
    assert "supply__shown --> supply__prospects" in text
