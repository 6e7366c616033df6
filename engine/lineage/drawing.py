"""The relations as a picture: Mermaid text, or SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape

from engine.compile.query import Query
from engine.lineage.across_queries import relation_edges
from engine.names import ENGINE_SCHEMA, Name

LABELS = {
    "da": "Hvilken relation læser hvilken, fra venstre mod højre",
    "en": "Which relation reads which, from left to right",
}
LETTER, PADDING, HEIGHT, MARGIN = 7.2, 24, 34, 12
STYLE = """
svg { background: #ffffff }
.relation rect { fill: #f6f8fb; stroke: #64748b; stroke-width: 1.2; rx: 6px }
.relation text { font: 12px ui-monospace, monospace; fill: #0f172a }
.relation.published rect { fill: #dcfce7; stroke: #15803d }
.relation.input rect { fill: #e0e7ff; stroke: #4338ca }
.relation.here rect { stroke-width: 3 }
.relation:focus rect, .relation:hover rect { stroke-width: 3 }
.edge { fill: none; stroke: #94a3b8; stroke-width: 1.2 }
.arrow { fill: #94a3b8 }
@media (prefers-color-scheme: dark) {
    svg { background: #0f172a }
    .relation rect { fill: #1e293b; stroke: #94a3b8 }
    .relation text { fill: #f1f5f9 }
    .relation.published rect { fill: #14432a; stroke: #4ade80 }
    .relation.input rect { fill: #2b2d63; stroke: #a5b4fc }
    .edge { stroke: #64748b }
    .arrow { fill: #64748b }
}
"""


def mermaid(queries: Mapping[Name, Query]) -> str:
    """A Mermaid flowchart, from left to right, a box for each schema."""
    lines = ["flowchart LR"]
    names = _names(queries)
    for schema in dict.fromkeys(name.schema for name in names):
        lines.append(f"    subgraph {schema}")
        for name in (name for name in names if name.schema == schema):
            lines.append(f'        {_id(name)}["{name}"]')
        lines.append("    end")
    edges = _edges(queries)
    lines += [f"    {_id(read)} --> {_id(reader)}" for read, reader in edges]
    return "\n".join(lines)


def svg(
    queries: Mapping[Name, Query],
    link: Callable[[Name], str | None] = lambda name: None,
    here: Name | None = None,
    language: str = "en",
) -> str:
    """An SVG drawing; `link` gives the address that a relation's box leads to,
    `language` is that of its label."""
    from graphlay import Graph, layout

    graph = Graph()
    names = _names(queries)
    for name in names:
        graph.node(str(name), width=_width(name), height=HEIGHT)
    edges = _edges(queries)
    for read, reader in edges:
        graph.edge(str(read), str(reader))
    spacing = {"layer_gap": 48.0, "node_gap": 14.0, "dummy_gap": 8.0}
    drawn = layout(
        graph, options={"spacing": spacing, "routing": {"style": "diagonal"}}
    ).to_dict()
    lines = [_edge(edge["points"]) for edge in drawn["edges"]]
    for name, node in zip(names, drawn["nodes"], strict=True):
        classes = _classes(queries.get(name), here)
        lines.append(_box(name, node["center"], classes, link(name)))
    return _frame(drawn["nodes"], drawn["edges"], lines, LABELS[language])


def _names(queries: Mapping[Name, Query]) -> list[Name]:
    return list(dict.fromkeys([*queries, *(read for read, _ in _edges(queries))]))


def _edges(queries: Mapping[Name, Query]) -> list[tuple[Name, Name]]:
    """The edges between these relations, and from the schema engine."""
    edges = sorted(relation_edges(queries))
    return [e for e in edges if e[0] in queries or e[0].schema == ENGINE_SCHEMA]


def _id(name: Name) -> str:
    return f"{name.schema}__{name.table}"


def _width(name: Name) -> float:
    return len(str(name)) * LETTER + PADDING


def _classes(query: Query | None, here: Name | None) -> str:
    marks = {
        "published": query is not None and query.published,
        "input": query is not None and query.is_contract,
        "here": query is not None and query.name == here,
    }
    return " ".join(["relation", *(mark for mark, holds in marks.items() if holds)])


def _edge(points: Iterable[Mapping[str, float]]) -> str:
    path = " ".join(f"{p['x']:.1f},{p['y']:.1f}" for p in points)
    return f'<polyline class="edge" points="{path}" marker-end="url(#arrow)"/>'


def _box(
    name: Name, center: Mapping[str, float], classes: str, address: str | None
) -> str:
    width = _width(name)
    x, y = center["x"] - width / 2, center["y"] - HEIGHT / 2
    text = (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT}"/>'
        f'<text x="{center["x"]:.1f}" y="{center["y"] + 4:.1f}" '
        f'text-anchor="middle">{escape(str(name))}</text>'
    )
    if address is None:
        return f'<g class="{classes}">{text}</g>'
    return f'<a class="{classes}" href="{escape(address)}">{text}</a>'


def _frame(
    nodes: Iterable[Mapping[str, Mapping[str, float]]],
    edges: Iterable[Mapping[str, list[Mapping[str, float]]]],
    lines: Iterable[str],
    label: str,
) -> str:
    boxes = [
        (n["center"][axis] + sign * n["size"][side] / 2, axis)
        for n in nodes
        for axis, side in (("x", "width"), ("y", "height"))
        for sign in (-1, 1)
    ]
    bends = [(p[axis], axis) for e in edges for p in e["points"] for axis in "xy"]
    spans = {
        axis: [value for value, along in [*boxes, *bends] if along == axis] or [0.0]
        for axis in "xy"
    }
    left, top = min(spans["x"]) - MARGIN, min(spans["y"]) - MARGIN
    width = max(spans["x"]) - left + MARGIN
    height = max(spans["y"]) - top + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(label)}" '
        f'viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}">\n<style>{STYLE}</style>\n'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" '
        'markerWidth="8" markerHeight="8" orient="auto">'
        '<path class="arrow" d="M0,0 L8,4 L0,8 z"/></marker></defs>\n'
        + "\n".join(lines)
        + "\n</svg>"
    )
