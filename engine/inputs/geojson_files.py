"""A GeoJSON file as a table: a row a feature, its properties and geometry as text."""

from __future__ import annotations

import json
from pathlib import Path

from engine.inputs.csv_files import path_literal
from engine.inputs.formats import GEOMETRY
from engine.names import literal, quote
from engine.problems import Place, Problem, ProblemError

WHAT_IT_IS = "the file is not GeoJSON: a FeatureCollection is expected"


def geojson_source(path: Path) -> tuple[str, list[str]]:
    """SQL that reads a file of features, and its columns: the properties of the
    features and `geometry`, all text. Raises ProblemError."""
    names = [*_properties(path), GEOMETRY]
    columns = [
        f"feature -> 'properties' ->> {literal('$.' + json.dumps(name))} "
        f"as {quote(name)}"
        for name in names[:-1]
    ]
    columns.append(f"feature ->> '$.geometry' as {quote(GEOMETRY)}")
    features = "select unnest(cast(content -> '$.features' as json[])) as feature "
    features += f"from read_text({path_literal(path)})"
    return f"(select {', '.join(columns)} from ({features}))", names


def _properties(path: Path) -> list[str]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _refused(path, f" ({error.msg})", error.lineno) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise _refused(path)
    names: dict[str, None] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or GEOMETRY not in feature:
            raise _refused(path, f"; feature {number} has no geometry")
        names |= dict.fromkeys(properties or {})
    names.pop(GEOMETRY, None)
    return list(names)


def _refused(path: Path, more: str = "", line: int | None = None) -> ProblemError:
    return ProblemError(Problem(WHAT_IT_IS + more, Place(path, line)))
