"""amb export"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import (
    JsonOption,
    LanguageOption,
    RelationArgument,
    WarehouseOption,
    WhereOption,
    language_of,
    pairs,
    warehouse_of,
)


def export(
    relation: RelationArgument,
    file: Annotated[
        Path,
        typer.Argument(help="Ends in .csv, .parquet, .xlsx, .json or .sdmx.csv."),
    ],
    where: WhereOption = None,
    language: LanguageOption = None,
    warehouse: WarehouseOption = None,
    json: JsonOption = False,
) -> None:
    """Write a published relation to a file; the ending says the format.

    .json is JSON-stat 2.0, .sdmx.csv is SDMX-CSV 2.0.
    """
    from engine.export import export as run

    rows, left_out = run(
        warehouse_of(warehouse),
        relation,
        file,
        pairs(where, "--where"),
        language_of(language),
    )
    if left_out:
        output.say(
            "JSON-stat holds figures alone; these columns are not in the file: "
            f"{', '.join(left_out)}."
        )
    if json:
        output.answer({"file": str(file), "rows": rows, "left_out": left_out})
    else:
        print(f"{file}  {rows:,} rows")
