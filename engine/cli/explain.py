"""amb explain"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from engine.cli import output
from engine.cli.output import WAREHOUSE, JsonOption, WarehouseOption


class Language(StrEnum):
    da = "da"
    en = "en"


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
    language: Annotated[Language, typer.Option(help="da or en.")] = Language.en,
    warehouse: WarehouseOption = WAREHOUSE,
    json: JsonOption = False,
) -> None:
    """Tell why a title has its category, step by step."""
    from engine.balance.explain import find_cell, story

    cell = find_cell(warehouse, occupation, region, period)
    steps = story(warehouse, cell, language.value)
    if json:
        keys = ("step", "topic", "explanation")
        told = [dict(zip(keys, step, strict=True)) for step in steps]
        output.answer({**cell._asdict(), "language": language.value, "steps": told})
        return
    width = max(len(topic) for _, topic, _ in steps)
    for number, topic, words in steps:
        print(f"{number}  {topic:<{width}}  {words}")
