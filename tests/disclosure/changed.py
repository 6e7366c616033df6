"""Copies of the project with a rule changed: attacks must find what it protects."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.compile.compiled import Compiled
from engine.compile.project import Project
from tests.harness import ROOT

Changes = Mapping[str, tuple[tuple[str, str], ...]]
GATE_TAKEN_OUT = """
-- The counts are hidden, and everything else is worked out from what they are.
-- @gate
-- @key(period, region_id, occupation_id)
select
    counted.period, -- half-year
    counted.region_id, -- region
    counted.occupation_id, -- title
    case when hidden.unemployed_hidden is null then counted.unemployed end
        as unemployed, -- shown
    case when hidden.left_hidden is null then counted.left_within_3_months end
        as left_within_3_months, -- shown
    hidden.unemployed_hidden, -- why
    hidden.left_hidden, -- why
    cast(counted.unemployed as double) as unemployed_figure, -- as it is
    cast(counted.left_within_3_months as double) as left_figure -- as it is
from supply.unemployed as counted
inner join supply.hidden as hidden
    on counted.period = hidden.period
    and counted.region_id = hidden.region_id
    and counted.occupation_id = hidden.occupation_id
"""


def changed(changes: Changes, parameters: tuple[tuple[str, str], ...]) -> Compiled:
    """The project with texts of its files exchanged, compiled with parameters."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("queries", "macros"):
            shutil.copytree(ROOT / name, Path(folder) / name)
        for file, texts in changes.items():
            path = Path(folder) / file
            text = path.read_text("utf-8")
            for before, after in texts:
                assert before in text, (file, before)
                text = text.replace(before, after) if before else after
            path.write_text(text, "utf-8")
        compiled = Project(Path(folder)).compile(dict(parameters))
        for query in compiled.build:
            assert query.tree
        return compiled


@cache
def gate_taken_out(*parameters: tuple[str, str]) -> Compiled:
    """Counts hidden afterwards; figures of the true counts, with all their digits."""
    return changed(
        {
            "queries/supply/shown.sql": (("", GATE_TAKEN_OUT),),
            "macros/rounding.sql": (
                ("{%- if disclosure_min == 0 -%}", "{%- if true -%}"),
            ),
        },
        parameters,
    )
