"""amb new"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import output
from engine.cli.completion import complete_relation
from engine.cli.options import JsonOption, ProjectOption


def new(
    relation: Annotated[str, typer.Argument(help="SCHEMA.NAME of the new relation.")],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Relation whose columns to start from.",
            autocompletion=complete_relation,
        ),
    ] = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Start a query file; one that is there is never overwritten."""
    from engine.authoring.new_query import start_query
    from engine.compile.project import find_project

    path = start_query(find_project(project), relation, source)
    if json:
        output.answer({"relation": relation, "file": str(path)})
    else:
        print(path)
        output.say("Now fill in what is marked TODO, then run amb lint and amb build.")
