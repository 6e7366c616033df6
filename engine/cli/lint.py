"""amb lint"""

from __future__ import annotations

import typer

from engine.cli import output
from engine.cli.exit import Exit
from engine.cli.options import JsonOption, ProjectOption


def lint(project: ProjectOption = None, json: JsonOption = False) -> None:
    """Hold the queries against the house rules; exit 1 if one is not kept."""
    from engine.authoring.lint import lint as run
    from engine.compile.project import find_project

    findings = run(find_project(project))
    if json:
        records = [{"rule": f.rule, **f.problem.as_json()} for f in findings]
        output.answer({"findings": records})
    else:
        for finding in findings:
            print(f"[{finding.rule}] {finding.problem}\n")
        output.say(f"{len(findings)} findings.")
    if findings:
        raise typer.Exit(Exit.FAULT)
