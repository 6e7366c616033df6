"""amb whatif"""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import output
from engine.cli.completion import complete_relation
from engine.cli.difference_words import WORDS
from engine.cli.options import (
    JsonOption,
    LanguageOption,
    PrivateOption,
    ProjectOption,
    SetOption,
    WarehouseOption,
    language_of,
    pairs,
    warehouse_of,
)
from engine.cli.output import say


def whatif(
    set_: SetOption = None,
    query: Annotated[
        list[str] | None,
        typer.Option(
            help="A query's other text: SCHEMA/NAME.sql or SCHEMA.NAME=FILE; "
            "may be repeated."
        ),
    ] = None,
    warehouse: WarehouseOption = None,
    relation: Annotated[
        list[str] | None,
        typer.Option(
            help="SCHEMA.NAME to compare; may be repeated. Default: the published.",
            autocompletion=complete_relation,
        ),
    ] = None,
    limit: Annotated[int, typer.Option(help="Titles listed at most.", min=0)] = 20,
    private: PrivateOption = False,
    language: LanguageOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Tell what other parameters or queries would change. The warehouse stays."""
    from engine.balance.moved_titles import moved_titles
    from engine.build.what_if import changed_warehouse
    from engine.cli.diff import as_json, show
    from engine.compile.project import find_project
    from engine.problems import UsageError
    from engine.state.work_file import work_file
    from engine.warehouse.diff import changed_settings, compare

    if not set_ and not query:
        raise UsageError("Say what: --set NAME=VALUE or --query FILE.")
    settings, queries = pairs(set_, "--set"), query or ()
    folder = warehouse_of(warehouse, project)
    with changed_warehouse(find_project(project), folder, settings, queries) as changed:
        work, made = work_file(folder), changed.relations
        wanted = [changed.compiled.find(name) for name in relation or ()] or [
            query for query in changed.compiled.build if query.published
        ]
        only = made & {query.name for query in wanted}
        relations = compare(
            work, changed.work, changed.compiled, only=only, private=private
        )
        moved = tuple(moved_titles(work, changed.work, changed.compiled))
        parameters = changed_settings(work, changed.work)
    if json:
        run = sorted(map(str, made))
        output.answer({"run": run, **as_json(relations, moved)})
        return
    words = WORDS[language_of(language)]
    for name, before, now in parameters:
        print(words.against.format(name, now, before))
    show(relations, moved, words, limit)
    say(words.beside.format(len(made)))
