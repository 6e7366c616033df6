"""The parameters that a template uses, directly or through macros."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, nodes

from engine.query import Query


def parameters_used(query: Query) -> set[str]:
    """Every name that the template reaches; parameters are among them."""
    templates = query.rendered.templates
    macros: dict[str, frozenset[str]] = {}
    for text in templates.sources.values():
        if "macro" in text:
            macros |= _macros(text)
    own = templates.sources[query.rendered.name]
    found: set[str] = set()
    waiting = list(_names(own))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += macros.get(name, ())
    return found


@lru_cache(maxsize=512)
def _names(text: str) -> frozenset[str]:
    return frozenset(name.name for name in _parse(text).find_all(nodes.Name))


@lru_cache(maxsize=512)
def _macros(text: str) -> dict[str, frozenset[str]]:
    return {
        macro.name: frozenset(name.name for name in macro.find_all(nodes.Name))
        for macro in _parse(text).find_all(nodes.Macro)
    }


def _parse(text: str) -> nodes.Template:
    return Environment(autoescape=False).parse(text)
