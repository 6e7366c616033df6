"""The page's data: equal to the public file, the same bytes, small words."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
from datetime import UTC, datetime, tzinfo
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.build.build import build
from engine.build.request import Request
from engine.compile.project import Project
from engine.page.cells import COUNTS, FLAGS, PROBABILITIES, RATES
from engine.page.content import read_words
from engine.page.stories import HOLE, Stories, filled
from engine.page.write import SCRIPTS, write_page
from engine.problems import UsageError
from engine.state import engine_tables
from tests.harness import ROOT

STATIC = ROOT / "engine" / "page" / "static"
EXACT = {**COUNTS, **RATES, **PROBABILITIES, **FLAGS}


@cache
def parts_of(file: Path) -> dict[str, Any]:
    """The parts of a page, unpacked as a browser does."""
    parts = re.findall(r'id="part-([^"]+)">([^<]*)<', file.read_text("utf-8"))
    return {
        name: json.loads(gzip.decompress(base64.b64decode(text)))
        for name, text in parts
    }


@cache
def script() -> str:
    return "\n".join((STATIC / f"{name}.js").read_text("utf-8") for name in SCRIPTS)


def test_every_cell_is_that_of_the_public_file(
    page_file: Path, public: duckdb.DuckDBPyConnection
) -> None:
    parts = parts_of(page_file)
    core = parts["core"]
    periods = [one["id"] for one in core["periods"]]
    titles = core["titles"]["id"]
    scales = {**dict.fromkeys(RATES, 1000.0), **dict.fromkeys(PROBABILITIES, 100.0)}
    looked_at = 0
    for name, column in EXACT.items():
        rows = public.execute(
            f"select period, region_id, occupation_id, {column} from balance.assessment"
        ).fetchall()
        for period, region, title, value in rows:
            place = titles.index(title) * len(periods) + periods.index(period)
            shown = parts[f"cells-{region}"].get(name, {place: None})[place]
            assert (shown is None) == (value is None), (name, period, region, title)
            if value is not None:
                scale = scales.get(name, 1.0)
                assert abs(shown - scale * value) <= 0.5 + 1e-9, (name, shown, value)
                looked_at += 1
    assert looked_at > 1000


def test_categories_and_bases_are_those_of_the_public_file(
    page_file: Path, public: duckdb.DuckDBPyConnection
) -> None:
    parts = parts_of(page_file)
    core = parts["core"]
    periods = [one["id"] for one in core["periods"]]
    classes = [one["id"] for one in core["classes"]]
    bases = [one["id"] for one in core["bases"]]
    for name, column, options in (
        ("class", "category", classes),
        ("steady", "category_steady", classes),
        ("basis", "shortage_basis", bases),
    ):
        for period, region, title, value in public.execute(
            f"select period, region_id, occupation_id, {column} from balance.assessment"
        ).fetchall():
            place = core["titles"]["id"].index(title) * len(periods)
            shown = parts[f"cells-{region}"][name][place + periods.index(period)]
            assert (None if shown is None else options[shown]) == value


def test_counts_are_those_of_the_public_file(
    page_file: Path, public: duckdb.DuckDBPyConnection
) -> None:
    core = parts_of(page_file)["core"]
    classes = [*(one["id"] for one in core["classes"]), None]
    for p, period in enumerate(core["periods"]):
        for a, area in enumerate(core["areas"]):
            expected = dict(
                public.execute(
                    "select category, sum(occupations) from balance.category_count "
                    "where period = ? and region_id = ? group by category",
                    [period["id"], area["id"]],
                ).fetchall()
            )
            totals = map(sum, zip(*core["counts"][p][a], strict=True))
            shown = dict(zip(classes, totals, strict=True))
            assert {k: v for k, v in shown.items() if v} == {
                k: v for k, v in expected.items() if v
            }


def test_two_builds_of_the_page_are_the_same_bytes(
    warehouse: Path, page_file: Path, tmp_path: Path
) -> None:
    write_page(warehouse, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page_file.read_bytes()


def test_two_builds_on_a_day_are_the_same_bytes(
    warehouse: Path,
    page_file: Path,
    public: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the time of the build the page holds the day alone."""
    row = public.execute("select max(epoch(built_at)) from reference.provenance")
    ((seconds,),) = row.fetchall()
    day = datetime.fromtimestamp(seconds, UTC)

    class Midnight(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return day.replace(hour=23, minute=59, second=59)

    monkeypatch.setattr(engine_tables, "datetime", Midnight)
    build(Project(ROOT), Request(tmp_path / "again", warehouse.parent / "inputs"))
    write_page(tmp_path / "again", tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page_file.read_bytes()


def test_nothing_comes_from_the_network(page_file: Path) -> None:
    text = unescape(page_file.read_text("utf-8"))
    assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//""", text)
    assert "@import" not in text and "url(http" not in text
    assert str(ROOT) not in text
    assert re.search(r"default-src 'none'; script-src 'sha256-[\w+/=]+'", text)


def test_the_newest_half_years_only(warehouse: Path, tmp_path: Path) -> None:
    write_page(warehouse, tmp_path / "two.html", half_years=2)
    periods = parts_of(tmp_path / "two.html")["core"]["periods"]
    assert [one["id"] for one in periods] == ["2025H1", "2025H2"]


def test_an_older_file_lacks_columns_and_relations(
    warehouse: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    shutil.copy(warehouse / "balance.duckdb", older)
    with duckdb.connect(str(older / "balance.duckdb")) as connection:
        views = connection.execute(
            "select view_name from duckdb_views() where not internal"
        ).fetchall()
        for (view,) in views:
            connection.execute(f"drop view {view}")
        for column in ("category_steady", "exit_rate_low", "exit_rate_high"):
            connection.execute(f"alter table assessment drop column {column}")
        for relation in ("transition", "sensitivity", "coverage", "suppression_share"):
            connection.execute(f"drop table if exists {relation}")
        connection.execute("drop table reference.region_outline")
    write_page(older, tmp_path / "older.html")
    parts = parts_of(tmp_path / "older.html")
    assert "steady" not in parts["cells-DK"] and "crossed" not in parts["cells-DK"]
    assert parts["core"]["map"] is None and parts["core"]["sensitivity"] is None
    assert not any(name.startswith("story") for name in parts)


def test_a_large_balance_becomes_a_folder(
    warehouse: Path, page_file: Path, tmp_path: Path
) -> None:
    size = page_file.stat().st_size
    whole = write_page(warehouse, tmp_path / "b.html", limit=size)
    assert whole.files == [tmp_path / "b.html"]
    written = write_page(warehouse, tmp_path / "b.html", limit=size - 1)
    names = {path.name for path in written.files[1:]}
    expected = parts_of(page_file).keys() - {"core"}
    assert names == {f"{name}.js" for name in expected}
    assert parts_of(tmp_path / "b.html").keys() == {"core"}
    again = write_page(warehouse, tmp_path / "b.html")
    assert again.files == [tmp_path / "b.html"]
    assert not (tmp_path / "b_files").exists()


def test_files_of_others_are_left_alone(warehouse: Path, tmp_path: Path) -> None:
    other = tmp_path / "letter.html"
    other.write_text("<p>Dear minister")
    with pytest.raises(UsageError, match="not a page that this program wrote"):
        write_page(warehouse, other)
    assert other.read_text() == "<p>Dear minister"
    folder = tmp_path / "b_files"
    folder.mkdir()
    (folder / "cells.js").write_text("mine")
    with pytest.raises(UsageError, match="holds other files, such as cells.js"):
        write_page(warehouse, tmp_path / "b.html")
    assert (folder / "cells.js").read_text() == "mine"
    with pytest.raises(UsageError, match="page.pdf.html"):
        write_page(warehouse, tmp_path / "page.pdf")


def test_a_warehouse_without_a_balance(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No warehouse at"):
        write_page(tmp_path / "none", tmp_path / "b.html")
    with duckdb.connect(str(tmp_path / "balance.duckdb")) as connection:
        connection.execute("create table something as select 1 as one")
    with pytest.raises(UsageError, match="no balance.assessment"):
        write_page(tmp_path, tmp_path / "b.html")


def test_words_are_in_both_languages_with_the_same_holes() -> None:
    for key, pair in read_words().items():
        danish, english = pair
        assert danish.strip() and english.strip(), key
        holes = [sorted(re.findall(r"\{(\w+)\}", text)) for text in pair]
        assert holes[0] == holes[1], key


def test_every_word_that_is_used_exists_and_the_other_way() -> None:
    words = read_words()
    page = STATIC.parent
    template = (page / "templates" / "page.html").read_text("utf-8")
    text = script() + template + (page / "labels.py").read_text("utf-8")
    text += (page / "plain.py").read_text("utf-8")
    whole = {
        *re.findall(r'\bt\("([a-z_0-9]+)"[,)]', text),
        *re.findall(r'data-word="(\w+)"', text),
        *re.findall(r"\bwords\.(\w+)", template),
    }
    assert whole <= words.keys()
    beginnings = {
        *re.findall(r'"(\w+_)" \+', text),
        *re.findall(r'f"(\w+_)\{', text),
        *(f"{key}_" for key in re.findall(r'paragraphs\("(\w+)"', text)),
    }
    endings = set(re.findall(r'\+ "(_\w+)"', text))
    quoted = set(re.findall(r'"(\w+)"', text))
    unused = {
        key
        for key in words.keys() - whole - quoted
        if not key.startswith(tuple(beginnings)) and not key.endswith(tuple(endings))
    }
    assert not unused


TEXTS = st.text(alphabet="ab 12.,%()" + HOLE, max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=8))
def test_a_story_comes_back_as_it_was(texts: list[tuple[str, str]]) -> None:
    stories = Stories([[] for _ in texts])
    for title, pair in enumerate(texts):
        stories.add(title, ("Emne", "Topic"), pair)
    part = json.loads(json.dumps(stories.as_part()))
    used = [0] * len(part["steps"])
    for pair, packed in zip(texts, part["titles"], strict=True):
        (step,) = packed
        columns = [hole.split(" ") for hole in part["numbers"][step]]
        numbers = [column[used[step]] for column in columns]
        used[step] += 1
        words = part["steps"][step][1]
        if not columns:
            assert tuple(words) == pair
        else:
            assert filled(words[0], numbers, ",") == pair[0]
            assert filled(words[1], numbers, ".") == pair[1]


def test_shared_numbers_are_told_once() -> None:
    stories = Stories([[], []])
    stories.add(0, ("A", "A"), ("12,5 pct. af 40", "12.5% of 40"))
    stories.add(1, ("A", "A"), ("3,0 pct. af 7", "3.0% of 7"))
    assert stories.as_part()["numbers"] == [["12.5 3.0", "40 7"]]
