"""The country as published: VIVE, the jobcentres 2011-2019 (Amilon et al.).

Tables 3.3 and 4.1 to 4.5 are typed in tests/spells/published/; S2 of the project's
documents. Their identities hold, and the synthetic register is like them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from engine.build.synthetic_inputs import write_country
from engine.engines.connections import Resources
from engine.names import Name
from engine.progress import Silent
from tests.projects.spells import PROJECT, Row, build_spells, required_inputs, rows

PUBLISHED = Path(__file__).parent / "published"
SPELLS, PERSONS, LONGEST = 4_718_563, 1_805_401, 107
GROUPS = {"activity_ready", "job_ready", "sickness_benefit", "unemployment_benefit"}


def read(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_group(name: str, column: str) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in read(name):
        sums[row["target_group"]] += int(row[column])
    return dict(sums)


def test_every_reason_adds_up_to_the_group() -> None:
    groups = by_group("target_group", "spells")
    assert by_group("exit_reason", "spells") == groups
    assert set(groups) == GROUPS and sum(groups.values()) == SPELLS


def test_percentages_to_the_decimal() -> None:
    groups = by_group("target_group", "spells")
    for row in read("exit_reason"):
        share = 100 * int(row["spells"]) / groups[row["target_group"]]
        assert round(share, 1) == float(row["percent"]), row
    for row in read("target_group"):
        assert round(100 * int(row["spells"]) / SPELLS, 1) == float(row["percent"])


def test_no_mean_is_longer_than_the_data() -> None:
    assert all(1 <= float(row["mean_months"]) <= LONGEST for row in read("exit_reason"))


def test_more_months_than_the_spells_hold() -> None:
    """Table 3.3 counts the spells under way at the start too: never fewer months."""
    months = by_group("person_months", "months")
    for group in GROUPS:
        held = sum(
            int(row["spells"]) * float(row["mean_months"])
            for row in read("exit_reason")
            if row["target_group"] == group
        )
        assert held < months[group] < 2 * held
    assert len(read("person_months")) == 9 * len(GROUPS)


# the synthetic register --------------------------------------------------------


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inputs = tmp_path_factory.mktemp("synthetic")
    compiled = PROJECT.compile()
    needed = compiled.upstream([Name("synthetic", "dream")])
    queries = {
        name: query for name, query in compiled.queries.items() if name in needed
    }
    write_country(replace(compiled, queries=queries), inputs, Resources(), Silent())
    required_inputs(inputs)
    report = build_spells(inputs, inputs / "warehouse")
    assert not [note for note in report.notes if "stands in no list" in note]
    return inputs / "warehouse"


@pytest.fixture(scope="module")
def synthetic(warehouse: Path) -> dict[tuple[str, str], Row]:
    there = rows(warehouse, "from spells.exit_reason")
    return {(row["target_group"], row["exit_reason"]): row for row in there}


@pytest.mark.parametrize(
    "published", read("exit_reason"), ids=lambda r: f"{r['table']} {r['exit_reason']}"
)
def test_synthetic_exits(
    published: dict[str, str], synthetic: dict[tuple[str, str], Row]
) -> None:
    row = synthetic[published["target_group"], published["exit_reason"]]
    assert abs(row["percent"] - float(published["percent"])) <= 3
    assert row["mean_months"] == pytest.approx(
        float(published["mean_months"]), rel=0.15
    )


def test_synthetic_reasons_are_the_published(
    synthetic: dict[tuple[str, str], Row],
) -> None:
    combinations = {
        (row["target_group"], row["exit_reason"]) for row in read("exit_reason")
    }
    assert set(synthetic) == combinations


def test_synthetic_person_months(warehouse: Path) -> None:
    published = by_group("person_months", "months")
    there = rows(
        warehouse,
        "select target_group, sum(months) as months "
        "from spells.full_time_unemployed group by target_group",
    )
    total = sum(row["months"] for row in there)
    for row in there:
        share = 100 * published[row["target_group"]] / sum(published.values())
        assert abs(100 * float(row["months"]) / float(total) - share) <= 3


def test_synthetic_register_is_the_same_each_time(tmp_path: Path) -> None:
    import duckdb

    compiled = PROJECT.compile()
    needed = compiled.upstream([Name("synthetic", "dream")])
    queries = {
        name: query for name, query in compiled.queries.items() if name in needed
    }
    sums = set()
    for threads in (1, 4):
        folder = tmp_path / str(threads)
        write_country(
            replace(compiled, queries=queries), folder, Resources(threads), Silent()
        )
        differing = duckdb.execute(
            "select count(*), sum(hash(d)::hugeint)::text "
            f"from '{folder}/dream.parquet' as d"
        )
        sums.add(differing.fetchone())
    assert len(sums) == 1
