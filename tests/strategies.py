"""Small random inputs of the balance, valid by SPEC section 1, as lists of rows.

Amounts are halves or quarters, so that sums are exact in any order and a
threshold that is met exactly is met in every implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Row = dict[str, Any]
Cell = tuple[str, str, str]

REGIONS = ("north", "east", "south", "west", "centre")
PERIODS = ("2024H2", "2025H1")
WITH_GAP = ("2023H2", "2024H2", "2025H1")
PERIOD_TABLES = ("employment", "recruitment", "recruitment_survey")
OPTIONAL = ("unemployment_spell", "job_target", *PERIOD_TABLES)
FIRST_DAYS = (
    date(2024, 7, 1),
    date(2024, 10, 1),
    date(2025, 1, 1),
    date(2025, 4, 1),
    date(2025, 7, 1),
)
GAPS = (-30, -1, 0, 0, 0, 1, 6, 7, 8, 45)
LENGTHS = (0, 1, 30, 60, 91, 92, 120, 181, None)
ANSWERS = (0, 0, 0, 1, 2, 3, 5, 8, 29, 30, 31)


def regions(count: int) -> list[Row]:
    return [
        {"region_id": name, "name_da": f"Region {name}", "name_en": f"{name} region"}
        for name in REGIONS[:count]
    ]


def occupations(count: int) -> list[Row]:
    return [
        {
            "occupation_id": f"o{number:02}",
            "title_da": f"Stilling {number}",
            "title_en": f"Occupation {number}" if number % 2 else None,
            "isco08": None,
            "field_da": "Felt" if number % 3 else None,
        }
        for number in range(1, count + 1)
    ]


@st.composite
def first_days(draw: DrawFn) -> date:
    """On, the day before or after, or well off the days that decide."""
    day = draw(st.sampled_from(FIRST_DAYS))
    return day + timedelta(days=draw(st.sampled_from((-40, -1, 0, 1, 25))))


def end_of(start: date, length: int | None) -> date | None:
    return None if length is None else start + timedelta(days=length)


@st.composite
def person_spells(draw: DrawFn, names: list[str]) -> list[Row]:
    """Records one after another, each apart from, touching or over the last."""
    start, starts, rows = draw(first_days()), set(), []
    for _ in range(draw(st.integers(1, 4))):
        length = draw(st.sampled_from(LENGTHS))
        if start in starts:
            break
        starts.add(start)
        rows.append(
            {
                "region_id": draw(st.sampled_from(names)),
                "start_date": start,
                "end_date": end_of(start, length),
                "job_ready": draw(st.sampled_from((True, True, True, False))),
            }
        )
        after = 60 if length is None else length
        start += timedelta(days=after + draw(st.sampled_from(GAPS)))
    return rows


@st.composite
def person_targets(draw: DrawFn, names: list[str]) -> list[Row]:
    """Targets that last, and some that begin and end; one key only once."""
    rows = [
        {"occupation_id": name, "start_date": date(2024, 1, 1), "end_date": None}
        for name in draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
    ]
    for _ in range(draw(st.integers(0, 2))):
        start = draw(first_days())
        rows.append(
            {
                "occupation_id": draw(st.sampled_from(names)),
                "start_date": start,
                "end_date": end_of(start, draw(st.sampled_from(LENGTHS))),
            }
        )
    return list(
        {(row["occupation_id"], row["start_date"]): row for row in rows}.values()
    )


@st.composite
def people(
    draw: DrawFn, region_names: list[str], occupation_names: list[str]
) -> tuple[list[Row], list[Row]]:
    """Spells and targets; each kind of person drawn lives once or several times."""
    spells: list[Row] = []
    targets: list[Row] = []
    kinds = st.tuples(
        person_spells(region_names),
        person_targets(occupation_names),
        st.sampled_from((1, 1, 1, 2, 7, 20)),
    )
    person, size = 0, draw(st.integers(0, 20))
    for own_spells, own_targets, copies in draw(
        st.lists(kinds, min_size=size, max_size=size)
    ):
        for _ in range(copies):
            person += 1
            spells += [{"person_id": person, **row} for row in own_spells]
            targets += [{"person_id": person, **row} for row in own_targets]
    return spells, targets


def halves(largest: int) -> SearchStrategy[float]:
    return st.integers(0, 2 * largest).map(lambda number: number / 2)


def amounts() -> SearchStrategy[float]:
    """Employees: 0, small against the unemployed, on a threshold, large."""
    return st.sampled_from((0.0, 1.0, 10.0, 70.0)) | halves(400)


@st.composite
def hiring(draw: DrawFn, unknown: int) -> Row:
    """Attempts, hires and those through adverts; unknown in 0-10 of 10 cells."""
    attempts = draw(st.sampled_from((0.0, 1.0, 25.0)) | halves(200))
    hires = draw(st.sampled_from((0.0, 8.0, 20.0)) | halves(100))
    advertised = hires * draw(st.sampled_from((0.0, 0.25, 0.5, 0.75, 1.0)))
    hidden = draw(st.integers(0, 9)) < unknown
    return {
        "attempts": attempts,
        "hires": None if hidden else hires,
        "advertised_hires": None
        if hidden or not draw(st.integers(0, 19))
        else advertised,
    }


@st.composite
def outcomes(draw: DrawFn) -> list[tuple[str, float]]:
    """Outcome and weight of a cell's answers."""
    n = draw(st.sampled_from(ANSWERS))
    unfilled = draw(st.integers(0, n)) if n < 29 else draw(st.integers(0, 8))
    heavy = draw(st.sampled_from((0.5, 1.0, 2.0)))
    filled = ["filled", "filled_other_profile"]
    return [
        ("unfilled", heavy) if number < unfilled else (filled[number % 2], 1.0)
        for number in range(n)
    ]


