"""amb catalog"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import (
    JsonOption,
    LanguageOption,
    ProjectOption,
    SetOption,
    WarehouseOption,
    language_of,
    pairs,
    warehouse_of,
)


def catalog(
    directory: Annotated[Path, typer.Argument(help="Folder to write the site to.")],
    warehouse: WarehouseOption = None,
    set_: SetOption = None,
    language: LanguageOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Write a static site of all relations; row counts come from the warehouse."""
    from engine.catalog.site import write_catalog
    from engine.compile.project import find_project

    compiled = find_project(project).compile(pairs(set_, "--set"))
    folder, spoken = warehouse_of(warehouse, project), language_of(language)
    files = write_catalog(compiled, folder, directory, spoken)
    if json:
        output.answer({"files": [str(file) for file in files]})
        return
    print(directory / "index.html")
    output.say(f"{len(files)} files. Open index.html in a browser.")
