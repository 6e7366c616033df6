"""Section 4: what is known of an occupation in a region, and its indicators."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.oracle.given import Parameters, Tables, half_year, periods, rows_of
from tests.oracle.supply import Supply, known_people


@dataclass(frozen=True)
class Answers:
    """Raw answers, how many they count as, and of those the unfilled."""

    raw: int = 0
    n: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Cell:
    """What is known of an occupation in a region; None is unknown."""

    people: Supply
    employees: float | None
    attempts: float | None
    hires: float | None
    advertised: float | None
    given: Answers
    carried: tuple[float, float] = (0.0, 0.0)

    @property
    def n(self) -> float:
        """Answers as the model uses them."""
        return self.given.n + self.carried[0]

    @property
    def y(self) -> float:
        return self.given.y + self.carried[1]

    @property
    def counted(self) -> float:
        """Answers for the rule of 30: raw, with those carried."""
        return self.given.raw + self.carried[0]


@dataclass(frozen=True)
class Sums:
    """U and E, T and E, A and H over regions where both parts are known."""

    u: tuple[float, float]
    h: tuple[float, float]
    a: tuple[float, float]
    knows_a: bool


@dataclass(frozen=True)
class Indicators:
    u: float | None
    a: float | None
    h: float | None


def known_sums(
    parts: Iterable[tuple[float | None, float | None]],
) -> tuple[tuple[float, float], bool]:
    known = [(top, low) for top, low in parts if top is not None and low is not None]
    tops, lows = (math.fsum(pair[i] for pair in known) for i in (0, 1))
    return (tops, lows), bool(known)


def sums(cells: Sequence[Cell]) -> Sums:
    a, knows_a = known_sums((cell.advertised, cell.hires) for cell in cells)
    return Sums(
        u=known_sums((cell.people.unemployed, cell.employees) for cell in cells)[0],
        h=known_sums((cell.attempts, cell.employees) for cell in cells)[0],
        a=a,
        knows_a=knows_a,
    )


def ratio(pair: tuple[float, float]) -> float | None:
    return pair[0] / pair[1] if pair[1] > 0 else None


def plain(cells: Sequence[Cell]) -> Indicators:
    """X0 over all titles, and the plain ratio of the supply rule."""
    total = sums(cells)
    return Indicators(ratio(total.u), ratio(total.a), ratio(total.h))


def drawn(
    pair: tuple[float, float], above: float | None, smoothing: float
) -> float | None:
    """x = x0 (U + s) / (E x0 + s), None without employees."""
    if pair[1] <= 0 or above is None:
        return None
    below = pair[1] * above + smoothing
    return above * (pair[0] + smoothing) / below if below else None


def drawn_share(
    pair: tuple[float, float], above: float | None, smoothing: float
) -> float | None:
    """a = (A + s a0) / (H + s)."""
    below = pair[1] + smoothing
    if above is None or not below:
        return None
    return (pair[0] + smoothing * above) / below


def of_country(
    cells: Sequence[Cell], all_titles: Indicators, p: Parameters
) -> Indicators:
    total = sums(cells)
    share = drawn_share(total.a, all_titles.a, p.smoothing_hires)
    return Indicators(
        u=drawn(total.u, all_titles.u, p.smoothing_title),
        a=share if total.a[1] > 0 else None,
        h=drawn(total.h, all_titles.h, p.smoothing_title),
    )


def of_others(
    cells: Sequence[Cell], all_titles: Indicators, p: Parameters
) -> Indicators:
    total = sums(cells)
    share = drawn_share(total.a, all_titles.a, p.smoothing_hires)
    return Indicators(
        u=drawn(total.u, all_titles.u, p.smoothing_title),
        a=share if total.knows_a else None,
        h=None,
    )


def of_region(cell: Cell, others: Indicators, p: Parameters) -> Indicators:
    u: float | None = None
    if cell.people.unemployed is not None and cell.employees is not None:
        pair = float(cell.people.unemployed), cell.employees
        u = drawn(pair, others.u, p.smoothing_unemployed)
    a: float | None = None
    if cell.advertised is not None and cell.hires is not None:
        a = drawn_share((cell.advertised, cell.hires), others.a, p.smoothing_hires)
    return Indicators(u, a, None)


def sum_known(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if known else None


def answered(rows: Sequence[Mapping[str, Any]], weighted: bool) -> Answers:
    """Weighted answers count as their effective number (Kish)."""
    unfilled = [row for row in rows if row["outcome"] == "unfilled"]
    if not weighted or not rows:
        return Answers(len(rows), float(len(rows)), float(len(unfilled)))
    weights = [row["weight"] for row in rows]
    total = math.fsum(weights)
    effective = total**2 / math.fsum(w * w for w in weights)
    share = math.fsum(row["weight"] for row in unfilled) / total
    return Answers(len(rows), effective, effective * share)


def read_cells(
    tables: Tables, period: str, settings: Parameters
) -> dict[tuple[str, str], Cell]:
    """(region, occupation): its cell, for the whole grid of the period."""
    people = known_people(tables, period, settings)
    employment = by_cell(rows_of(tables, "employment"), period)
    recruitment = by_cell(rows_of(tables, "recruitment"), period)
    survey = by_cell(rows_of(tables, "recruitment_survey"), period)
    cells = {}
    for region in rows_of(tables, "region"):
        for occupation in rows_of(tables, "occupation"):
            key = region["region_id"], occupation["occupation_id"]
            hiring = only(recruitment.get(key, []))
            cells[key] = Cell(
                people=people(key),
                employees=only(employment.get(key, [])).get("full_time_employees"),
                attempts=hiring.get("attempts"),
                hires=hiring.get("hires"),
                advertised=hiring.get("advertised_hires"),
                given=answered(survey.get(key, []), settings.use_survey_weights),
            )
    return cells


def with_carried(
    tables: Tables, cells: Mapping[tuple[str, str], Cell], period: str, p: Parameters
) -> dict[tuple[str, str], Cell]:
    """5.0: what answers of earlier half-years still count."""
    if not p.carry_over:
        return dict(cells)
    level = level_of([cell.given for cell in cells.values()])
    n: dict[tuple[str, str], list[float]] = {key: [] for key in cells}
    y: dict[tuple[str, str], list[float]] = {key: [] for key in cells}
    for earlier in periods(tables):
        if half_year(earlier) >= half_year(period):
            continue
        survey = by_cell(rows_of(tables, "recruitment_survey"), earlier)
        then = {k: answered(rows, p.use_survey_weights) for k, rows in survey.items()}
        then_level = level_of(list(then.values()))
        moved = level / then_level if level is not None and then_level else 1.0
        weight = p.carry_over ** (half_year(period) - half_year(earlier))
        for key, answers in then.items():
            n[key].append(weight * answers.n)
            y[key].append(weight * answers.y * moved)
    return {
        key: replace(
            cell,
            carried=(
                math.fsum(n[key]),
                min(0.95 * math.fsum(n[key]), math.fsum(y[key])),
            ),
        )
        for key, cell in cells.items()
    }


def level_of(answers: Sequence[Answers]) -> float | None:
    """A half-year's rate over all titles; None without answers."""
    n = math.fsum(a.n for a in answers)
    return math.fsum(a.y for a in answers) / n if n else None


def by_cell(
    rows: Iterable[Mapping[str, Any]], period: str
) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["period"] == period:
            key = row["region_id"], row["occupation_id"]
            grouped.setdefault(key, []).append(row)
    return grouped


def only(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The row of a key, or nothing known."""
    return rows[0] if rows else {}


@dataclass(frozen=True)
class Occupation:
    """One occupation of one period across the regions."""

    cells: dict[str, Cell]

    @property
    def answers(self) -> int:
        """N: raw answers of the country."""
        return sum(cell.given.raw for cell in self.cells.values())

    @property
    def n(self) -> float:
        return math.fsum(cell.given.n for cell in self.cells.values())

    @property
    def y(self) -> float:
        return math.fsum(cell.given.y for cell in self.cells.values())

    @property
    def all_cells(self) -> list[Cell]:
        return list(self.cells.values())

    def others(self, region: str) -> list[Cell]:
        return [cell for name, cell in self.cells.items() if name != region]
