"""The data of the page: its core and its parts, read from the public file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import __version__
from engine.page import counts, labels, linked
from engine.page.cells import read_cells
from engine.page.outline import draw_map
from engine.page.public import PublicFile
from engine.page.stories import read_newest, read_stories
from engine.problems import UsageError

HALF_YEARS = 8
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Content:
    """The page's data: `core` is needed by every view, a part by some of them.

    `newest` holds the country's newest counts and its titles in shortage (or with
    good prospects), for readers without JavaScript.
    """

    core: Mapping[str, Any]
    parts: Mapping[str, Any]


def read_words() -> Words:
    """The fixed texts of the page by key: Danish, English."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def read_content(public: PublicFile, half_years: int = HALF_YEARS) -> Content:
    """All that the page shows of a public file, for its newest half-years.

    Raises UsageError if it holds no half-year.
    """
    words = read_words()
    sides = labels.read_sides(public)
    periods = public.records(labels.PERIODS)[-half_years:]
    if not periods:
        raise UsageError(
            "The warehouse holds no half-year, so there is nothing to show."
        )
    areas = public.records(labels.AREAS)
    classes = labels.read_classes(public, sides, words)
    bases = public.records(labels.BASES)
    titles = labels.read_titles(public)
    period_ids = [str(one["id"]) for one in periods]
    area_ids = [str(one["id"]) for one in areas]
    lists = linked.read_lists(public, titles["id"], period_ids, area_ids)
    neighbours = linked.read_neighbours(public, titles["id"])
    substitutes = linked.read_substitutes(
        public, titles["id"], period_ids[-1], area_ids
    )
    core = {
        "words": words,
        "areas": areas,
        "periods": periods,
        "classes": classes,
        "bases": bases,
        "titles": titles,
        "sides": {"supply": sides.supply, "demand": sides.demand, "only": sides.only},
        "counts": counts.read_counts(
            public, sides, classes, titles, period_ids, area_ids
        ),
        "axes": counts.read_axes(public),
        "sensitivity": counts.read_sensitivity(public, period_ids, area_ids),
        "coverage": counts.read_coverage(public, period_ids),
        "suppression": counts.read_suppression(public, period_ids),
        "parameters": public.records(labels.PARAMETERS),
        "map": draw_map(public, area_ids),
        "source": _source(public),
        "lists": lists.names,
        "neighbours": neighbours is not None,
        "substitutes": substitutes is not None,
    }
    cells = read_cells(public, sides, classes, bases, period_ids)
    parts: dict[str, Any] = {f"cells-{area}": cells[area] for area in area_ids}
    stories = read_stories(public, period_ids[-1], len(titles["id"]))
    parts |= {f"story-{area}": steps for area, steps in stories.items()}
    newest = read_newest(public, len(titles["id"]))
    parts |= {f"newest-{area}": steps for area, steps in newest.items()}
    if lists.names is not None:
        parts["lists"] = lists.rows
    if neighbours is not None:
        parts["neighbours"] = neighbours
    if substitutes is not None:
        parts["substitutes"] = substitutes
    return Content(core, parts)


def _source(public: PublicFile) -> dict[str, Any]:
    """Where the figures come from; the fingerprint is that of all input files."""
    files = public.records(labels.FILES)
    hashes = "\0".join(f"{file['name']} {file['sha256']}" for file in files)
    first = files[0] if files else {}
    columns = ("name", "file", "rows", "sha256")
    return {
        "version": first.get("program_version", __version__),
        "built_at": first.get("built_at", ""),
        "synthetic": any(file["synthetic"] for file in files),
        "fingerprint": hashlib.sha256(hashes.encode()).hexdigest()[:12],
        "files": [{name: file[name] for name in columns} for file in files],
    }
