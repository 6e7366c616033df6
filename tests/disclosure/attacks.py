"""Attacks on what is published of a small country, by an outsider who knows the rules.

He knows why each count is hidden, too. Each attack gives the counts that it takes
to be known. Smoothing is set to 0, so that shares of adverts are fractions of whole
numbers, as the attacker has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.harness import rows
from tests.projects.disclosure_country import LEAST, Row, cells

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Cell = tuple[str, str, str]
Claims = dict[Cell, int]
Values = NDArray[np.float64]
FEW = range(1, LEAST)
SLIP = 6e-9  # of figures with all their digits, by the largest whole number
LARGEST = 3000  # whole number that a share of adverts is taken to be one of
ROUNDED = 0.0005  # how far a figure of three decimals may be from what it was
PUBLISHED = (
    "balance.assessment",
    "shortage.general_coefficient",
    "shortage.regional_coefficient",
)


@dataclass(frozen=True)
class File:
    """What the attacks read of a published file, and a parameter it was built with."""

    assessment: list[Row]
    general: dict[tuple[str, str], float]
    regional: dict[tuple[str, str], float]
    small: set[Cell]
    ratio_threshold: float = 0.1
    country: dict[tuple[str, str], Row] = field(default_factory=dict)


def read(connection: DuckDBPyConnection, ratio_threshold: float = 0.1) -> File:
    general, regional = (
        {
            (row["period"], row["term"]): row["estimate"]
            for row in rows(connection, name)
        }
        for name in PUBLISHED[1:]
    )
    assessment = rows(connection, "balance.assessment")
    country = {
        (row["period"], row["occupation_id"]): row
        for row in assessment
        if row["region_id"] == "DK"
    }
    reasons = rows(connection, "supply.shown where unemployed_hidden = 'small'")
    small = {key for key, _ in cells(reasons)}
    return File(assessment, general, regional, small, ratio_threshold, country)


def by_regional_tendency(
    file: File, elsewhere_most: int = 36, known_to: float = 0.0
) -> Claims:
    """R less what the unemployed explain is a difference of two shares of adverts.

    A region's is one of hires up to 12, that of the country elsewhere one of up to
    `elsewhere_most`. R is known to `known_to`.
    """
    shares, others = fractions(12), fractions(elsewhere_most)
    claims: Claims = {}
    for key, row in cells(file.assessment):
        period, region, title = key
        country = file.country[period, title]
        factor, employees = row["regional_tendency"], row["full_time_employees"]
        if key not in file.small or None in (factor, employees, country["unemployed"]):
            continue
        if not 1 / 2.999 < factor < 2.999:
            continue
        slope = file.regional[period, "log_unemployment_ratio_deviation"]
        width = file.regional[period, "advertising_share_deviation"]
        elsewhere = country["full_time_employees"] - employees
        slip = SLIP / elsewhere_most + known_to / factor / abs(width)
        possible = []
        for count in FEW:
            if count >= country["unemployed"]:
                continue
            beyond = (country["unemployed"] - count) / elsewhere
            explained = slope * math.log(count / employees / beyond)
            difference = (math.log(factor) - explained) / width
            if near(shares - difference, others, slip).any():
                possible.append(count)
        if len(possible) == 1:
            claims[key] = possible[0]
    return claims


def by_general_tendency(
    file: File, most: int = 60, known_to: float = 0.0
) -> dict[tuple[str, str], tuple[int, int]]:
    """Attempts of a title without answers, and hires that its adverts are a share of.

    G is then the model's prediction, known to `known_to`. The unemployed of the
    country are shown. Hires are up to `most`, attempts up to 80 or as many.
    """
    claims: dict[tuple[str, str], tuple[int, int]] = {}
    shares = fractions(most)
    attempts = np.arange(4, max(most, 80))
    for (period, title), country in file.country.items():
        if country["answers"] != 0 or not country["unemployed"]:
            continue
        tendencies = {
            row["general_tendency"]
            for (p, _, t), row in cells(file.assessment)
            if (p, t) == (period, title)
        }
        if len(tendencies) != 1 or None in tendencies:
            continue
        term = {name: value for (p, name), value in file.general.items() if p == period}
        employees = country["full_time_employees"]
        tendency = tendencies.pop()
        slip = SLIP / most + known_to / tendency / abs(term["advertising_share"])
        known = (
            math.log(tendency)
            - term["intercept"]
            - term["log_unemployment_ratio"]
            * math.log(country["unemployed"] / employees)
        )
        share = (
            known - term["log_recruitment_intensity"] * np.log(attempts / employees)
        ) / term["advertising_share"]
        possible = np.flatnonzero(near(share, shares, slip))
        if len(possible) == 1:
            (place,) = possible
            claims[period, title] = (
                int(attempts[place]),
                denominator(share[place], most),
            )
    return claims


def by_prospects(files: Sequence[File], known: float = 0.0) -> Claims:
    """Prospects by the unemployment ratio, employees known but for a share.

    Several files: built with other thresholds, or other employees.
    """
    left: dict[Cell, set[int]] = {}
    for file in files:
        for key, row in cells(file.assessment):
            employees = row["full_time_employees"]
            if key not in file.small or employees is None:
                continue
            most = employees * (1 + known) * file.ratio_threshold
            least = employees * (1 - known) * file.ratio_threshold
            fits = {
                count
                for count in FEW
                if (count < most if row["good_prospects"] else count >= least)
            }
            left[key] = left.get(key, set(FEW)) & fits
    return {key: min(counts) for key, counts in left.items() if len(counts) == 1}


def by_estimate(file: File) -> Claims:
    """Who left, from the estimate, what was expected and what that is worth."""
    claims: Claims = {}
    for key, row in cells(file.assessment):
        parts = [row[c] for c in ("exit_rate_estimate", "exit_prior_weight")]
        if row["unemployed"] and row["left_within_3_months"] is None and all(parts):
            estimate, weight = parts
            left = estimate * (weight + row["unemployed"]) - (
                weight * row["exit_rate_expected"]
            )
            if abs(left - round(left)) < 1e-6:
                claims[key] = round(left)
    return claims


def all_or_none(file: File) -> Iterator[Row]:
    """Rows that tell of each in a group whether they left."""
    for row in file.assessment:
        if row["unemployed"] and row["left_within_3_months"] in (0, row["unemployed"]):
            yield row


@cache
def fractions(most: int) -> Values:
    """All shares of whole numbers up to `most`, in order."""
    by_whole = [np.arange(whole + 1) / whole for whole in range(1, most + 1)]
    values: Values = np.unique(np.concatenate(by_whole))
    return values


def near(wanted: Values, values: Values, slip: float) -> NDArray[np.bool_]:
    """Of each that is wanted: whether one of the values, in order, is as near."""
    place = np.searchsorted(values, wanted)
    below = values[np.maximum(place - 1, 0)]
    above = values[np.minimum(place, len(values) - 1)]
    distance = np.minimum(np.abs(wanted - below), np.abs(wanted - above))
    return np.asarray(distance < slip)


def denominator(share: float, most: int) -> int:
    """The least whole number that the share is one of."""
    whole = np.arange(1, most + 1)
    off = np.abs(share * whole - np.round(share * whole))
    return int(whole[np.flatnonzero(off < 1e-9)[0]])
