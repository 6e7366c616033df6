"""A small country for the page: three half-years, three regions, titles that people
look for, some small enough to be withheld. The same every time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PERIODS = {"2024H2": "2024-10-01", "2025H1": "2025-04-01", "2025H2": "2025-10-01"}
Names = Mapping[str, tuple[str, str]]
REGIONS: Names = {
    "n": ("Nord", "North"),
    "s": ("Syd", "South"),
    "o": ("Øst & Å", "East & A"),
}
CARE = ("Sundhed og omsorg", "Health and care")
SCHOOL = ("Undervisning", "Teaching")
ROAD = ("Transport", "Transport work")
CRAFT = ("Håndværk", "Crafts")
TITLES: Sequence[tuple[str, str, str, tuple[str, str] | None]] = (
    ("Sygeplejerske", "Nurse", "2221", CARE),
    ("Hjemmesygeplejerske", "Home nurse", "2221", CARE),
    ("Jordemoder", "Midwife", "2222", CARE),
    ("Læge", "Physician", "2211", CARE),
    ("Folkeskolelærer", "School teacher", "2341", SCHOOL),
    ("Gymnasielærer", "Upper secondary teacher", "2330", SCHOOL),
    ("Lærervikar", "Substitute teacher", "2341", SCHOOL),
    ("Pædagogmedhjælper", "Childcare assistant", "5311", SCHOOL),
    ("Lastbilchauffør", "Lorry driver", "8332", ROAD),
    ("Buschauffør", "Bus driver", "8331", ROAD),
    ("Chauffør", "Driver", "8322", ROAD),
    ("Havnearbejder", "Docker", "9333", ROAD),
    ("Smed", "Smith", "7221", CRAFT),
    ("Klejnsmed", "Fine metalworker", "7222", CRAFT),
    ("Tømrer", "Carpenter", "7115", CRAFT),
    ("Murer", "Bricklayer", "7112", CRAFT),
    ("Blikkenslager <VVS>", "Plumber <pipes>", "7126", CRAFT),
    ("Åleopdrætter", "", "6221", None),
)
PERSONS = 24


def write_country(
    folder: Path, outlines: str | None = "csv", regions: Names = REGIONS
) -> Path:
    """The input tables as CSV files; the outlines as `csv`, `geojson` or not at all."""
    folder.mkdir(parents=True)
    named = [(region, *names) for region, names in regions.items()]
    _write(folder / "region.csv", ("region_id", "name_da", "name_en"), named)
    titles = [
        (f"T{number:02}", da, en, isco, *(field or ("", "")))
        for number, (da, en, isco, field) in enumerate(TITLES, start=1)
    ]
    names = ("title_da", "title_en", "isco08", "field_da", "field_en")
    _write(folder / "occupation.csv", ("occupation_id", *names), titles)
    _write_unemployed(folder, regions)
    _write_work(folder, regions)
    if outlines == "csv":
        rows = [(region, json.dumps(shape)) for region, shape in SHAPES.items()]
        _write(folder / "region_outline.csv", ("region_id", "geometry"), rows)
    elif outlines == "geojson":
        (folder / "region_outline.geojson").write_text(json.dumps(features()), "utf-8")
    return folder


def _square(west: float, south: float, size: float) -> list[list[list[float]]]:
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


SHAPES: dict[str, dict[str, Any]] = {
    "n": {"type": "Polygon", "coordinates": _square(9.0, 56.0, 1.0)},
    "s": {"type": "Polygon", "coordinates": _square(9.0, 55.0, 1.0)},
    "o": {
        "type": "MultiPolygon",
        "coordinates": [_square(10.5, 55.0, 1.0), _square(15.0, 55.0, 0.2)],
    },
}


def features() -> dict[str, Any]:
    """The outlines as a GeoJSON collection."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"region_id": r}, "geometry": shape}
            for r, shape in SHAPES.items()
        ],
    }


def _cells(regions: Names) -> Iterator[tuple[int, str, str, str]]:
    number = 0
    for period in PERIODS:
        for region in regions:
            for title in range(1, len(TITLES) + 1):
                yield number, period, region, f"T{title:02}"
                number += 1


def _write_unemployed(folder: Path, regions: Names) -> None:
    spells: list[tuple[Any, ...]] = []
    targets: list[tuple[Any, ...]] = []
    for number, period, region, title in _cells(regions):
        day = PERIODS[period]
        count = 3 if number % 17 == 0 else PERSONS + number % 9
        leaving = number * 7 % count
        for index in range(count):
            person = number * 100 + index
            end = day[:8] + "20" if index < leaving else _after(day)
            spells.append((person, region, day[:5] + "01-01", end, "true"))
            targets.append((person, title, day[:5] + "01-01", ""))
    dates = ("start_date", "end_date")
    columns = ("person_id", "region_id", *dates, "job_ready")
    _write(folder / "unemployment_spell.csv", columns, spells)
    _write(folder / "job_target.csv", ("person_id", "occupation_id", *dates), targets)


def _after(day: str) -> str:
    """Beyond the three months, before the next reference date."""
    year, month, _ = day.split("-")
    return f"{year}-08-20" if month == "04" else f"{int(year) + 1}-02-20"


def _write_work(folder: Path, regions: Names) -> None:
    employment: list[tuple[Any, ...]] = []
    recruitment: list[tuple[Any, ...]] = []
    survey: list[tuple[Any, ...]] = []
    for number, *cell in _cells(regions):
        title = int(cell[2][1:])
        if title == len(TITLES) and cell[1] == "o":
            continue
        employees = 150 + title * 137 + number * 37 % 211
        hires = 20 + number * 13 % 29
        attempts = hires + 5 + number * 11 % 17
        employment.append((*cell, employees))
        recruitment.append((*cell, attempts, hires, hires * (3 + number % 7) / 10))
        for answer in range(2 + number * 5 % 43):
            unfilled = (answer * 5 + number) % 17 < (title + number // 20) % 5
            ended = "unfilled" if unfilled else "filled"
            survey.append((len(survey), *cell, ended, 1))
    key = ("period", "region_id", "occupation_id")
    _write(folder / "employment.csv", (*key, "full_time_employees"), employment)
    columns = (*key, "attempts", "hires", "advertised_hires")
    _write(folder / "recruitment.csv", columns, recruitment)
    _write(
        folder / "recruitment_survey.csv",
        ("answer_id", *key, "outcome", "weight"),
        survey,
    )


def _write(path: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
