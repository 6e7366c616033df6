"""Directives: `@name(arguments)` in the comments of a query.

They say what SQL has no word for: how a relation is stored, whether it is
published, what always holds of it. The rest of a comment is text for people.
A check whose arguments end in `; warning` warns, where others stop the build:
`@min(0; warning)`, `@not_null(warning)`, `@rule(condition; words; warning)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

WARNING = "warning"
START = re.compile(r"@(\w+)(\()?")

HEAD = {
    "materialize": "how the relation is made and stored",
    "publish": "the relation goes into the public warehouse",
    "gate": "what stands here may be published: counts of few persons are hidden in it",
    "write": "the file that a synthesized relation is written to",
    "key": "columns that identify a row",
    "rule": "condition every row meets; then its words",
    "rows": "how many rows there are: a comparison and a relation or a number",
    "optional": "the input table may be missing",
    "beside": "the input file lies beside the query, in the project: a code list",
    "null": "texts of an input file that mean missing, such as . or NA",
    "wide": "which columns of a wide input file are gathered into which lists",
    "tell": "text column whose values the build tells",
    "unchanged": "the build says so, in words, where the public file had other rows",
    "without": "what the build leaves out where the input table is missing or empty",
}
COLUMN = {
    "optional": "the input column may be missing or NULL; the key column NULL",
    "not_null": "never NULL",
    "in": "accepted values",
    "min": "smallest value allowed",
    "max": "largest value allowed",
    "references": "a value of that relation's column: schema.table.column",
    "person": "identifies a person: never published",
    "firm": "identifies a firm: never published",
}


@dataclass(frozen=True)
class Directive:
    """`offset` is its place in the SQL, or None; it is not part of the meaning."""

    name: str
    arguments: str | None = None
    warning: bool = False
    offset: int = field(default=0, compare=False, repr=False)

    @property
    def items(self) -> list[str]:
        """The arguments split at commas outside brackets and quotes."""
        return [part.strip().strip("'") for part in split(self.arguments or "", ",")]

    @property
    def parts(self) -> list[str]:
        """The arguments split at semicolons."""
        return [part.strip() for part in split(self.arguments or "", ";")]


class NotClosed(Exception):
    """The last of these directives has a bracket that is not closed."""

    def __init__(self, directives: list[Directive]) -> None:
        super().__init__(f"the bracket of @{directives[-1].name} is not closed")
        self.directives = directives


def read(comment: str) -> tuple[str, list[Directive]]:
    """The words of a comment without its directives, and the directives."""
    words: list[str] = []
    directives: list[Directive] = []
    position = 0
    while match := START.search(comment, position):
        words.append(comment[position : match.start()])
        position = match.end()
        arguments = None
        if match[2]:
            try:
                end = _closing(comment, position)
            except ValueError as error:
                raise NotClosed([*directives, Directive(match[1])]) from error
            arguments = comment[position:end]
            position = end + 1
        directives.append(Directive(match[1], *_severity(arguments)))
    words.append(comment[position:])
    return re.sub(r"\s+", " ", "".join(words)).strip(), directives


def _severity(arguments: str | None) -> tuple[str | None, bool]:
    """The arguments without a last part `warning`, and whether there was one."""
    *others, last = split(arguments or "", ";") or [""]
    if last.strip() != WARNING:
        return arguments, False
    return ";".join(others) or None, True


def located(directives: Iterable[Directive], sql: str, start: int) -> list[Directive]:
    """The directives of a comment, each with its place in the SQL from `start` on."""
    placed: list[Directive] = []
    position = start
    for directive in directives:
        place = sql.find(f"@{directive.name}", position)
        position = place + 1 if place >= 0 else position
        placed.append(replace(directive, offset=place if place >= 0 else start))
    return placed


def _closing(text: str, position: int) -> int:
    depth = 1
    quoted = False
    for index in range(position, len(text)):
        letter = text[index]
        quoted ^= _is_quote(text, index, quoted)
        if quoted:
            continue
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return index
    raise ValueError("a bracket of a directive is not closed")


def _is_quote(text: str, index: int, quoted: bool) -> bool:
    """Whether the character opens or closes a string; an apostrophe does not."""
    if text[index] != "'":
        return False
    return quoted or index == 0 or not text[index - 1].isalnum()


def split(text: str, separator: str) -> list[str]:
    """Split at separators outside brackets and quotes."""
    parts = [""]
    depth = 0
    quoted = False
    for index, letter in enumerate(text):
        quoted ^= _is_quote(text, index, quoted)
        depth += 0 if quoted else (letter in "([") - (letter in ")]")
        if letter == separator and not quoted and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def named(directives: Iterable[Directive], name: str) -> list[Directive]:
    return [directive for directive in directives if directive.name == name]
