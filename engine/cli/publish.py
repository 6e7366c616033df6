"""amb publish"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import output
from engine.cli.completion import complete_relation
from engine.cli.options import JsonOption, WarehouseOption, warehouse_of

if TYPE_CHECKING:
    from engine.postgres.publish import Published
    from engine.postgres.target import Target

ADDRESS = "postgresql://USER@HOST/DATABASE, or other words that libpq knows."
ReaderOption = Annotated[
    list[str] | None,
    typer.Option("--reader", help="Role of PostgreSQL to grant reading; repeatable."),
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        help="SCHEMA.NAME to leave out of PostgreSQL; repeatable.",
        autocompletion=complete_relation,
    ),
]
PrefixOption = Annotated[
    str,
    typer.Option("--schema-prefix", help="Goes before each schema in PostgreSQL."),
]


def publish(
    to: Annotated[str, typer.Option("--to", help=ADDRESS)],
    reader: ReaderOption = None,
    without: WithoutOption = None,
    schema_prefix: PrefixOption = "",
    warehouse: WarehouseOption = None,
    json: JsonOption = False,
) -> None:
    """Copy the public file into a PostgreSQL database, all of it or nothing.

    A password comes from PGPASSWORD, ~/.pgpass or a service file, as libpq reads them.
    """
    published = run(warehouse_of(warehouse), target(to, reader, without, schema_prefix))
    if json:
        output.answer(asdict(published))
        return
    for name, rows in published.rows.items():
        print(f"{name}  {rows:,} rows")
    say(published)


def target(
    to: str, reader: list[str] | None, without: list[str] | None, prefix: str
) -> Target:
    """What the options ask for. Raises UsageError for an address that is none."""
    from engine.postgres.connect import check_address
    from engine.postgres.target import Target

    check_address(to)
    return Target(to, reader or (), without or (), prefix)


def run(warehouse: Path, to: Target) -> Published:
    """Publish, with progress on standard error."""
    from engine.postgres.publish import publish as run
    from engine.progress import Progress

    with Progress() as reporter:
        return run(warehouse, to, reporter)


def say(published: Published) -> None:
    """What was published, in a line."""
    count, rows = len(published.rows), sum(published.rows.values())
    output.say(
        f"{count} relations, {rows:,} rows published into {published.place} "
        f"(PostgreSQL {published.server}), {published.seconds:.2f} s."
    )
