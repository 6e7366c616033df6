"""Options that say which engine makes the relations."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.completion import complete_relation
from engine.problems import UsageError

if TYPE_CHECKING:
    from engine.build.placement import OnSpark


class Makes(StrEnum):
    duckdb = "duckdb"
    spark = "spark"


EngineOption = Annotated[
    Makes,
    typer.Option(
        "--engine", help="What makes the relations of persons; DuckDB the others."
    ),
]
RemoteOption = Annotated[
    str | None,
    typer.Option(
        "--spark-remote",
        help="Which Spark: sail (the default, started here), local[2] (started here, "
        "needs Java 17) or a Spark Connect server, sc://HOST:PORT.",
    ),
]
PlaceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--place",
        help="all, or RELATION=spark or RELATION=duckdb: make it there; may be "
        "repeated.",
        autocompletion=complete_relation,
    ),
]


def on_spark(
    engine: Makes, remote: str | None, place: Sequence[str] | None
) -> OnSpark | None:
    """The Spark that the options ask for; None: DuckDB alone."""
    if engine is Makes.duckdb:
        if remote or place:
            raise UsageError("--spark-remote and --place go with --engine spark.")
        return None
    from engine.build.placement import OnSpark
    from engine.engines.spark.connect import SAIL

    return OnSpark(remote or SAIL, tuple(place or ()))
