"""amb lineage"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli import output
from engine.cli.completion import complete_relation
from engine.cli.options import (
    JsonOption,
    LanguageOption,
    ProjectOption,
    SetOption,
    language_of,
    pairs,
)
from engine.problems import UsageError

if TYPE_CHECKING:
    from engine.compile.compiled import Compiled
    from engine.lineage.across_queries import Lineage
    from engine.lineage.graph_model import Node, Step


class Picture(StrEnum):
    mermaid = "mermaid"
    svg = "svg"


def lineage(
    relation: Annotated[
        str | None,
        typer.Argument(
            help="SCHEMA.NAME or SCHEMA.NAME.COLUMN.", autocompletion=complete_relation
        ),
    ] = None,
    graph: Annotated[
        bool, typer.Option("--graph", help="Draw the relations instead.")
    ] = False,
    format_: Annotated[
        Picture, typer.Option("--format", help="Of the drawing: mermaid or svg.")
    ] = Picture.mermaid,
    steps: Annotated[
        bool, typer.Option(help="Show how each input column gets there.")
    ] = True,
    set_: SetOption = None,
    language: LanguageOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """List every input column that can influence a relation or column, and how."""
    from engine.compile.project import find_project
    from engine.lineage.across_queries import Lineage, decides_values
    from engine.names import Name

    of_project, settings = find_project(project), pairs(set_, "--set")
    if graph:
        compiled = of_project.compile(settings)
        _draw(compiled, relation, format_, language_of(language), json)
        return
    if relation is None:
        raise UsageError("Which relation or column? Or --graph for all relations.")
    compiled = of_project.compile_for([Name.of(relation)], settings)
    project_lineage = Lineage.of(compiled)
    node = project_lineage.node(relation)
    inputs = project_lineage.inputs(node)
    if json:
        records = [_as_json(project_lineage, leaf, way) for leaf, way in inputs.items()]
        wide = _wide(project_lineage, inputs.values())
        output.answer({"asked": relation, "inputs": records, "wide": wide})
        return
    for leaf, way in inputs.items():
        print(leaf if decides_values(way) else f"{leaf}  (which rows there are)")
        for step in way if steps else ():
            place = project_lineage.place(step)
            print(f"    {place}  {step.clause}  {step.target} <- {step.source}")
    columns = sum(leaf.column is not None for leaf in inputs)
    output.say(f"{columns} input columns can influence {relation}.")
    for unread in _wide(project_lineage, inputs.values()):
        output.say(f"{unread}: no names are written here; all in reach counts.")


def _wide(lineage: Lineage, ways: Iterable[Iterable[Step]]) -> list[str]:
    """The places where SQL was read more widely than it may be."""
    from engine.lineage.graph_model import WIDE

    steps = (step for way in ways for step in way if step.clause == WIDE)
    return list(dict.fromkeys(str(lineage.place(step)) for step in steps))


def _draw(
    compiled: Compiled,
    relation: str | None,
    picture: Picture,
    language: str,
    json: bool,
) -> None:
    from engine.lineage.drawing import mermaid, svg

    query = compiled.find(relation) if relation else None
    names = compiled.upstream([query.name]) if query else compiled.queries
    queries = {
        name: compiled.queries[name] for name in compiled.queries if name in names
    }
    if json:
        reads = {str(n): sorted(map(str, q.reads)) for n, q in queries.items()}
        output.answer({"reads": reads})
    elif picture is Picture.svg:
        print(svg(queries, here=query.name if query else None, language=language))
    else:
        print(mermaid(queries))


def _as_json(project_lineage: Lineage, leaf: Node, way: list[Step]) -> dict[str, Any]:
    from engine.lineage.across_queries import decides_values

    steps = []
    for step in way:
        place = project_lineage.place(step)
        steps.append(
            {
                "target": _node(step.target),
                "source": _node(step.source),
                "clause": step.clause,
                "file": str(place.file),
                "line": place.line,
                "column": place.column,
            }
        )
    return {
        "relation": str(leaf.relation),
        "column": leaf.column,
        "decides": "values" if decides_values(way) else "rows",
        "steps": steps,
    }


def _node(node: Node) -> dict[str, str | None]:
    part = node.part or None
    return {"relation": str(node.relation), "part": part, "column": node.column}
