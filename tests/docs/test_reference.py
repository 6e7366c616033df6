"""What the program offers is documented, and the documents are short."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engine import __version__
from tests.docs import reference

ROOT = Path(__file__).resolve().parents[2]
TEXT = reference.FILE.read_text("utf-8")
SHORT = ("engine/README.md", "engine/EXTENDING.md", "CONTRIBUTING.md")
LINES_OF_TWO_PAGES = 120


def test_directives_commands_options_codes_and_tables_are_those_there_are() -> None:
    """`python -m tests.docs.reference` writes them anew."""
    assert reference.renewed(TEXT) == TEXT


@pytest.mark.parametrize("name", reference.commands())
def test_the_json_of_each_command_is_described(name: str) -> None:
    command = reference.commands()[name]
    offers = any("--json" in option.opts for option in reference.options(command))
    described = re.search(rf"^- `amb {name}`: ", TEXT, re.MULTILINE)
    assert bool(described) == offers


@pytest.mark.parametrize("name", SHORT)
def test_a_document_is_two_pages_at_most(name: str) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= LINES_OF_TWO_PAGES


def test_the_changelog_begins_with_this_version() -> None:
    heading = re.search(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heading
    version, _, day = heading[1].partition(" - ")
    assert version == __version__ and date.fromisoformat(day)


@pytest.mark.parametrize("name", [*SHORT, "engine/REFERENCE.md", "README.md"])
def test_links_lead_somewhere(name: str) -> None:
    document = ROOT / name
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing
