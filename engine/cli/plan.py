"""amb plan"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import output
from engine.cli.engines import (
    EngineOption,
    Makes,
    PlaceOption,
    RemoteOption,
    on_spark,
)
from engine.cli.options import (
    CsvOption,
    InputsOption,
    JsonOption,
    ProjectOption,
    SetOption,
    WarehouseOption,
    pairs,
    warehouse_of,
)


def plan(
    inputs: InputsOption = None,
    warehouse: WarehouseOption = None,
    set_: SetOption = None,
    csv: CsvOption = None,
    select: Annotated[
        list[str] | None,
        typer.Option(help="Plan this relation and what it reads."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="As for build.")] = False,
    engine: EngineOption = Makes.duckdb,
    spark_remote: RemoteOption = None,
    place: PlaceOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show what would be kept, too.")
    ] = False,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what a build would run, and why. Runs nothing."""
    from engine.build.build import foresee
    from engine.build.request import Request
    from engine.compile.project import find_project
    from engine.inputs.csv_values import csv_options

    settings = pairs(set_, "--set")
    request = Request(
        warehouse_of(warehouse, project),
        inputs,
        settings,
        select or (),
        full,
        csv=csv_options(csv or ()),
        on_spark=on_spark(engine, spark_remote, place),
    )
    steps = foresee(find_project(project), request)
    if json:
        output.answer(
            [
                {
                    "relation": str(step.relation),
                    "action": step.action.value,
                    "reasons": list(step.reasons),
                }
                for step in steps
            ]
        )
        return
    printed = [step for step in steps if every or step.reasons]
    width = max((len(str(step.relation)) for step in printed), default=0)
    for step in printed:
        reasons = "; ".join(step.reasons)
        print(f"{step.action.value:<8} {step.relation!s:<{width}}  {reasons}".rstrip())
    kept = sum(not step.reasons for step in steps)
    output.say(f"{len(steps) - kept} with something to do, {kept} kept.")
