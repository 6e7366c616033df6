"""amb synthesize"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import JsonOption, ProjectOption
from engine.cli.output import say


def synthesize(
    directory: Annotated[Path, typer.Argument(help="Folder to write to.")],
    seed: Annotated[int, typer.Option(help="Another seed, another country.")] = 1,
    scale: Annotated[
        float, typer.Option(help="Size: 1 is the default build's country.", min=0.01)
    ] = 1.0,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Write the synthetic Denmark as a folder of input tables, its truth beside it."""
    from engine.build.synthetic_inputs import Country
    from engine.build.synthetic_inputs import synthesize as run
    from engine.compile.project import find_project
    from engine.progress import Progress

    with Progress() as reporter:
        files = run(find_project(project), directory, Country(seed, scale), reporter)
    if json:
        output.answer([{"file": str(file), "rows": rows} for file, rows in files])
        return
    for file, rows in files:
        print(f"{file}  {rows:,} rows")
    say("All figures are invented.")
