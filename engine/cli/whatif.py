"""amb whatif"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import (
    JsonOption,
    PrivateOption,
    ProjectOption,
    SetOption,
    WarehouseOption,
    pairs,
    warehouse_of,
)
from engine.cli.output import say


def whatif(
    set_: SetOption = None,
    query: Annotated[
        list[str] | None,
        typer.Option(
            help="A query's other text: SCHEMA/NAME.sql or SCHEMA.NAME=FILE; "
            "may be repeated."
        ),
    ] = None,
    warehouse: WarehouseOption = None,
    private: PrivateOption = False,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what other parameters or queries would change. The warehouse stays."""
    from engine.balance.moved_titles import moved_titles
    from engine.build.what_if import changed_warehouse
    from engine.cli.diff import as_json, show
    from engine.compile.project import find_project
    from engine.problems import UsageError
    from engine.state.work_file import work_file
    from engine.warehouse.diff import compare

    if not set_ and not query:
        raise UsageError("Say what: --set NAME=VALUE or --query FILE.")
    settings, queries = pairs(set_, "--set"), query or ()
    folder = warehouse_of(warehouse, project)
    with changed_warehouse(find_project(project), folder, settings, queries) as changed:
        work = work_file(folder)
        only = changed.relations
        relations = compare(
            work, changed.work, changed.compiled, only=only, private=private
        )
        moved = tuple(moved_titles(work, changed.work, changed.compiled))
    if json:
        run = sorted(map(str, only))
        output.answer({"run": run, **as_json(relations, moved)})
        return
    show(relations, moved)
    say(f"{len(only)} relations built beside the warehouse; it stands as before.")
