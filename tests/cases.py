"""Hand-worked cases as data: tests/balance/cases/NAME/, and how they are read.

    case.toml                    title, why (the working by hand), [parameters]
    inputs/TABLE.csv             an input table; a missing file is a missing table
    expected/SCHEMA.TABLE.csv    rows that must be found, in the columns named

An empty cell is NULL, dates are ISO, booleans true and false. An expected file
with a header and no rows says that the relation is empty.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

Row = dict[str, Any]

FOLDER = Path(__file__).parent / "balance" / "cases"
TOLERANCE = 1e-9

INPUT_COLUMNS: dict[str, tuple[str, ...]] = {
    "region": ("region_id", "name_da", "name_en"),
    "occupation": ("occupation_id", "title_da", "title_en", "isco08", "field_da"),
    "unemployment_spell": (
        "person_id",
        "region_id",
        "start_date",
        "end_date",
        "job_ready",
    ),
    "job_target": ("person_id", "occupation_id", "start_date", "end_date"),
    "employment": ("period", "region_id", "occupation_id", "full_time_employees"),
    "recruitment": (
        "period",
        "region_id",
        "occupation_id",
        "attempts",
        "hires",
        "advertised_hires",
    ),
    "recruitment_survey": (
        "answer_id",
        "period",
        "region_id",
        "occupation_id",
        "outcome",
        "weight",
    ),
}
KEYS: dict[str, tuple[str, ...]] = {
    "balance.assessment": ("period", "region_id", "occupation_id"),
    "balance.coverage": ("period", "measure"),
    "shortage.general_coefficient": ("period", "term"),
    "shortage.regional_coefficient": ("period", "term"),
    "shortage.covariance": ("period", "model", "term", "other_term"),
    "shortage.precision": ("period", "level"),
    "supply.exit_precision": ("period", "level"),
}


def boolean(text: str) -> bool:
    return {"true": True, "false": False}[text]


READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("person_id", "answer_id"), int),
    **dict.fromkeys(("start_date", "end_date"), date.fromisoformat),
    **dict.fromkeys(("job_ready", "good_prospects", "in_shortage"), boolean),
    **dict.fromkeys(
        (
            "full_time_employees",
            "attempts",
            "hires",
            "advertised_hires",
            "weight",
            "unemployed",
            "left_within_3_months",
            "exit_rate",
            "unemployment_ratio",
            "answers",
            "answers_national",
            "general_tendency",
            "regional_tendency",
            "shortage_rate",
            "shortage_rate_low",
            "shortage_rate_high",
            "p_shortage",
            "p_good_prospects",
            "p_category",
            "value",
            "estimate",
            "std_error",
            "covariance",
            "kappa",
            "cells",
            "exit_rate_low",
            "exit_rate_high",
        ),
        float,
    ),
}


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    why: str
    parameters: dict[str, Any]
    tables: dict[str, list[Row]]
    expected: dict[str, list[Row]]
    inputs: Path


def read_value(column: str, text: str) -> Any:
    return None if text == "" else READ.get(column, str)(text)


def read_table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {column: read_value(column, text) for column, text in row.items()}
            for row in csv.DictReader(file, strict=True)
        ]


def read_folder(folder: Path) -> dict[str, list[Row]]:
    return {path.stem: read_table(path) for path in sorted(folder.glob("*.csv"))}


def read_case(folder: Path) -> Case:
    told = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    return Case(
        name=folder.name,
        title=told["title"],
        why=told["why"],
        parameters=told.get("parameters", {}),
        tables=read_folder(folder / "inputs"),
        expected=read_folder(folder / "expected"),
        inputs=folder / "inputs",
    )


def read_cases(folder: Path = FOLDER) -> list[Case]:
    return [read_case(path.parent) for path in sorted(folder.glob("*/case.toml"))]


def write_value(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_tables(tables: Mapping[str, Sequence[Mapping[str, Any]]], to: Path) -> None:
    """An input folder of CSV files; an empty table is its header."""
    to.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (to / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(INPUT_COLUMNS[name])
            for row in rows:
                writer.writerow([write_value(row[c]) for c in INPUT_COLUMNS[name]])


def same(column: str, wanted: Any, found: Any) -> bool:
    """Numbers within the tolerance, all else equal, NULL only NULL."""
    if wanted is None or found is None:
        return wanted is None and found is None
    if isinstance(wanted, (bool, str)) or isinstance(found, (bool, str)):
        return bool(type(wanted) is type(found) and wanted == found)
    return math.isclose(wanted, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def differences(
    relation: str,
    wanted: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    agree: Callable[[str, Any, Any], bool] = same,
) -> list[str]:
    """A line for every wanted row or value that is not there.

    `agree` holds a column's wanted value against the one found.
    """
    if not wanted:
        return [f"{relation}: {len(found)} rows, none expected"] if found else []
    keys = KEYS[relation]
    by_key = {tuple(row[key] for key in keys): row for row in found}
    lines = []
    for row in wanted:
        key = tuple(row[column] for column in keys)
        other = by_key.get(key)
        if other is None:
            lines.append(f"{relation} {key}: no such row")
            continue
        lines += [
            f"{relation} {key} {column}: expected {value!r}, found {other[column]!r}"
            for column, value in row.items()
            if not agree(column, value, other[column])
        ]
    return lines
