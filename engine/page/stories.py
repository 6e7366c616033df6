"""Why a title is where it is: the words of `balance.explanation`, made small.

A step is a text with holes for the numbers, stored once, and the numbers, which both
languages share except for the decimal sign. If filling the holes would not give the
published text, the text is stored whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.page.public import PublicFile

IN_BOTH_LANGUAGES = """
    select
        story.region_id,
        occupation.sort_order,
        da.topic,
        story.topic,
        da.explanation,
        story.explanation
    from {relation} as story
    inner join {relation} as da
        on {same_half_year}
        and story.region_id = da.region_id
        and story.occupation_id = da.occupation_id
        and story.step = da.step
        and da.language = 'da'
    inner join reference.occupation as occupation
        on story.occupation_id = occupation.occupation_id
    where story.language = 'en' and {steps}
    order by story.region_id, occupation.sort_order, story.step
"""
STORIES = IN_BOTH_LANGUAGES.format(
    relation="balance.explanation",
    same_half_year="story.period = da.period",
    steps="story.step > 1 and story.period = ? and da.period = ?",
)
NEWEST = IN_BOTH_LANGUAGES.format(
    relation="balance.outlook", same_half_year="true", steps="story.step = 3"
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
HOLE = "\x7f"
Words = tuple[str, str]
Step = tuple[Words, Words]


@dataclass
class Stories:
    """The stories of an area.

    `steps` are those that occur, each its topic and its words in Danish and English;
    `numbers` gives for each step and hole the numbers in the order of `titles`, which
    lists the steps of each title.
    """

    titles: list[list[int]]
    steps: dict[Step, int] = field(default_factory=dict)
    numbers: list[list[list[str]]] = field(default_factory=list)

    def add(self, title: int, topics: Words, texts: Words) -> None:
        words, numbers = _with_holes(texts)
        key = (topics, words)
        if key not in self.steps:
            self.steps[key] = len(self.steps)
            self.numbers.append([[] for _ in numbers])
        number = self.steps[key]
        self.titles[title].append(number)
        for column, value in zip(self.numbers[number], numbers, strict=True):
            column.append(value)

    def as_part(self) -> dict[str, Any]:
        """For the page: each hole's numbers are one text, with spaces between."""
        return {
            "steps": [[list(topics), list(words)] for topics, words in self.steps],
            "numbers": [[" ".join(hole) for hole in step] for step in self.numbers],
            "titles": self.titles,
        }


def read_stories(
    public: PublicFile, period: str, titles: int
) -> dict[str, dict[str, Any]]:
    """The stories of one half-year by area, ready for the page.

    The first step is left out: it repeats the verdict shown above.
    """
    if not public.has("balance.explanation", "topic", "explanation", "language"):
        return {}
    return _by_area(public.rows(STORIES, (period, period)), titles)


def read_newest(public: PublicFile, titles: int) -> dict[str, dict[str, Any]]:
    """The steps on the months after the newest half-year by area, in the same form:
    the last step of `balance.outlook`."""
    if not public.has("balance.outlook", "topic", "explanation", "language"):
        return {}
    return _by_area(public.rows(NEWEST), titles)


def _by_area(rows: Sequence[tuple[Any, ...]], titles: int) -> dict[str, dict[str, Any]]:
    by_area: dict[str, Stories] = {}
    for area, order, topic_da, topic_en, da, en in rows:
        if area not in by_area:
            by_area[area] = Stories([[] for _ in range(titles)])
        by_area[area].add(order - 1, (topic_da, topic_en), (da or "", en or ""))
    return {area: stories.as_part() for area, stories in by_area.items()}


def filled(words: str, numbers: Sequence[str], decimal: str) -> str:
    """The words with the numbers in their holes."""
    rest = iter(numbers)
    return re.sub(HOLE, lambda _: next(rest).replace(".", decimal), words)


def _with_holes(texts: Words) -> tuple[Words, list[str]]:
    danish, english = texts
    numbers = NUMBER.findall(english)
    words = NUMBER.sub(HOLE, danish), NUMBER.sub(HOLE, english)
    restorable = (
        HOLE not in danish + english
        and words[0].count(HOLE) == len(numbers)
        and filled(words[0], numbers, ",") == danish
        and filled(words[1], numbers, ".") == english
    )
    return (words, numbers) if restorable else (texts, [])
