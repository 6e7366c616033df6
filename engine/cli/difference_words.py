"""The words of `amb diff` and `amb whatif`, in the languages of their output."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """What is printed about differences; `{}` takes a number or a value."""

    parameter: str
    against: str
    moved: str
    not_assessed: str
    private: str
    other_columns: str
    kinds: dict[str, str]
    header: list[str]
    first: str
    none: str
    beside: str


WORDS = {
    "en": Words(
        parameter="parameter {}: {} → {}",
        against="{}: {}, against the warehouse's {}",
        moved="{} titles have another category: {}.",
        not_assessed="not assessed",
        private="other rows; it tells of persons, --private shows them",
        other_columns="other columns",
        kinds={"added": "added", "removed": "removed", "changed": "changed"},
        header=["period", "region", "title", "was", "is", "crossed", "what decides"],
        first="The first {} titles; --limit shows more.",
        none="No difference.",
        beside="{} relations built beside the warehouse; it stands as before.",
    ),
    "da": Words(
        parameter="parameter {}: {} → {}",
        against="{}: {} mod {} i lageret",
        moved="{} stillingsbetegnelser har en anden kategori: {}.",
        not_assessed="ikke vurderet",
        private="andre rækker; de handler om personer, --private viser dem",
        other_columns="andre kolonner",
        kinds={"added": "nye", "removed": "fjernet", "changed": "ændret"},
        header=["halvår", "region", "stilling", "før", "nu", "krydset", "det afgør"],
        first="De første {} stillingsbetegnelser; --limit viser flere.",
        none="Ingen forskel.",
        beside="{} relationer bygget ved siden af lageret; det er som før.",
    ),
}
