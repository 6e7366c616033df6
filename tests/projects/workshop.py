"""A tiny project that an analyst edits, and its warehouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.problems import ProblemError
from tests.projects.tiny import lay_out

Rows = dict[str, list[str]]
TIME = ("reference.provenance",)  # holds the time of the build


def rows_of(file: Path) -> Rows:
    """The columns and rows of every relation of a file, as text."""
    by_relation: Rows = {}
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_schema <> 'engine' order by 1"
        ).fetchall()
        for (name,) in names:
            cursor = connection.execute(f"from {name}")
            header = str([column[:2] for column in cursor.description or []])
            if name not in TIME:
                by_relation[name] = [header, *sorted(map(str, cursor.fetchall()))]
    return by_relation


class Workshop:
    """A tiny project that an analyst edits, and its warehouse."""

    def __init__(self, root: Path) -> None:
        self.root = lay_out(root)
        self.settings: dict[str, str] = {}
        self.warehouse = root / "warehouse"

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    def write(self, file: str, text: str | None) -> None:
        path = self.root / file
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, "utf-8")

    def request(self, warehouse: Path, *, full: bool = False) -> Request:
        inputs = self.root / "inputs"
        return Request(warehouse, inputs, self.settings, full=full)

    def build(self, warehouse: Path, *, full: bool = False) -> tuple[Rows, Rows] | str:
        """The rows of both files; the faults where there are any."""
        try:
            build(Project(self.root), self.request(warehouse, full=full))
        except ProblemError as error:
            return str(sorted(map(str, error.problems)))
        work, public = warehouse / "work.duckdb", warehouse / "balance.duckdb"
        return rows_of(work), rows_of(public)


Edit = Callable[[Workshop], None]

TOTAL, PORTION = "queries/supply/total.sql", "queries/supply/portion.sql"
VERDICT, LISTING = "queries/balance/verdict.sql", "queries/balance/listing.sql"
PLACES, COUNTS = "inputs/place.csv", "inputs/headcount.csv"
DEFAULTS, MACRO = "queries/reference/parameter_default.sql", "macros/share.sql"
EXTRA = "queries/balance/extra.sql"

EDITS: dict[str, Edit] = {
    "spacing": lambda w: w.edit(TOTAL, "    ", "     "),
    "a column's comment": lambda w: w.edit(VERDICT, "-- its name", "-- the name"),
    "a comment of the head": lambda w: w.edit(TOTAL, "Persons in", "People in"),
    "another aggregate": lambda w: w.edit(TOTAL, "'max'", "'min'"),
    "and back": lambda w: w.edit(TOTAL, "'min'", "'max'"),
    "other SQL, same rows": lambda w: w.edit(TOTAL, "count(*)", "count(place_id)"),
    "a column's type": lambda w: w.edit(TOTAL, "as bigint)", "as integer)"),
    "a table becomes a view": lambda w: w.edit(
        PORTION, "-- @key", "-- @materialize(view)\n-- @key"
    ),
    "a view becomes a table": lambda w: w.edit(LISTING, "-- @materialize(view)\n", ""),
    "a check more": lambda w: w.edit(PORTION, "persons in the place", "p @max(17)"),
    "a check fewer": lambda w: w.edit(PORTION, "p @max(17)", "persons in the place"),
    "a macro": lambda w: w.edit(MACRO, "as double", "as float"),
    "a macro not used": lambda w: w.edit(MACRO, "greatest(", "least("),
    "a macro's comment": lambda w: w.edit(MACRO, "At least", "No less than"),
    "a parameter": lambda w: w.edit(DEFAULTS, "'10'", "'6'"),
    "a parameter that decides": lambda w: w.edit(DEFAULTS, "'false'", "'true'"),
    "a setting": lambda w: w.settings.update(threshold="12"),
    "no setting": lambda w: w.settings.clear(),
    "more rows": lambda w: w.write(
        COUNTS, "place_id,year,persons\nn,2020,4\nw,2021,8\ns,2022,5\n"
    ),
    "rows in another order": lambda w: w.write(
        COUNTS, "place_id,year,persons\ns,2022,5\nw,2021,8\nn,2020,4\n"
    ),
    "no counts": lambda w: w.write(COUNTS, None),
    "bad counts": lambda w: w.write(COUNTS, "place_id,year,persons\nn,2020,-1\n"),
    "a place fewer": lambda w: w.write(PLACES, "place_id,name\nn,North\ns,South\n"),
    "a place more": lambda w: w.write(
        PLACES, "place_id,name\nn,North\ns,South\nw,Far west\ne,East\n"
    ),
    "a new relation": lambda w: w.write(
        EXTRA, "-- More.\n-- @publish\nselect\n    2 as a -- two\nfrom supply.total\n"
    ),
    "the relation gone": lambda w: w.write(EXTRA, None),
}
