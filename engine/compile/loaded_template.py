"""A template parsed and compiled once; `jinja2.meta` would do both again."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Template, nodes

from engine.compile.source_map import Environment


@dataclass(frozen=True)
class LoadedTemplate:
    """A template with the names that it uses.

    `names` are all of them, its own variables too; `open_names` those that it looks
    up elsewhere; `macros` those that it defines.
    """

    template: Template
    names: set[str]
    open_names: set[str]
    macros: set[str]


def load(env: Environment, source: str, name: str) -> LoadedTemplate:
    """Parse and compile a template. Raises TemplateSyntaxError."""
    tree = env.parse(source, name, name)
    names, macros = names_in(tree), {m.name for m in tree.find_all(nodes.Macro)}
    env.open_names = set()
    code = env.compile(tree, name, name)
    template = Template.from_code(env, code, env.make_globals(None))
    return LoadedTemplate(template, names, env.open_names, macros)


def names_in(node: nodes.Node) -> set[str]:
    """Every name in a part of a template."""
    return {name.name for name in node.find_all(nodes.Name)}
