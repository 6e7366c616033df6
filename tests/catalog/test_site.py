"""The files of the catalog: complete, linked, and sufficient to themselves."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from typer.testing import CliRunner

from engine.catalog.site import write_catalog
from engine.checks.declare import checks_of
from engine.cli import app
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.names import Name
from engine.problems import UsageError
from tests.catalog.site import ROOT, Page


@cache
def compiled() -> Compiled:
    return Project(ROOT).compile()


def page(catalog: Path, relation: str) -> Page:
    return Page((catalog / "relation" / f"{relation}.html").read_text("utf-8"))


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_relation_has_a_page_with_its_words(catalog: Path) -> None:
    for name, query in compiled().queries.items():
        text = words(page(catalog, str(name)).text)
        assert words(query.comment) in text
        for column in query.output:
            assert column.name in text and words(column.comment) in text
        for check in checks_of(query):
            assert words(check.rule) in text
        assert words(query.sql) in text


def test_no_page_speaks_of_what_is_not_there(catalog: Path) -> None:
    stems = {path.stem for path in (catalog / "relation").glob("*.html")}
    assert stems == {str(name) for name in compiled().queries}


def test_rows_types_and_parameters(catalog: Path) -> None:
    text = words(page(catalog, "balance.assessment").text)
    assert "48 rows" in text and "published" in text
    assert "bigint" in text
    counts = words(page(catalog, "supply.prospects").text)
    assert "unemployment_ratio_threshold = 0.1" in counts
    private = words(page(catalog, "supply.spell").text)
    assert "794 rows" not in private  # only published rows are counted


def test_a_parameter_used_through_a_macro(catalog: Path) -> None:
    assert "indicator_floor = 0.001" in words(page(catalog, "shortage.indicator").text)


def test_a_column_says_what_it_is_worked_out_from(catalog: Path) -> None:
    html = (catalog / "relation" / "supply.prospects.html").read_text("utf-8")
    row = html.split('<tr id="full_time_employees">')[1].split("</tr>")[0]
    assert "<code>input.employment</code> " in row and "full_time_employees" in row
    assert "outcome" not in row


def test_every_link_leads_somewhere(catalog: Path) -> None:
    for path in catalog.rglob("*.html"):
        page_here = Page(path.read_text("utf-8"))
        addresses = [
            *(a.get("href") for a in page_here.all("a")),
            *(a.get("href") for a in page_here.all("link")),
            *(a.get("src") for a in page_here.all("script")),
        ]
        assert len(addresses) > 40
        for address in addresses:
            parts = urlsplit(address or "")
            assert parts.scheme in ("", "data"), address
            if parts.path and not parts.scheme:
                assert (path.parent / unquote(parts.path)).is_file(), address


def test_nothing_comes_from_the_network(catalog: Path) -> None:
    for path in catalog.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//""", text), path
            assert "@import" not in text and "url(http" not in text
            assert str(ROOT) not in text


def test_the_picture_leads_to_the_relations(catalog: Path) -> None:
    html = (catalog / "relation" / "supply.prospects.html").read_text("utf-8")
    drawing = html.split("<svg")[1].split("</svg>")[0]
    for name in ("supply.unemployed", "input.employment", "shortage.cell"):
        assert f'href="{name}.html"' in drawing
    assert "balance.transition" not in drawing


def test_without_a_warehouse_there_are_no_rows(tmp_path: Path) -> None:
    write_catalog(compiled(), tmp_path / "none", tmp_path / "site")
    text = words(page(tmp_path / "site", "balance.assessment").text)
    assert " rows" not in text.split("Lineage")[0].replace("one row", "")


def test_a_relation_that_went_leaves_no_page(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_catalog(compiled(), tmp_path / "none", site)
    (site / "relation" / "old.gone.html").write_text("old", "utf-8")
    write_catalog(compiled(), tmp_path / "none", site)
    assert not (site / "relation" / "old.gone.html").exists()


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="other files"):
        write_catalog(compiled(), tmp_path / "none", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_same_project_gives_the_same_site(tmp_path: Path) -> None:
    sites = [tmp_path / "one", tmp_path / "two"]
    for site in sites:
        write_catalog(compiled(), tmp_path / "none", site)
    one, two = ({p.name: p.read_bytes() for p in s.rglob("*.*")} for s in sites)
    assert one == two


def test_command(tmp_path: Path) -> None:
    where = ["--project", str(ROOT), "--warehouse", str(tmp_path / "none")]
    answer = CliRunner().invoke(app, ["catalog", str(tmp_path / "site"), *where])
    assert answer.exit_code == 0
    assert Path(answer.stdout.strip()).is_file()


def test_text_is_escaped(tmp_path: Path) -> None:
    query = compiled().queries[Name("supply", "prospects")]
    assert "<" in query.sql
    write_catalog(compiled(), tmp_path / "none", tmp_path / "site")
    html = (tmp_path / "site/relation/supply.prospects.html").read_text("utf-8")
    assert "&lt;" in html


def test_its_own_words_are_of_one_language(tmp_path: Path) -> None:
    """In Danish all words but those of the queries, which say that they are English."""
    write_catalog(compiled(), tmp_path / "none", tmp_path / "da", "da")
    write_catalog(compiled(), tmp_path / "none", tmp_path / "en", "en")
    danish, english = (
        {p.relative_to(s): p.read_text("utf-8") for p in s.rglob("*.html")}
        for s in (tmp_path / "da", tmp_path / "en")
    )
    assert danish.keys() == english.keys()
    text = danish[Path("relation/balance.assessment.html")]
    assert '<html lang="da">' in text and ">Læses af<" in text and ">nøgle<" in text
    assert 'aria-label="Hvilken relation læser hvilken' in text
    for path, page_ in danish.items():
        around = re.sub("<pre.*?</pre>", "", page_, flags=re.S)  # SQL has one language
        for words_ in (">Read by<", ">Columns<", ">published<", "Search  ( / )"):
            assert words_ not in around, path


def test_the_language_is_the_command_lines_else_the_environments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def heading(name: str, *more: str) -> str:
        site = tmp_path / name
        where = ["--project", str(ROOT), "--warehouse", str(tmp_path / "none")]
        words_ = ["catalog", str(site), *where, *more]
        assert CliRunner().invoke(app, words_).exit_code == 0
        return (site / "index.html").read_text("utf-8").split("<h1>")[1].split("<")[0]

    monkeypatch.setenv("AMB_LANGUAGE", "da")
    assert heading("environment") == "Katalog over relationer"
    assert heading("option", "--language", "en") == "Catalog of relations"
