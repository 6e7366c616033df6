"""amb diff"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli import output
from engine.cli.difference_words import WORDS, Words
from engine.cli.options import (
    JsonOption,
    LanguageOption,
    PrivateOption,
    ProjectOption,
    language_of,
)
from engine.cli.output import cell_text, say

if TYPE_CHECKING:
    from engine.balance.moved_titles import Moved
    from engine.warehouse.compare_relation import Example, RelationDiff

WarehouseArgument = Annotated[
    Path, typer.Argument(help="A warehouse's folder, or one of its files.")
]


def diff(
    old: WarehouseArgument,
    new: WarehouseArgument,
    tolerance: Annotated[
        float, typer.Option(help="Numbers this near, relatively, are the same.")
    ] = 1e-9,
    private: PrivateOption = False,
    language: LanguageOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Compare two warehouses, relation by relation."""
    from engine.balance.moved_titles import moved_titles
    from engine.compile.project import find_project
    from engine.warehouse.diff import changed_settings, compare

    compiled = find_project(project).compile(synthetic=False)
    relations = compare(old, new, compiled, tolerance=tolerance, private=private)
    moved = tuple(moved_titles(old, new, compiled))
    settings = changed_settings(old, new)
    if json:
        keys = ("name", "old", "new")
        listed = [dict(zip(keys, setting, strict=True)) for setting in settings]
        output.answer({"parameters": listed, **as_json(relations, moved)})
        return
    words = WORDS[language_of(language)]
    for setting in settings:
        print(words.parameter.format(*setting))
    show(relations, moved, words)


def show(
    relations: Sequence[RelationDiff],
    moved: Sequence[Moved],
    words: Words,
    limit: int | None = None,
) -> None:
    """The differences for people: first in sum, then relation by relation; at most
    `limit` titles."""
    if moved:
        print(words.moved.format(len(moved), _ways(moved, words)))
    for relation in relations:
        print(f"{relation.name}: {_summary(relation, words)}")
        for change in relation.schema:
            print(f"    {change}")
        for example in relation.examples:
            print(f"    {_line(example)}")
    if moved and limit != 0:
        print()
        _show_moved(moved[:limit], words)
        if limit is not None and len(moved) > limit:
            say(words.first.format(limit))
    if not relations:
        say(words.none)


def _ways(moved: Sequence[Moved], words: Words) -> str:
    """How many titles went which way."""
    ways = Counter((one.old, one.new) for one in moved)
    return ", ".join(
        f"{count} {old or words.not_assessed} → {new or words.not_assessed}"
        for (old, new), count in ways.most_common()
    )


def _summary(relation: RelationDiff, words: Words) -> str:
    if relation.is_private:
        return words.private
    counts = {
        "added": relation.added,
        "removed": relation.removed,
        "changed": relation.changed,
    }
    parts = ", ".join(
        f"{count} {words.kinds[kind]}" for kind, count in counts.items() if count
    )
    columns = ", ".join(f"{name} {count}" for name, count in relation.columns.items())
    return (parts or words.other_columns) + (f" ({columns})" if columns else "")


def _line(example: Example) -> str:
    row = ", ".join(
        f"{name} = {cell_text(value)}" for name, value in example.row.items()
    )
    sign = {"added": "+", "removed": "-", "changed": "~"}[example.kind]
    cells = "; ".join(
        f"{n} {cell_text(a)} → {cell_text(b)}" for n, a, b in example.cells
    )
    return f"{sign} {row}{f': {cells}' if cells else ''}"


def _show_moved(moved: Sequence[Moved], words: Words) -> None:
    rows = [
        [
            *one.cell.values(),
            one.old or words.not_assessed,
            one.new or words.not_assessed,
            one.crossed,
            "; ".join(_pair(name, *pair) for name, pair in one.values.items()),
        ]
        for one in moved
    ]
    output.print_table(None, words.header, rows)


def _pair(name: str, old: Any, new: Any) -> str:
    same = old == new
    return f"{name} {cell_text(old)}" + ("" if same else f" → {cell_text(new)}")


def as_json(
    relations: Sequence[RelationDiff], moved: Sequence[Moved]
) -> dict[str, Any]:
    return {
        "relations": [
            {
                "relation": str(relation.name),
                "private": relation.is_private,
                "schema": list(relation.schema),
                "added": relation.added,
                "removed": relation.removed,
                "changed": relation.changed,
                "columns": dict(relation.columns),
                "examples": [
                    {
                        "kind": example.kind,
                        "row": dict(example.row),
                        "cells": [
                            {"column": name, "old": a, "new": b}
                            for name, a, b in example.cells
                        ],
                    }
                    for example in relation.examples
                ],
            }
            for relation in relations
        ],
        "moved": [
            {
                **one.cell,
                "old": one.old,
                "new": one.new,
                "crossed": one.crossed,
                "values": {
                    name: {"old": a, "new": b} for name, (a, b) in one.values.items()
                },
            }
            for one in moved
        ],
    }
