"""amb whatif"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import console
from engine.cli.console import (
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
    from engine.cli.diff import as_json, show
    from engine.problems import UsageError
    from engine.project import find_project
    from engine.whatif import whatif as ask

    if not set_ and not query:
        raise UsageError("Say what: --set NAME=VALUE or --query FILE.")
    settings = console.settings(set_)
    answer = ask(find_project(project), warehouse, settings, query or ())
    if json:
        console.answer({"run": list(answer.run), **as_json(answer.diff)})
        return
    show(answer.diff)
    say(f"{len(answer.run)} relations built beside the warehouse; it stands as before.")