@st.composite
def employment(draw: DrawFn, cells: list[Cell]) -> list[Row]:
    missing = draw(st.sampled_from((0, 0, 1, 5)))
    return [
        keyed(cell, {"full_time_employees": draw(amounts())})
        for cell in cells
        if draw(st.integers(0, 9)) >= missing
    ]


@st.composite
def recruitment(draw: DrawFn, cells: list[Cell]) -> list[Row]:
    missing = draw(st.sampled_from((0, 0, 1, 5)))
    unknown = draw(st.sampled_from((0, 0, 1, 5)))
    return [
        keyed(cell, draw(hiring(unknown)))
        for cell in cells
        if draw(st.integers(0, 9)) >= missing
    ]


@st.composite
def recruitment_survey(draw: DrawFn, cells: list[Cell]) -> list[Row]:
    missing = draw(st.sampled_from((0, 0, 3, 8)))
    answers = [
        keyed(cell, {"outcome": outcome, "weight": weight})
        for cell in cells
        if draw(st.integers(0, 9)) >= missing
        for outcome, weight in draw(outcomes())
    ]
    return [{"answer_id": number, **row} for number, row in enumerate(answers, 1)]


def keyed(cell: Cell, row: Row) -> Row:
    period, region, occupation = cell
    keys = {"period": period, "region_id": region, "occupation_id": occupation}
    return keys | row


def losses() -> SearchStrategy[dict[str, str]]:
    """Which optional tables are missing or empty: mostly none."""
    some = st.dictionaries(
        st.sampled_from(OPTIONAL),
        st.sampled_from(("empty", "missing")),
        min_size=1,
        max_size=2,
    )
    return st.integers(0, 9).flatmap(lambda n: some if n > 7 else st.just({}))


@st.composite
def tables(
    draw: DrawFn,
    worth: Callable[[dict[str, list[Row]], Sequence[str]], object] = lambda *_: True,
) -> dict[str, list[Row]]:
    """An input folder as table name to rows; optional tables may be left out. Of those
    alone that are `worth` it, by the persons and the half-years, the rest is drawn."""
    known_regions = regions(draw(st.integers(2, 5)))
    known_occupations = occupations(draw(st.sampled_from((3, 6, 8, 10, 12))))
    region_names = [row["region_id"] for row in known_regions]
    occupation_names = [row["occupation_id"] for row in known_occupations]
    chosen = draw(st.sampled_from((PERIODS, PERIODS[:1], PERIODS[1:], WITH_GAP)))
    cells = [(p, r, o) for p in chosen for r in region_names for o in occupation_names]
    spells, targets = draw(people(region_names, occupation_names))
    lists = {"region": known_regions, "occupation": known_occupations}
    persons = {"unemployment_spell": spells, "job_target": targets}
    assume(worth({**lists, **persons}, chosen))
    optional = {
        **persons,
        "employment": draw(employment(cells)),
        "recruitment": draw(recruitment(cells)),
        "recruitment_survey": draw(recruitment_survey(cells)),
    }
    lost = draw(losses())
    kept = {
        name: [] if lost.get(name) == "empty" else rows
        for name, rows in optional.items()
        if lost.get(name) != "missing"
    }
    return {**lists, **kept}


@st.composite
def parameters(draw: DrawFn) -> dict[str, Any]:
    """The defaults, or values at which small inputs reach every branch."""
    drawn: dict[str, Any] = {"disclosure_min": 0}
    choices: dict[str, tuple[Any, ...]] = {
        "exit_threshold": (0.35, 0.5),
        "unemployment_ratio_threshold": (0.10, 0.25),
        "shortage_threshold": (0.12, 0.25),
        "min_unemployed": (20, 2, 7),
        "min_answers": (30, 3, 8),
        "prior_answers": (0, 0, 30, 1),
        "smoothing_unemployed": (5, 0, 2.5),
        "smoothing_title": (2, 0, 10),
        "smoothing_hires": (20, 0, 3),
        "rate_ceiling": (0.98, 0.9),
        "regional_bound": (3, 1.5),
        "carry_over": (0, 0, 0.5),
        "steady_probability": (0.7, 0.9),
        "observed_until": (None, None, date(2025, 5, 31), date(2025, 5, 30)),
        "spell_gap_days": (0, 1, 7),
        "use_survey_weights": (False, True),
    }
    for name, values in choices.items():
        value = draw(st.sampled_from(values))
        if value != values[0]:
            drawn[name] = value
    return drawn
