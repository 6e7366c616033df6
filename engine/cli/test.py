"""amb test"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli import output
from engine.cli.exit import Exit
from engine.cli.options import (
    JsonOption,
    ProjectOption,
    WarehouseOption,
    pairs,
    warehouse_of,
)
from engine.cli.output import cell_text, say

if TYPE_CHECKING:
    from engine.authoring.compare_rows import Difference
    from engine.authoring.run_cases import Result


def test(
    relation: Annotated[
        str | None, typer.Argument(help="SCHEMA.NAME; without it, all cases.")
    ] = None,
    record: Annotated[
        str | None,
        typer.Option(help="Write a case of this relation from the warehouse."),
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the case written.")] = "recorded",
    where: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE of the rows written; may be repeated."),
    ] = None,
    warehouse: WarehouseOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Run the tests of the queries: tests/queries/SCHEMA.NAME/CASE.toml."""
    from engine.authoring.cases import find_cases
    from engine.authoring.run_cases import run_cases
    from engine.compile.project import find_project
    from engine.names import Name
    from engine.problems import UsageError

    opened = find_project(project)
    if record is not None:
        from engine.authoring.record_case import record as write

        case = write(
            opened,
            warehouse_of(warehouse, project),
            record,
            pairs(where, "--where"),
            name,
        )
        output.answer({"case": str(case.path)}) if json else print(case.path)
        return
    cases = find_cases(opened, Name.of(relation) if relation else None)
    if not cases:
        raise UsageError(
            f"{relation or opened.root} has no case. Write one: amb test --record."
        )
    results = list(run_cases(opened, cases))
    if json:
        output.answer([_as_json(result) for result in results])
    else:
        _print(results)
    if not all(result.passed for result in results):
        raise typer.Exit(Exit.FAULT)


def _print(results: list[Result]) -> None:
    for result in results:
        print(f"{'passed' if result.passed else 'FAILED'}  {result.case}")
        for problem in result.problems:
            print("\n".join(f"    {line}" for line in str(problem).splitlines()))
        if result.differences:
            why = " ".join(result.case.why.split())
            print(f"    {result.case.path}: {why}")
        for difference in result.differences:
            if result.case.inputs:
                print(f"    {difference.relation}")
            print("\n".join(f"    {line}" for line in _lines(difference)))
    passed = sum(result.passed for result in results)
    sys.stdout.flush()
    say(f"{passed} passed, {len(results) - passed} failed")


def _lines(difference: Difference) -> list[str]:
    row = ", ".join(f"{name} = {_exact(v)}" for name, v in difference.row.items())
    if not difference.cells:
        return [f"{difference.kind} row: {row}"]
    width = max(len(column) for column, _, _ in difference.cells)
    return [
        f"{row}:",
        *(
            f"    {column:<{width}}  expected {_exact(a)}, found {_exact(b)}"
            for column, a, b in difference.cells
        ),
    ]


def _exact(value: Any) -> str:
    return cell_text(value, exact=True)


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "relation": result.case.path.parent.name,
        "case": result.case.name,
        "file": str(result.case.path),
        "passed": result.passed,
        "problems": [problem.as_json() for problem in result.problems],
        "differences": [
            {
                "relation": difference.relation,
                "kind": difference.kind,
                "row": dict(difference.row),
                "cells": [
                    {"column": column, "expected": a, "found": b}
                    for column, a, b in difference.cells
                ],
            }
            for difference in result.differences
        ],
    }
