"""amb export"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.explain import Language
from engine.cli.output import WAREHOUSE, JsonOption, WarehouseOption
from engine.cli.show import RelationArgument


def export(
    relation: RelationArgument,
    file: Annotated[
        Path,
        typer.Argument(help="Ends in .csv, .parquet, .xlsx, .json or .sdmx.csv."),
    ],
    where: Annotated[
        list[str] | None, typer.Option(help="COLUMN=VALUE; may be repeated.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of labels: da or en.")] = (
        Language.en
    ),
    warehouse: WarehouseOption = WAREHOUSE,
    json: JsonOption = False,
) -> None:
    """Write a published relation to a file; the ending says the format.

    .json is JSON-stat 2.0, .sdmx.csv is SDMX-CSV 2.0.
    """
    from engine.export import export as run

    rows, left_out = run(
        warehouse, relation, file, output.settings(where), language.value
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
