"""Find a cell of the balance and its explanation, whose words come from SQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.engines.duckdb_engine import DuckDB
from engine.names import Name
from engine.problems import UsageError
from engine.publish.layout import published_relations
from engine.warehouse.read import open_public

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COUNTRY = "DK"
SHOWN = 20
OCCUPATIONS = "select occupation_id, title_da, title_en from reference.occupation"
REGIONS = "select region_id, name_da, name_en from reference.region"
PERIODS = "select period, label_da, label_en from reference.period order by period"
NEEDED = {
    *(Name("reference", table) for table in ("occupation", "region", "period")),
    Name("balance", "explanation"),
}
STORY = """
    select step, topic, explanation
    from balance.explanation
    where period = ? and region_id = ? and occupation_id = ? and language = ?
    order by step
"""
OUTLOOK = """
    select topic, explanation
    from balance.outlook
    where region_id = ? and occupation_id = ? and language = ?
    order by step
"""


class Cell(NamedTuple):
    """One row of the balance."""

    period: str
    region_id: str
    occupation_id: str


def find_cell(
    warehouse: Path, occupation: str, region: str | None, period: str | None
) -> Cell:
    """The cell meant. Raises UsageError listing what else could be meant."""
    with open_public(warehouse) as connection:
        if not published_relations(DuckDB(connection)).keys() >= NEEDED:
            raise UsageError("The warehouse publishes no balance to explain.")
        occupation_id = _find(connection, OCCUPATIONS, occupation, "occupation")
        region_id = _find(connection, REGIONS, region or COUNTRY, "region")
        periods = [row[0] for row in connection.execute(PERIODS).fetchall()]
    if not periods:
        raise UsageError("The warehouse holds no half-year.")
    if period is not None and period not in periods:
        raise UsageError(f"No period {period}. There are {', '.join(periods)}.")
    return Cell(period or periods[-1], region_id, occupation_id)


def story(warehouse: Path, cell: Cell, language: str) -> list[tuple[int, str, str]]:
    """The steps of a cell's explanation: number, topic, words. In the newest half-year
    they end with its lists, its neighbours and the newest month."""
    with open_public(warehouse) as connection:
        steps = connection.execute(STORY, [*cell, language]).fetchall()
        newest = connection.execute(PERIODS).fetchall()[-1][0]
        published = published_relations(DuckDB(connection))
        if cell.period != newest or Name("balance", "outlook") not in published:
            return steps
        where = [cell.region_id, cell.occupation_id, language]
        further = connection.execute(OUTLOOK, where).fetchall()
    last = steps[-1][0] if steps else 0
    return [*steps, *((last + n, *step) for n, step in enumerate(further, start=1))]


def _find(connection: DuckDBPyConnection, sql: str, text: str, kind: str) -> str:
    rows = connection.execute(sql).fetchall()
    wanted = text.casefold()
    for index in (0, 1, 2):  # the identifier itself, then a whole name
        exact = {row[0] for row in rows if (row[index] or "").casefold() == wanted}
        if len(exact) == 1:
            return str(exact.pop())
    matches = [
        row
        for row in rows
        if any(wanted in (name or "").casefold() for name in row[1:])
    ]
    if len(matches) == 1:
        return str(matches[0][0])
    if not matches:
        raise UsageError(f"No {kind} is named {text}.")
    lines = [f"    {row[0]}  {row[1]}" for row in matches[:SHOWN]]
    more = len(matches) - len(lines)
    if more > 0:
        lines.append(f"    … and {more} more")
    listed = "\n".join(lines)
    raise UsageError(f"{len(matches)} {kind}s match {text}:\n{listed}")
