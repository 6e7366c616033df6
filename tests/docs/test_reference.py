"""What the program offers is documented, and the documents are short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine import __version__
from tests.docs import reference

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = (reference.FOLDER / "answers.md").read_text("utf-8")
SHORT = sorted(
    [*reference.documents(), *ROOT.glob("engine/*.md"), ROOT / "CONTRIBUTING.md"]
)
LINKED = [*SHORT, ROOT / "README.md", ROOT / "warehouse" / "README.md"]
LINES_OF_TWO_PAGES = 120
LETTERS_OF_A_LINE = 96


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def printed_lines(text: str) -> Iterator[str]:
    """The lines of a text on paper: long ones are broken."""
    for line in text.splitlines():
        yield from (
            line[start : start + LETTERS_OF_A_LINE]
            for start in range(0, max(len(line), 1), LETTERS_OF_A_LINE)
        )


@pytest.mark.parametrize("document", reference.documents(), ids=name_of)
def test_the_tables_are_what_the_program_knows(document: Path) -> None:
    """`python -m tests.docs.reference` writes them anew."""
    text = document.read_text("utf-8")
    assert reference.renewed(text) == text


def test_each_table_is_in_one_document() -> None:
    texts = reference.documents().values()
    names = [part[1] for text in texts for part in reference.PART.finditer(text)]
    assert sorted(names) == sorted(reference.PARTS)


@pytest.mark.parametrize("name", reference.commands())
def test_the_json_of_each_command_is_described(name: str) -> None:
    command = reference.commands()[name]
    offers = any("--json" in option.opts for option in reference.options(command))
    described = re.search(rf"^- `amb {name}`: ", ANSWERS, re.MULTILINE)
    assert bool(described) == offers


@pytest.mark.parametrize("document", SHORT, ids=name_of)
def test_a_document_is_two_pages_at_most(document: Path) -> None:
    lines = list(printed_lines(document.read_text("utf-8")))
    assert 0 < len(lines) <= LINES_OF_TWO_PAGES


def test_the_changelog_begins_with_this_version() -> None:
    heading = re.search(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heading
    version, _, day = heading[1].partition(" - ")
    assert version == __version__ and date.fromisoformat(day)


@pytest.mark.parametrize("document", SHORT, ids=name_of)
def test_the_files_it_names_are_there(document: Path) -> None:
    """In full, from the folder engine on, or a pattern or a name in a folder named."""
    text = document.read_text("utf-8")
    names = re.findall(r"`([\w*/]+\.py)`", text)
    missing = [
        name
        for name in names
        if not list(ROOT.glob(name)) and not list(ROOT.glob(f"engine/**/{name}"))
    ]
    assert not missing


@pytest.mark.parametrize("document", LINKED, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing
