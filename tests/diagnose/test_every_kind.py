"""Every kind of fault, in a plain file, after loops and conditionals, and in a macro:
file, line, column, marker, the reason, the name that was meant, and the same as JSON.

`@` in a fault's text is the character that must be pointed at.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.problems import Problem, ProblemError
from tests.projects.tiny import lay_out

QUERY = "queries/supply/extra.sql"
MACRO = "macros/unsound.sql"
PLAIN = """-- Broken.
select
    place_id, -- the place
    FAULT
from input.headcount
"""
LOOPS = """-- Broken.
{% set names = ['one', 'two', 'three'] %}
with counted as (
    select
        place_id,
        persons,
        {% for name in names %}
        {{ share('persons', loop.index) }} as {{ name }},
        {% if not loop.last %}
        {{ loop.index }}
            + year as {{ name }}_year,
        {% endif %}
        {% endfor %}
        {% if detailed %}
        1 as detail,
        {% else %}
        2
            as detail,
        {% endif %}
        year
    from input.headcount
)

select
    place_id, -- the place
    {% for name in names %}
    {{ name }}, -- {{ name }}
    {% endfor %}
    FAULT
from counted
"""
CALLING = PLAIN.replace("FAULT", "{{ broken() }}")
BODY = """{#- Broken. -#}
{%- macro unbroken(n) -%}
{{ n }}
{%- endmacro -%}

{%- macro broken() -%}
{% for n in [1, 2] %}
{{ unbroken(n) }} +
{% endfor %}
FAULT
{%- endmacro -%}
"""


class Kind(NamedTuple):
    fault: str
    reason: str
    hint: str | None = None


KINDS = {
    "jinja syntax": Kind(
        "{{ @threshold + }} as x -- x",
        "not a Jinja template: unexpected 'end of print statement'",
    ),
    "jinja filter": Kind(
        "{{ threshold | @rund }} as x -- x",
        "not a Jinja template: No filter named 'rund'",
        "Did you mean round?",
    ),
    "undefined parameter": Kind(
        "{{ @treshold }} as x -- x",
        "treshold is neither a parameter nor a macro",
        "Did you mean threshold?",
    ),
    "a macro's own error": Kind("{{ @fail('too high') }} as x -- x", "too high"),
    "a macro that fails": Kind(
        "{{ @1 // 0 }} as x -- x",
        "the template failed: integer division or modulo by zero",
    ),
    "a macro called wrongly": Kind(
        "{{ @share('persons') }} as x -- x",
        "the macro share needs whole",
        "It takes share(part, whole).",
    ),
    "no SQL": Kind("1 as case @persons -- x", "not SQL: syntax error"),
    "unknown column": Kind(
        "@persns as x -- x",
        'Referenced column "persns" not found in FROM clause',
        "Did you mean persons?",
    ),
    "unknown table": Kind(
        "(select max(t.years) from @suply.total as t) as x -- x",
        "supply.extra reads suply.total, which nothing provides",
        "Did you mean supply.total?",
    ),
    "unknown function": Kind(
        "@lenth(place_id) as x -- x",
        "Function with name lenth does not exist",
        "Did you mean length?",
    ),
    "a cast while running": Kind(
        "@cast(place_id as bigint) as x -- x",
        "Could not convert string",
    ),
    "an error while running": Kind(
        "1 + year(@strptime(place_id, '%Y')) as x -- x",
        "Could not parse string",
        "Error: Expected a number",
    ),
    "an overflow while running": Kind(
        "0 +\n        @9223372036854775807 * persons as x -- x",
        "Overflow in multiplication",
    ),
    "a check that finds rows": Kind(
        "99 + persons as x -- x @@max(100)",
        "x must be at most 100: ",
        'Find them with: select "x" from "supply"."extra" where "x" > 100',
    ),
    "a check that cannot run": Kind(
        "year as x -- x @@max(persns)",
        'the check cannot run: Referenced column "persns" not found in FROM clause',
    ),
}
WHOLE_FILE = ("jinja syntax", "jinja filter")  # no line of the query has called them


def problem_of(
    root: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Problem:
    lay_out(root, files)
    monkeypatch.chdir(root)
    with pytest.raises(ProblemError) as caught:
        build(Project(root), Request(Path("warehouse"), Path("inputs")))
    [problem] = caught.value.problems
    return problem


def marked(template: str, fault: str) -> tuple[str, int, int]:
    """The text with the fault in it, and the line and column of its `@`."""
    at = fault.index("@")
    text = template.replace("FAULT", fault[:at] + fault[at + 1 :])
    before = text[: template.index("FAULT") + at]
    return text, before.count("\n") + 1, len(before) - before.rfind("\n")


def shows(problem: Problem, file: str, line: int, column: int, text: str) -> None:
    """What is said names the place, and marks the character under its line."""
    head, shown, mark, *_ = str(problem).splitlines()
    assert head.startswith(f"{file}:{line}:{column}: ")
    assert shown == f"    {text.splitlines()[line - 1]}"
    assert mark == " " * (4 + column - 1) + "^"
    read = json.loads(json.dumps(problem.as_json()))
    place = read["place"]
    assert place["file"].endswith(file) and place["text"] == shown[4:]
    assert (place["line"], place["column"]) == (line, column)
    assert (read["reason"], read["hint"]) == (problem.reason, problem.hint)
    assert len(read["called_from"]) == len(problem.called_from)


@pytest.mark.parametrize("template", [PLAIN, LOOPS], ids=["plain", "after loops"])
@pytest.mark.parametrize("kind", KINDS)
def test_in_a_query(
    kind: str, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, reason, hint = KINDS[kind]
    text, line, column = marked(template, fault)
    problem = problem_of(tmp_path, {QUERY: text}, monkeypatch)
    shows(problem, QUERY, line, column, text)
    assert reason in problem.reason and "\n" not in problem.reason
    assert hint is None or problem.hint == hint
    assert problem.relation == "supply.extra"


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_macro(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault, reason, hint = KINDS[kind]
    text, line, column = marked(BODY, fault)
    problem = problem_of(tmp_path, {QUERY: CALLING, MACRO: text}, monkeypatch)
    shows(problem, MACRO, line, column, text)
    assert reason in problem.reason
    assert hint is None or problem.hint == hint
    callers = [(str(p.file.name), p.line) for p in problem.called_from]
    assert callers == ([] if kind in WHOLE_FILE else [("extra.sql", 4)])
    if callers:
        assert "    called from queries/supply/extra.sql:4:" in str(problem)


CONTRACT = """-- Persons counted, one row per place and year.
-- @key(place_id, year)
{% for word in ['in', 'all'] %}
-- {{ word }} places
{% endfor %}
select
    cast(place_id as text) as place_id, -- the place
    cast(year as bigint) as year, -- the year
    {% if not detailed %}
    cast(persons as bigint) as persons -- persons counted @max(7)
    {% endif %}
from file.headcount
"""


def test_in_a_contract_after_loops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "queries/input/headcount.sql"
    problem = problem_of(tmp_path, {name: CONTRACT}, monkeypatch)
    assert str(problem.place) == "inputs/headcount.csv"
    assert problem.reason == "persons must be at most 7: 1 row at fault"
    assert problem.rows == ("row 2, place_id = n, year = 2021, persons = 8",)
    assert problem.declared and str(problem.declared) == f"{name}:10:59"
