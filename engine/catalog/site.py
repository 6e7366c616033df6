"""Writing the site: plain files that need neither network nor server."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from engine.catalog.pages import Relation, neighbours, relations
from engine.catalog.stored import read_stored
from engine.compile.compiled import Compiled
from engine.lineage.drawing import svg
from engine.names import ENGINE_SCHEMA, Name
from engine.problems import UsageError

MARK = "catalog.js"
PAGES = "relation"
LANGUAGES = ("da", "en")  # as words.toml gives them


def write_catalog(
    compiled: Compiled, warehouse: Path, folder: Path, language: str = "en"
) -> list[Path]:
    """Write the site in a language, da or en; the paths written. What relations hold
    is said in their queries' words. Raises UsageError where others' files are."""
    _make_room(folder)
    stored = read_stored(warehouse)
    listed = list(relations(compiled, stored))
    words = _words(language)
    shared: dict[str, Any] = {
        "language": language,
        "words": words,
        "schemas": _schemas(compiled, listed),
        "has_rows": any(relation.rows is not None for relation in listed),
    }
    drawing = svg(
        compiled.queries, lambda name: _address(name, PAGES + "/"), language=language
    )
    texts = {
        "index.html": _render("index.html", root="", drawing=drawing, **shared),
        "relations.svg": drawing,
        MARK: _static(MARK),
        "style.css": _static("style.css") + _highlighting(),
        "search.js": _search_index(listed),
    }
    for relation in listed:
        near = neighbours(compiled, relation.name)
        drawing = svg(near, _address, relation.name, language)
        text = _render(
            "relation.html", root="../", relation=relation, drawing=drawing, **shared
        )
        texts[f"{PAGES}/{relation.name}.html"] = text
    return [_write(folder / name, text) for name, text in texts.items()]


def _words(language: str) -> dict[str, Any]:
    """The words of words.toml in one language."""
    text = (Path(__file__).parent / "words.toml").read_text("utf-8")

    def chosen(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: chosen(inner) for key, inner in value.items()}
        return value[LANGUAGES.index(language)]

    words: dict[str, Any] = chosen(tomllib.loads(text))
    return words


def _counted(number: int, language: str) -> str:
    text = f"{number:,}"
    return text.replace(",", ".") if language == "da" else text


def _make_room(folder: Path) -> None:
    """Leave only what an earlier catalog wrote; that is written anew."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; the catalog is a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UsageError(f"{folder} holds other files; name an empty folder.")
    (folder / PAGES).mkdir(parents=True, exist_ok=True)
    for page in (folder / PAGES).glob("*.html"):
        page.unlink()


def _schemas(
    compiled: Compiled, listed: Sequence[Relation]
) -> list[tuple[str, str, list[Relation]]]:
    """Schemas from left to right: name, words, relations."""
    settings = compiled.settings
    words = {schema.name: schema.comment for schema in settings.schemas}
    words[settings.synthetic] = "The synthetic country; a build never reads it"
    return [
        (name, comment, members)
        for name, comment in words.items()
        if (members := [r for r in listed if r.name.schema == name])
    ]


def _address(name: Name, folder: str = "") -> str | None:
    return None if name.schema == ENGINE_SCHEMA else f"{folder}{name}.html"


def _search_index(listed: Sequence[Relation]) -> str:
    """A script, for a page opened from a file may not read other files."""
    entries = [
        {
            "name": str(relation.name),
            "words": relation.words,
            "columns": [[column.name, column.words] for column in relation.columns],
            "parameters": [parameter.name for parameter in relation.parameters],
        }
        for relation in listed
    ]
    text = json.dumps(entries, ensure_ascii=False).replace("</", "<\\/")
    return f"window.CATALOG = {text};\n"


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("engine.catalog"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["highlighted"] = _highlighted
    env.filters["counted"] = _counted
    return env


def _render(template: str, **context: Any) -> str:
    return _environment().get_template(template).render(context)


def _highlighted(text: str, language: str) -> str:
    from markupsafe import Markup
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language)
    formatter = HtmlFormatter(nowrap=True)
    return Markup(highlight(text, lexer, formatter))


def _highlighting() -> str:
    """Colours of the SQL, light and dark."""
    from pygments.formatters import HtmlFormatter

    def rules(style: str) -> str:
        lines = HtmlFormatter(style=style).get_style_defs("pre.sql").splitlines()
        return "\n".join(line for line in lines if line.startswith("pre.sql ."))

    dark = rules("github-dark")
    light = rules("xcode")
    return f"\n{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _static(name: str) -> str:
    path = Path(__file__).parent / "static" / name
    return path.read_text("utf-8")


def _write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8", newline="\n")
    return path
