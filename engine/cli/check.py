"""amb check"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import output
from engine.cli.exit import Exit
from engine.cli.options import JsonOption, ProjectOption, WarehouseOption, warehouse_of
from engine.cli.output import say

if TYPE_CHECKING:
    from engine.warehouse.check import Checked


def check(
    relation: Annotated[
        str | None, typer.Argument(help="SCHEMA.NAME; without it, all relations.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show the checks that hold, too.")
    ] = False,
    warehouse: WarehouseOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Run the checks of the relations of a warehouse."""
    from engine.compile.project import find_project
    from engine.warehouse.check import check as run

    checked = run(find_project(project), warehouse_of(warehouse, project), relation)
    if json:
        _answer(checked)
    else:
        _print(checked, every)
    if checked.errors:
        raise typer.Exit(Exit.FAULT)


def _print(checked: Checked, every: bool) -> None:
    for result in checked.results:
        name = result.check.query.name
        if result.count:
            print(f"{result.check.severity}: {name}: {result.problem}\n")
        elif every:
            print(f"holds: {name}: {result.check.rule}")
    for missing in checked.not_built:
        say(f"{missing} is not built yet.")
    holding = len(checked.results) - checked.errors - checked.warnings
    counts = f"{holding} checks hold, {checked.errors} do not"
    say(f"{counts}, {checked.warnings} warnings.")


def _answer(checked: Checked) -> None:
    output.answer(
        [
            {
                "relation": str(result.check.query.name),
                "rule": result.check.rule,
                "severity": result.check.severity,
                "rows_at_fault": result.count,
                "rows": list(result.rows),
                "sql": result.check.sql,
                "place": result.problem.as_json()["place"],
            }
            for result in checked.results
        ]
    )
