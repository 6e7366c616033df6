"""amb explain"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import output
from engine.cli.options import (
    JsonOption,
    LanguageOption,
    WarehouseOption,
    language_of,
    warehouse_of,
)


def explain(
    occupation: Annotated[
        str, typer.Argument(help="Identifier of a title, or a part of the title.")
    ],
    region: Annotated[
        str | None, typer.Option(help="Identifier or part of a name; default: DK.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="Half-year such as 2025H2; default: the newest.")
    ] = None,
    language: LanguageOption = None,
    warehouse: WarehouseOption = None,
    json: JsonOption = False,
) -> None:
    """Tell why a title has its category, step by step."""
    from engine.balance.explain import find_cell, story

    folder, spoken = warehouse_of(warehouse), language_of(language)
    cell = find_cell(folder, occupation, region, period)
    steps = story(folder, cell, spoken)
    if json:
        keys = ("step", "topic", "explanation")
        records = [dict(zip(keys, step, strict=True)) for step in steps]
        output.answer({**cell._asdict(), "language": spoken, "steps": records})
        return
    width = max(len(topic) for _, topic, _ in steps)
    for number, topic, words in steps:
        print(f"{number}  {topic:<{width}}  {words}")
