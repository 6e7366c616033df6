"""Section 6: the categories, and how much of the country is assessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tests.oracle.demand import sum_known
from tests.oracle.given import Parameters, Row

CATEGORY = {
    (True, False): "good",
    (False, False): "poor",
    (True, True): "shortage",
    (False, True): "paradox",
}


def category(good: bool | None, shortage: bool | None) -> str | None:
    if good is None or shortage is None:
        return None
    return CATEGORY[good, shortage]


def share(part: Iterable[float | None], whole: Iterable[float | None]) -> float | None:
    """A share of full-time employees; None where there are none at all."""
    total = sum_known(whole)
    return None if not total else (sum_known(part) or 0.0) / total


def coverage(
    regional: Sequence[Row], names: Sequence[str], settings: Parameters
) -> dict[str, float | None]:
    """The nine measures of a period, over its regional rows."""

    def everywhere(met: Mapping[tuple[str, str], bool]) -> float | None:
        regions = {region for region, _ in met}
        full = [all(met[region, name] for region in regions) for name in names]
        return sum(full) / len(full) if full and regions else None

    def employment(met: Iterable[bool]) -> float | None:
        employees = [row["full_time_employees"] for row in regional]
        part = [e for e, kept in zip(employees, met, strict=True) if kept]
        return share(part, employees)

    keys = [(row["region_id"], row["occupation_id"]) for row in regional]
    assessed = [row["shortage_rate"] is not None for row in regional]
    surveyed = [row["answers"] >= settings.min_answers for row in regional]
    measures = {
        "occupations_assessed_everywhere": everywhere(
            dict(zip(keys, assessed, strict=True))
        ),
        "employment_assessed": employment(assessed),
        "occupations_survey_only_everywhere": everywhere(
            dict(zip(keys, surveyed, strict=True))
        ),
    }
    for basis in "123456":
        of_basis = [row["shortage_basis"] == basis for row in regional]
        measures[f"employment_basis_{basis}"] = employment(of_basis)
    return measures
