"""amb whatif"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import output
from engine.cli.output import (
    WAREHOUSE,
    JsonOption,
    ProjectOption,
    SetOption,
    WarehouseOption,
    say,
)


def whatif(
    set_: SetOption = None,
    query: Annotated[
        list[str] | None,
        typer.Option(
            help="A query's other text: SCHEMA/NAME.sql or SCHEMA.NAME=FILE; "
            "may be repeated."
        ),
    ] = None,
    warehouse: WarehouseOption = WAREHOUSE,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what other parameters or queries would change. The warehouse stays."""
    from engine.build.what_if import whatif as ask
    from engine.cli.diff import as_json, show
    from engine.compile.project import find_project
    from engine.problems import UsageError

    if not set_ and not query:
        raise UsageError("Say what: --set NAME=VALUE or --query FILE.")
    settings = output.settings(set_)
    answer = ask(find_project(project), warehouse, settings, query or ())
    if json:
        output.answer({"run": list(answer.run), **as_json(answer.diff)})
        return
    show(answer.diff)
    say(f"{len(answer.run)} relations built beside the warehouse; it stands as before.")
