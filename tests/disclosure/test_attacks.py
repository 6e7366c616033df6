"""What an outsider gets from the published file, and from one without the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from tests.disclosure.attacks import (
    LARGEST,
    PUBLISHED,
    ROUNDED,
    File,
    all_or_none,
    by_estimate,
    by_general_tendency,
    by_prospects,
    by_regional_tendency,
    read,
)
from tests.disclosure.changed import gate_taken_out
from tests.harness import built, rows, settings_of
from tests.projects.disclosure_country import (
    LEAST,
    PERIODS,
    Country,
    country,
    moved,
    small,
)

SETTINGS: dict[str, Any] = {
    "disclosure_min": LEAST,
    "disclosure_min_answers": 1,
    **dict.fromkeys(("smoothing_title", "smoothing_unemployed", "smoothing_hires"), 0),
}
UNTIL = (*PUBLISHED, "supply.shown")
RATIOS = (0.05, 0.08, 0.1, 0.12, 0.2)
BEFORE = country()


def publication(
    some: Country, with_gate: bool = True, ratio: float = 0.1, employees: float = 1.0
) -> File:
    settings = SETTINGS | {"unemployment_ratio_threshold": ratio}
    project = None if with_gate else gate_taken_out(*settings_of(settings))
    inputs = some.inputs(employees=employees)
    with built(inputs, settings, until=UNTIL, project=project) as connection:
        return read(connection, ratio)


@pytest.fixture(scope="module")
def file() -> File:
    return publication(BEFORE)


@pytest.fixture(scope="module")
def without_gate() -> File:
    return publication(BEFORE, with_gate=False)


def left_of(some: Country) -> Counter[tuple[str, str, str]]:
    return Counter((p.period, p.region, p.title) for p in some.persons if p.leaves)


# the published file is read as if it had all its digits where whole numbers are known
# to be small; where fractions lie everywhere, as it is: figures of three decimals
@pytest.mark.parametrize(("most", "known_to"), [(36, 0.0), (LARGEST, ROUNDED)])
def test_fractions_in_the_regional_tendency(
    most: int, known_to: float, file: File, without_gate: File
) -> None:
    claims, truth = by_regional_tendency(without_gate, most), small(BEFORE)
    assert len(claims) > 200
    assert all(truth[key] == count for key, count in claims.items())
    assert by_regional_tendency(file, most, known_to) == {}


@pytest.mark.parametrize(("most", "known_to"), [(60, 0.0), (LARGEST, ROUNDED)])
def test_fractions_in_the_general_tendency(
    most: int, known_to: float, file: File, without_gate: File
) -> None:
    attempts: Counter[tuple[str, str]] = Counter()
    hires: Counter[tuple[str, str]] = Counter()
    for row in BEFORE.tables["recruitment"]:
        key = row["period"], row["occupation_id"]
        attempts[key] += row["attempts"]
        hires[key] += row["hires"]
    claims = by_general_tendency(without_gate, most)
    assert claims
    for key, (attempted, of) in claims.items():
        assert attempts[key] == attempted and hires[key] % of == 0
    assert by_general_tendency(file, most, known_to) == {}


@pytest.mark.parametrize("known", [0.0, 0.1])
def test_employees_known_to_ten_percent(
    known: float, file: File, without_gate: File
) -> None:
    claims, truth = by_prospects([without_gate], known), small(BEFORE)
    assert len(claims) > 10
    assert all(truth[key] == count for key, count in claims.items())
    assert by_prospects([file], known) == {}


def test_what_an_estimate_is_made_of(file: File, without_gate: File) -> None:
    claims, truth = by_estimate(without_gate), left_of(BEFORE)
    assert len(claims) > 30
    assert all(truth[key] == left for key, left in claims.items())
    assert by_estimate(file) == {}


def test_nothing_tells_that_all_or_none_left(file: File) -> None:
    assert list(all_or_none(file)) == []
    open_ = [p for p in BEFORE.count() if left_of(BEFORE)[p] in (0, BEFORE.count()[p])]
    assert len(open_) > 50, "the country has such groups"


OTHERS: dict[str, list[dict[str, Any]]] = {
    "thresholds": [{"ratio": ratio} for ratio in RATIOS],
    "employees by 2 pct": [{"employees": 1 + n / 50} for n in range(6)],
}


@pytest.mark.parametrize("which", OTHERS)
def test_publications_that_differ(which: str) -> None:
    """Together they give counts away, where the gate is out; with it, what they seem to
    give is the same whatever the counts are, and the same cells are hidden in all."""
    after, truth = moved(BEFORE), small(BEFORE)
    open_ = [publication(BEFORE, with_gate=False, **other) for other in OTHERS[which]]
    more = by_prospects(open_)
    assert all(truth[key] == count for key, count in more.items())
    assert len(more) > len(by_prospects(open_[:1]))
    files = [publication(BEFORE, **other) for other in OTHERS[which]]
    assert files == [publication(after, **other) for other in OTHERS[which]]
    assert len({hidden(file.assessment) for file in files}) == 1


def hidden(assessment: Iterable[dict[str, Any]]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        (row["period"], row["region_id"], row["occupation_id"], column)
        for row in assessment
        for column in ("unemployed", "left_within_3_months")
        if row[column] is None
    )


def test_one_half_year_more_hides_the_same() -> None:
    """What is shown of a half-year does not hang on the others."""
    alone = list(PERIODS)[:1]
    shown = []
    for periods in (list(PERIODS), alone):
        inputs = BEFORE.inputs(periods)
        with built(inputs, SETTINGS, until=["supply.shown"]) as connection:
            computed = rows(connection, "supply.shown")
        shown.append([row for row in computed if row["period"] in alone])
    assert shown[0] == shown[1]
