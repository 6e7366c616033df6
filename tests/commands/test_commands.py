"""plan, check, test, diff and whatif as commands: exit codes, the two outputs, JSON.

Each case is a command line on the tiny project; `{old}` is its warehouse, `{new}` one
with another threshold. Nothing but the answer goes to standard output.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from engine.cli import main
from tests.projects.tiny import PORTION_CASE, lay_out

SOUND = "tests/queries/supply.portion/sound.toml"
UNSOUND = "tests/queries/supply.total/unsound.toml"
BROKEN_CASE = """why = "one and two are three"

[given]
"input.headcount" = [{place_id = "n", persons = 1}, {place_id = "n", persons = 2}]

[expected]
rows = [{place_id = "n", persons_sum = 4}]
"""
DRAFT = "drafts/supply/total.sql"
MISSPELT = "drafts/supply/portion.sql"


class Done(NamedTuple):
    """What a command ended with."""

    returncode: object
    stdout: str
    stderr: str


class Run(NamedTuple):
    """What a command line ends with, on standard output and standard error."""

    words: str
    code: int
    out: str = ""
    err: str = ""


RUNS = {
    "plan, nothing to do": Run("plan --inputs inputs --warehouse {old}", 0, "", "kept"),
    "plan of a parameter": Run(
        "plan --inputs inputs --warehouse {old} --set threshold=5",
        0,
        "parameter threshold 10 → 5",
        "with something to do",
    ),
    "plan without a warehouse": Run(
        "plan --inputs inputs --warehouse nowhere", 0, "new", "0 kept"
    ),
    "plan without inputs": Run(
        "plan --inputs nowhere --warehouse {old}", 1, "", "does not exist"
    ),
    "plan of a broken project": Run(
        "plan --inputs inputs --warehouse {old} --project broken",
        1,
        "",
        "verdict.sql:9:31: treshold is neither a parameter nor a macro",
    ),
    "plan of no parameter": Run(
        "plan --inputs inputs --warehouse {old} --set treshold=5",
        2,
        "",
        "Did you mean threshold?",
    ),
    "plan of no number": Run(
        "plan --inputs inputs --warehouse {old} --set threshold=many",
        2,
        "",
        "threshold takes a number, not 'many'",
    ),
    "plan of no relation": Run(
        "plan --inputs inputs --warehouse {old} --select supply.totl",
        2,
        "",
        "Did you mean supply.total?",
    ),
    "plan of no project": Run(
        "plan --project inputs", 2, "", "no folders queries/ and macros/"
    ),
    "compile for Spark": Run(
        "compile supply.portion --dialect spark", 0, "FROM supply.total AS total"
    ),
    "compile an input for Spark": Run(
        "compile input.place --dialect spark", 2, "", "DuckDB reads inputs"
    ),
    "check that holds": Run("check --warehouse {old}", 0, "", "checks hold, 0 do not"),
    "check, all of them": Run(
        "check supply.total --all --warehouse {old}",
        0,
        "holds: supply.total: place_id must identify a row",
        "1 checks hold, 0 do not",
    ),
    "check that warns": Run(
        "check --warehouse {old} --project warns",
        0,
        "warning: supply.portion",
        "1 warn",
    ),
    "check that finds rows": Run(
        "check --warehouse {old} --project strict",
        1,
        "total.sql:13:40: years must be at most 1: 2 rows at fault",
        "1 do not",
    ),
    "check that cannot run": Run(
        "check --warehouse {old} --project unsound",
        1,
        "",
        "total.sql:13:40: the check cannot run",
    ),
    "check of no relation": Run(
        "check supply.totl --warehouse {old}", 2, "", "Did you mean supply.total?"
    ),
    "check of no warehouse": Run(
        "check --warehouse nowhere", 2, "", "Run amb build first"
    ),
    "test that passes": Run("test supply.portion", 0, "passed", "1 passed, 0 failed"),
    "test that fails": Run(
        "test", 1, "persons_sum  expected 4, found 3", "1 passed, 1 failed"
    ),
    "test of a broken query": Run(
        "test supply.portion --project misspelt",
        1,
        'portion.sql:10:5: Table "total" does not have a column named "person_sum"',
        "0 passed, 1 failed",
    ),
    "lint of a broken query": Run(
        "lint --project misspelt",
        1,
        'portion.sql:10:5: Table "total" does not have a column named "person_sum"',
        "findings",
    ),
    "test of no case": Run("test supply.visited", 2, "", "has no case"),
    "test recorded twice": Run(
        "test --record supply.portion --name sound --warehouse {old}",
        2,
        "",
        "is there already",
    ),
    "diff that finds some": Run(
        "diff {old} {new}", 0, "balance.verdict: 1 changed (is_large 1)"
    ),
    "diff that finds none": Run("diff {old} {old}", 0, "", "No difference."),
    "diff of no warehouse": Run("diff {old} nowhere", 2, "", "No warehouse at nowhere"),
    "diff of no database": Run(
        "diff {old}/work.duckdb queries/project.toml", 1, "", "is no DuckDB database"
    ),
    "diff of one": Run("diff {old}", 2, "", "Missing argument"),
    "whatif of a parameter": Run(
        "whatif --set threshold=13 --warehouse {old}",
        0,
        "~ place_id = n: is_large True → False",
        "it stands as before",
    ),
    "whatif of nothing": Run(
        "whatif --set threshold=10 --warehouse {old}", 0, "", "No difference."
    ),
    "whatif of a query": Run(
        f"whatif --query {DRAFT} --relation supply.total --warehouse {{old}}",
        0,
        "supply.total: 2 changed",
        "it stands as before",
    ),
    "whatif of a broken query": Run(
        f"whatif --query {MISSPELT} --warehouse {{old}}",
        1,
        "",
        'portion.sql:10:5: Table "total" does not have a column named "person_sum"',
    ),
    "whatif of no change": Run("whatif --warehouse {old}", 2, "", "Say what"),
    "whatif of no parameter": Run(
        "whatif --set treshold=1 --warehouse {old}", 2, "", "Did you mean threshold?"
    ),
    "whatif of no file": Run(
        "whatif --query nowhere.sql --warehouse {old}", 2, "", "No file nowhere.sql"
    ),
    "whatif of no warehouse": Run(
        "whatif --set threshold=1 --warehouse nowhere", 2, "", "Run amb build first"
    ),
}


def edited(root: Path, folder: str, file: str, old: str, new: str) -> None:
    """The tiny project in a folder, with one file changed."""
    path = lay_out(root / folder) / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with cases, drafts, broken copies and two warehouses."""
    root = lay_out(tmp_path_factory.mktemp("workshop"))
    total, portion = "queries/supply/total.sql", "queries/supply/portion.sql"
    texts = {path: (root / path).read_text() for path in (total, portion)}
    output, typo = "    total.persons_sum,", "    total.person_sum,"
    drafts = {
        DRAFT: texts[total].replace("(persons)", "(persons + 1)"),
        MISSPELT: texts[portion].replace(output, typo),
    }
    lay_out(root, {SOUND: PORTION_CASE, UNSOUND: BROKEN_CASE, **drafts})
    edited(root, "broken", "queries/balance/verdict.sql", "threshold", "treshold")
    edited(root, "strict", total, "years counted", "years counted @max(1)")
    edited(root, "unsound", total, "years counted", "years counted @max(one)")
    lay_out(root / "misspelt", {SOUND: PORTION_CASE})
    edited(root, "misspelt", portion, output, typo)
    rule = "-- @rule(portion > 1; all; warning)\n-- @key"
    edited(root, "warns", portion, "-- @key", rule)
    for name, threshold in (("old", "10"), ("new", "5")):
        line = f"build --inputs inputs --warehouse {name} --set threshold={threshold}"
        done = run(root, line)
        assert done.returncode == 0, done.stderr
    return root


