"""Draws the picture of the README from a built warehouse.

python -m tests.picture [WAREHOUSE] [FILE.png]
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import matplotlib.pyplot as plt

SQL = """
    select
        100 * assessment.exit_rate,
        100 * assessment.shortage_rate,
        coalesce(assessment.full_time_employees, 1),
        category.label_da
    from balance.assessment as assessment
    inner join reference.category as category
        on assessment.category = category.category
    where assessment.region_id = 'DK'
        and assessment.supply_basis = 'exit_rate'
        and assessment.exit_rate is not null
        and assessment.period = (select max(period) from reference.period)
    order by assessment.full_time_employees desc
"""
THRESHOLDS = """
    select cast(value as double) from reference.parameter
    where name in ('exit_threshold', 'shortage_threshold') order by name
"""
COLOURS = {
    "Gode jobmuligheder": "#2a7f62",
    "Mindre gode jobmuligheder": "#8a8d91",
    "Mangel på arbejdskraft": "#c8553d",
    "Paradoks": "#6f4fa0",
}
CORNERS = {
    "Gode jobmuligheder": (0.99, 0.02, "right", "bottom"),
    "Mindre gode jobmuligheder": (0.01, 0.02, "left", "bottom"),
    "Mangel på arbejdskraft": (0.99, 0.98, "right", "top"),
    "Paradoks": (0.01, 0.98, "left", "top"),
}


def draw(warehouse: Path, file: Path) -> None:
    """One dot a title: across, who leaves unemployment; up, who cannot recruit."""
    file_read = str(warehouse / "balance.duckdb")
    with duckdb.connect(file_read, read_only=True) as connection:
        titles = connection.execute(SQL).fetchall()
        (exits,), (shortage,) = connection.execute(THRESHOLDS).fetchall()
    figure, axes = plt.subplots(figsize=(9, 5.4), dpi=110)
    for exit_rate, shortage_rate, employees, category in titles:
        axes.scatter(
            exit_rate,
            min(shortage_rate, 60),
            s=4 + employees**0.5,
            color=COLOURS[category],
            alpha=0.55,
            linewidths=0,
        )
    axes.axvline(100 * exits, color="#333333", linewidth=0.8)
    axes.axhline(100 * shortage, color="#333333", linewidth=0.8)
    for category, (x, y, across, up) in CORNERS.items():
        axes.text(
            x, y, category, transform=axes.transAxes, ha=across, va=up,
            color=COLOURS[category], fontsize=12, weight="bold",
        )  # fmt: skip
    axes.set_xlabel("Left unemployment within three months, pct.")
    axes.set_ylabel("Recruitment attempts that end unfilled, pct.")
    axes.set_title("The synthetic Denmark, 2025H2: one dot a job title", loc="left")
    axes.set_ylim(-6, 63)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file)


if __name__ == "__main__":
    words = [*sys.argv[1:], "warehouse", "warehouse/balance.png"][:2]
    draw(Path(words[0]), Path(words[1]))
