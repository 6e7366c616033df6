"""amb init"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import JsonOption


def init(
    directory: Annotated[Path, typer.Argument(help="Folder of the new project.")],
    json: JsonOption = False,
) -> None:
    """Write a project of your own: the queries, macros and unit cases to start from."""
    from engine.authoring.new_project import write_project

    files = write_project(directory)
    if json:
        output.answer({"project": str(directory), "files": len(files)})
        return
    print(directory)
    output.say(f"{len(files)} files. Change the queries, then run amb build there.")
