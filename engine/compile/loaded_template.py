"""Templates parsed and compiled once a process; `jinja2.meta` would do both again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import CodeType

from jinja2 import Template, nodes

from engine.compile.source_map import Environment


@dataclass(frozen=True)
class LoadedTemplate:
    """A template with the names that it uses.

    `names` are all of them, its own variables too; `open_names` those that it looks
    up elsewhere; `macros` those that it defines.
    """

    template: Template
    names: frozenset[str]
    open_names: frozenset[str]
    macros: frozenset[str]


def load(env: Environment, source: str, name: str) -> LoadedTemplate:
    """A template for an environment without marks. Raises TemplateSyntaxError."""
    code, names, open_names, macros = _compiled(source, name)
    template = Template.from_code(env, code, env.make_globals(None))
    return LoadedTemplate(template, names, open_names, macros)


@lru_cache(maxsize=1000)
def _compiled(
    source: str, name: str
) -> tuple[CodeType, frozenset[str], frozenset[str], frozenset[str]]:
    """The code of a template, and its names; the same for all parameters and macros."""
    env = Environment({}, marked=False)
    tree = env.parse(source, name, name)
    names, macros = names_in(tree), {m.name for m in tree.find_all(nodes.Macro)}
    code = env.compile(tree, name, name)
    return code, frozenset(names), frozenset(env.open_names), frozenset(macros)


def names_in(node: nodes.Node) -> set[str]:
    """Every name in a part of a template."""
    return {name.name for name in node.find_all(nodes.Name)}