def run(root: Path, words: str, *more: str) -> Done:
    """The command in this process, which is quicker: test_amb.py has processes."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["amb", *words.format(old="old", new="new").split(), *more]
    with (
        chdir(root),
        patch.object(sys, "argv", argv),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
    return Done(code, out.getvalue(), err.getvalue())


@pytest.mark.parametrize("name", RUNS)
def test_exit_code_and_outputs(name: str, workshop: Path) -> None:
    words, code, out, err = RUNS[name]
    done = run(workshop, words)
    assert done.returncode == code, done.stdout + done.stderr
    assert out in done.stdout and bool(out) == bool(done.stdout.strip())
    assert err in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("name", [name for name in RUNS if name != "diff of one"])
def test_json_alone_on_standard_output(name: str, workshop: Path) -> None:
    words, code, _, err = RUNS[name]
    done = run(workshop, words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    answer = json.loads(done.stdout)
    if code == 2:
        assert err in answer["usage"]
    elif code == 1 and "problems" in answer:
        [problem] = answer["problems"]
        assert set(problem) >= {"reason", "place", "hint", "called_from", "relation"}
        assert not done.stderr
    else:
        assert not done.stderr


def answer(workshop: Path, name: str) -> Any:
    return json.loads(run(workshop, RUNS[name].words, "--json").stdout)


def test_what_json_says(workshop: Path) -> None:
    steps = {step["relation"]: step for step in answer(workshop, "plan of a parameter")}
    assert steps["balance.verdict"]["action"] == "run"
    assert steps["supply.total"] == {
        "relation": "supply.total",
        "action": "keep",
        "reasons": [],
    }
    broken = [
        c for c in answer(workshop, "check that finds rows") if c["rows_at_fault"]
    ]
    assert [(c["severity"], c["rows_at_fault"]) for c in broken] == [("error", 2)]
    assert (broken[0]["place"]["line"], broken[0]["place"]["column"]) == (13, 40)
    [passed, failed] = sorted(
        answer(workshop, "test that fails"), key=lambda case: not case["passed"]
    )
    assert passed["case"] == "sound" and not failed["passed"]
    assert failed["differences"][0]["cells"] == [
        {"column": "persons_sum", "expected": 4, "found": 3}
    ]
    diff = answer(workshop, "diff that finds some")
    verdict = {r["relation"]: r for r in diff["relations"]}["balance.verdict"]
    assert (verdict["changed"], verdict["columns"]) == (1, {"is_large": 1})
    whatif = answer(workshop, "whatif of a parameter")
    assert "balance.verdict" in whatif["run"] and "supply.total" not in whatif["run"]


def test_a_build_says_where_its_time_went(workshop: Path) -> None:
    line = "build --inputs inputs --warehouse profiled --profile"
    printed = run(workshop, line).stdout
    report = json.loads(run(workshop, f"{line} --full --json").stdout)
    built = {spent["relation"] for spent in report["relations"]}
    assert built == {name for name in report["run"] if not name.startswith("input.")}
    assert all(name in printed for name in built)
    assert all(spent["making"] > 0 for spent in report["relations"])


def test_differences_in_danish(workshop: Path) -> None:
    line = "whatif --set threshold=13 --warehouse {old} --language da"
    changed = run(workshop, line)
    assert "balance.verdict: 1 ændret" in changed.stdout
    assert "det er som før" in changed.stderr
    assert "Ingen forskel." in run(workshop, "diff {old} {old} --language da").stderr
