"""amb show, amb compile"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import (
    JsonOption,
    ProjectOption,
    RelationArgument,
    SetOption,
    WarehouseOption,
    WhereOption,
    pairs,
    warehouse_of,
)


def show(
    relation: RelationArgument,
    limit: Annotated[int, typer.Option(help="Rows at most.", min=1)] = 20,
    where: WhereOption = None,
    warehouse: WarehouseOption = None,
    json: JsonOption = False,
) -> None:
    """Show the rows of a relation of the warehouse."""
    from engine.warehouse.read import rows_of

    table = rows_of(warehouse_of(warehouse), relation, pairs(where, "--where"), limit)
    if json:
        records = (dict(zip(table.header, row, strict=True)) for row in table.rows)
        output.answer(list(records))
    else:
        rows = [["NULL" if v is None else v for v in row] for row in table.rows]
        if output.fits(table.header, rows):
            output.print_table(None, table.header, rows)
        else:
            output.print_records(table.header, rows)
        if table.more:
            output.say(f"The first {limit} rows; --limit shows more.")


class Dialect(StrEnum):
    duckdb = "duckdb"
    spark = "spark"


def compile_(
    relation: RelationArgument,
    set_: SetOption = None,
    dialect: Annotated[
        Dialect, typer.Option(help="Whose SQL: duckdb, or spark, as Spark gets it.")
    ] = Dialect.duckdb,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Print the SQL of a relation as DuckDB runs it, or as Spark gets it."""
    from engine.compile.project import find_project
    from engine.names import Name

    settings = pairs(set_, "--set")
    compiled = find_project(project).compile_for([Name.of(relation)], settings)
    query = compiled.find(relation)
    sql = query.sql
    if dialect is Dialect.spark:
        from engine.build.spark_text import spark_text

        sql = spark_text(compiled, query)
    if json:
        output.answer(
            {
                "relation": str(query.name),
                "file": str(query.path),
                "materialization": query.materialization.kind,
                "reads": sorted(map(str, query.reads)),
                "sql": sql,
            }
        )
    else:
        print(sql.rstrip())
