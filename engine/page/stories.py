"""Why a title is where it is: the words of `balance.explanation`."""

from __future__ import annotations

from engine.page.public import PublicFile

LANGUAGES = ("da", "en")
STORIES = """
    select
        region.region_id,
        occupation.sort_order,
        list(story.topic order by story.step),
        list(story.explanation order by story.step)
    from balance.explanation as story
    inner join reference.occupation as occupation
        on story.occupation_id = occupation.occupation_id
    inner join reference.region as region
        on story.region_id = region.region_id
    where story.period = ? and story.language = ? and story.step > 1
    group by all
    order by all
"""
TOPICS = """
    select distinct topic from balance.explanation
    where period = ? and language = ? order by topic
"""
Story = list[tuple[int, str]]


def read_stories(
    public: PublicFile, period: str, language: str, titles: int
) -> dict[str, dict[str, object]]:
    """The stories of one half-year and language by area: the topics, and for each
    title its steps (a topic's number and the words), None where there is no story.

    The first step is left out: it repeats what stands above it, the verdict.
    """
    if not public.has("balance.explanation", "topic", "explanation", "language"):
        return {}
    topics = [topic for (topic,) in public.rows(TOPICS, (period, language))]
    numbers = {topic: number for number, topic in enumerate(topics)}
    found: dict[str, list[Story | None]] = {}
    for region, order, names, words in public.rows(STORIES, (period, language)):
        stories = found.setdefault(region, [None] * titles)
        pairs = zip(names, words, strict=True)
        stories[order - 1] = [(numbers[name], text) for name, text in pairs if text]
    return {
        region: {"topics": topics, "titles": told} for region, told in found.items()
    }
