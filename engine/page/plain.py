"""The main figures in plain HTML, for readers without JavaScript."""

from __future__ import annotations

from typing import Any

from engine.page.content import Content


def newest(content: Content) -> dict[str, Any]:
    """Of the newest half-year and the first area, the country: the finding in both
    languages, the counts by class, and the titles listed: title, class and rate."""
    core = content.core
    words, area, period = core["words"], core["areas"][0], core["periods"][-1]
    classes, titles = core["classes"], core["titles"]
    demand = bool(core["sides"]["demand"])
    totals = [sum(column) for column in zip(*core["counts"][-1][0], strict=True)]
    side = "lacking" if demand else "good"
    part = sum(n for n, one in zip(totals, classes, strict=False) if one[side])
    key = "finding_shortage" if demand else "finding_good"
    findings = [
        f"{area['name'][language]}, {period['name'][language]}: "
        + words[key][language].format(part=part, whole=sum(totals[: len(classes)]))
        for language in (0, 1)
    ]
    columns = content.parts[f"cells-{area['id']}"]
    rates = columns.get("shortage" if demand else "exit")
    step = len(core["periods"])
    listed = []
    for number, verdict in enumerate(columns.get("class", ())[step - 1 :: step]):
        if verdict is not None and classes[verdict][side]:
            rate = rates[number * step + step - 1] if rates else None
            name = titles["name"][0][number]
            listed.append((name, classes[verdict]["name"][0], _percent(rate, words)))
    counts = [
        (one["name"], number) for one, number in zip(classes, totals, strict=False)
    ]
    return {"finding": findings, "counts": counts, "listed": listed}


def _percent(rate: int | None, words: Any) -> str:
    if rate is None:
        return str(words["hidden"][0])
    return f"{rate / 10:.1f}".replace(".", ",") + " pct."
