"""What supply.exit_rate_monthly tells of the persons that the balance counts.

In a half-year's own month both count the same persons: those of a region are the most
that any title in it can have, and those of a field, in the country, at most all its
titles together. A rounded total is known to a few persons.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EVERY = "all"
Place = tuple[str, str, str]  # period, region, field


class Total(NamedTuple):
    """The fewest and the most persons: unemployed, left and stayed."""

    least: tuple[int, int, int]
    most: tuple[int, int, int]

    def allows(self, unemployed: int, left: int) -> bool:
        """Whether as many can be among the persons of the total."""
        counts = (unemployed, left, unemployed - left)
        return all(n <= most for n, most in zip(counts, self.most, strict=True))


def total(unemployed: int, left: int | None, disclosure_min: int) -> Total:
    """What rounded counts leave possible; None: not told."""
    below = disclosure_min // 2
    above = max(disclosure_min - 1, 0) // 2
    fewest, most = max(unemployed - below, 0), unemployed + above
    if left is None:
        return Total((fewest, 0, 0), (most, most, most))
    left_fewest, left_most = max(left - below, 0), left + above
    return Total(
        (fewest, left_fewest, max(fewest - left_most, 0)),
        (most, left_most, most - left_fewest),
    )


def read_totals(
    connection: DuckDBPyConnection, disclosure_min: int
) -> dict[Place, Total]:
    rows = connection.execute(
        "select period.period, rate.region_id, rate.field_da, rate.unemployed, "
        "rate.left_within_3_months from supply.exit_rate_monthly as rate "
        "inner join reference.period as period on rate.month = period.reference_date"
    ).fetchall()
    return {
        (period, region, field): total(unemployed, left, disclosure_min)
        for period, region, field, unemployed, left in rows
    }


def still_needed(
    total: Total, most: Iterable[tuple[int, int, int]]
) -> tuple[int, int, int]:
    """What a title must have where the field's others have no more than `most`."""
    others = [sum(counts) for counts in zip(*most, strict=True)] or [0, 0, 0]
    unemployed, left, stayed = (
        max(least - most, 0) for least, most in zip(total.least, others, strict=True)
    )
    return unemployed, left, stayed


def read_fields(connection: DuckDBPyConnection) -> dict[str, str]:
    """The field of each title that has one."""
    rows = connection.execute(
        "select occupation_id, field_da from reference.occupation "
        "where field_da is not null"
    ).fetchall()
    return dict(rows)
