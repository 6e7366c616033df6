"""amb show, amb compile"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import console
from engine.cli.completion import complete_relation
from engine.cli.console import (
    WAREHOUSE,
    JsonOption,
    ProjectOption,
    SetOption,
    WarehouseOption,
)

RelationArgument = Annotated[
    str,
    typer.Argument(
        help="SCHEMA.NAME, such as supply.prospects.", autocompletion=complete_relation
    ),
]


def show(
    relation: RelationArgument,
    limit: Annotated[int, typer.Option(help="Rows at most.", min=1)] = 20,
    where: Annotated[
        list[str] | None, typer.Option(help="COLUMN=VALUE; may be repeated.")
    ] = None,
    warehouse: WarehouseOption = WAREHOUSE,
    json: JsonOption = False,
) -> None:
    """Show the rows of a relation of the warehouse."""
    from engine.warehouse import rows_of

    table = rows_of(warehouse, relation, console.settings(where), limit)
    if json:
        rows = (dict(zip(table.header, row, strict=True)) for row in table.rows)
        console.answer(list(rows))
    else:
        if console.fits(table.header, table.rows):
            console.print_table(None, table.header, table.rows)
        else:
            console.print_records(table.header, table.rows)
        if table.more:
            console.say(f"The first {limit} rows; --limit shows more.")


def compile_(
    relation: RelationArgument,
    set_: SetOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Print the SQL of a relation as DuckDB runs it."""
    from engine.project import find_project

    compiled = find_project(project).compile(console.settings(set_))
    query = compiled.find(relation)
    if json:
        console.answer(
            {
                "relation": str(query.name),
                "file": str(query.path),
                "materialization": query.kind,
                "reads": sorted(map(str, query.reads)),
                "sql": query.sql,
            }
        )
    else:
        print(query.sql.rstrip())
