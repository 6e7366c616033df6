"""A small country, the same every time, large enough for the models to be fitted."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REGIONS = ("north", "south", "east")
OCCUPATIONS = tuple(f"o{number:02}" for number in range(1, 13))
PERIOD = "2025H1"
PERSONS = 24


def write_country(folder: Path) -> Path:
    """The input tables of the country, as CSV files."""
    folder.mkdir(parents=True)
    _write(
        folder / "region.csv",
        ("region_id", "name_da", "name_en"),
        [(name, name, name) for name in REGIONS],
    )
    _write(
        folder / "occupation.csv",
        ("occupation_id", "title_da", "title_en"),
        [(name, f"Stilling {name}", f"Title {name}") for name in OCCUPATIONS],
    )
    _write_unemployed(folder)
    _write_work(folder)
    return folder


def _cells() -> list[tuple[int, str, str]]:
    pairs = [(region, title) for region in REGIONS for title in OCCUPATIONS]
    return [(number, *pair) for number, pair in enumerate(pairs)]


def _write_unemployed(folder: Path) -> None:
    spells: list[tuple[Any, ...]] = []
    targets: list[tuple[Any, ...]] = []
    for number, region, title in _cells():
        leaving = number * 7 % PERSONS
        for index in range(PERSONS - number % 5):
            person = number * 100 + index
            end = "2025-05-01" if index < leaving else "2025-12-01"
            spells.append((person, region, "2025-01-01", end, "true"))
            targets.append((person, title, "2025-01-01", ""))
    dates = ("start_date", "end_date")
    columns = ("person_id", "region_id", *dates, "job_ready")
    _write(folder / "unemployment_spell.csv", columns, spells)
    _write(folder / "job_target.csv", ("person_id", "occupation_id", *dates), targets)


def _write_work(folder: Path) -> None:
    employment: list[tuple[Any, ...]] = []
    recruitment: list[tuple[Any, ...]] = []
    survey: list[tuple[Any, ...]] = []
    for number, region, title in _cells():
        cell = (PERIOD, region, title)
        employees = 150 + number * 37 % 211
        hires = 20 + number * 13 % 29
        attempts = hires + 5 + number * 11 % 17
        employment.append((*cell, employees))
        recruitment.append((*cell, attempts, hires, hires * (3 + number % 7) / 10))
        for answer in range(2 + number % 17):
            ended = "unfilled" if (answer * 5 + number) % 11 < number % 4 else "filled"
            survey.append((len(survey), *cell, ended, 1))
    cell_columns = ("period", "region_id", "occupation_id")
    _write(
        folder / "employment.csv", (*cell_columns, "full_time_employees"), employment
    )
    columns = (*cell_columns, "attempts", "hires", "advertised_hires")
    _write(folder / "recruitment.csv", columns, recruitment)
    columns = ("answer_id", *cell_columns, "outcome", "weight")
    _write(folder / "recruitment_survey.csv", columns, survey)


def _write(path: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
