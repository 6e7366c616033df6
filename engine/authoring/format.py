"""The house format of a query file; words stay on their lines.

So a comment stays behind its column, and places in a template stay valid. Changed are:
keywords (lower case), commas (at the end of a line), spaces, indents (steps of four),
blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

INDENT = 4
MARK = re.compile(r"/\*|\*/")
TOKEN = re.compile(
    r"(?P<jinja>\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})"
    r"|(?P<comment>--[^\n]*)"
    r"|(?P<string>(?<!\w)[eE]'(?:\{\{.*?\}\}|\{%.*?%\}|\\.|''|[^'\\])*'"
    r"|'(?:\{\{.*?\}\}|\{%.*?%\}|[^']|'')*'|\"(?:[^\"]|\"\")*\""
    r"|(?<!\w)(?P<dollars>\$(?:[^\W\d]\w*)?\$).*?(?P=dollars))"
    r"|(?P<newline>\n)"
    r"|(?P<space>[^\S\n]+)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<other>.)",
    re.DOTALL,
)
WORDS = """
all and any as asc between by case cast cross desc distinct else end except exclude
exists false filter first following from full group having in inner intersect interval
is join last lateral left like limit not null nulls offset on or order outer over
partition preceding qualify range recursive right row rows select then true unbounded
union unnest using values when where window with
"""
KEYWORDS = frozenset(WORDS.split())


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


def formatted(text: str) -> str:
    """The text of a query file in the house format."""
    lines = _with_trailing_commas(_lines(text.replace("\r\n", "\n")))
    depth = 0
    indented: list[str] = []
    for line in lines:
        closing = _closes_first(line)
        indented.append(_printed_line(line, depth - closing))
        depth = max(depth + _opened(line), 0)
    return _without_blank_runs(indented)


def _lines(text: str) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in _tokens(text):
        if token.kind == "newline":
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while match := TOKEN.match(text, position):
        if text.startswith("/*", position):
            end = _comment_end(text, position)
            yield Token("comment", text[position:end])
        else:
            end = match.end()
            yield Token(str(match.lastgroup), match[0])
        position = end


def _comment_end(text: str, start: int) -> int:
    """The end of a comment between /* and */, which may be nested."""
    depth = 0
    for mark in MARK.finditer(text, start):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def _with_trailing_commas(lines: list[list[Token]]) -> list[list[Token]]:
    """A comma that begins a line ends the last line of code before it."""
    for number, line in enumerate(lines):
        code = _code(line)
        if code and code[0].text == ",":
            before = [n for n in range(number) if _code(lines[n])]
            if before:
                position = line.index(code[0])
                rest = line[position + 1 :]
                while rest and rest[0].kind == "space":
                    rest = rest[1:]
                lines[number] = line[:position] + rest
                _append_comma(lines[before[-1]], code[0])
    return lines


def _append_comma(line: list[Token], comma: Token) -> None:
    last = max(n for n, token in enumerate(line) if token.kind in CODE)
    line.insert(last + 1, comma)


CODE = ("jinja", "string", "word", "other")


def _code(line: list[Token]) -> list[Token]:
    return [token for token in line if token.kind in CODE]


def _closes_first(line: list[Token]) -> int:
    """How many closing brackets a line begins with."""
    count = 0
    for token in _code(line):
        if token.text not in ")]":
            break
        count += 1
    return count


def _opened(line: list[Token]) -> int:
    """The brackets that a line opens, minus those that it closes."""
    others = [token.text for token in line if token.kind == "other"]
    return sum((text in "([") - (text in ")]") for text in others)


def _printed_line(line: list[Token], depth: int) -> str:
    text = "".join(_pieces(line)).rstrip()
    if not text.strip():
        return ""
    bare = text.lstrip()
    if line[0].kind != "space" and depth <= 0:
        return bare
    wide = len(line[0].text.expandtabs(INDENT)) if line[0].kind == "space" else 0
    steps = max(-(-wide // INDENT), depth)
    return " " * (INDENT * steps) + bare


def _pieces(line: list[Token]) -> Iterator[str]:
    for number, token in enumerate(line):
        before = line[number - 1] if number else None
        after = line[number + 1] if number + 1 < len(line) else None
        if token.kind == "word" and token.text.lower() in KEYWORDS:
            named = before is not None and before.text == "."
            yield token.text if named else token.text.lower()
        elif token.kind == "comment":
            behind = before is not None and any(t.kind in CODE for t in line[:number])
            yield (" " if behind and _tight(before) else "") + _comment(token, behind)
        elif token.kind == "space":
            yield _space(number, before, after)
        elif token.text == "," and after and after.kind in CODE:
            yield ", "
        else:
            yield token.text


def _tight(token: Token | None) -> bool:
    return token is not None and token.kind != "space"


def _space(number: int, before: Token | None, after: Token | None) -> str:
    """One space between words, none before a comma."""
    if number == 0 or after is None:
        return ""
    return "" if after.text == "," and before and before.kind in CODE else " "


def _comment(token: Token, behind: bool) -> str:
    """A space after the dashes; a comment on a line of its own keeps its indent."""
    if not token.text.startswith("--"):
        return token.text
    words = token.text[2:].rstrip()
    if behind or not words.startswith(" "):
        words = f" {words.strip()}" if words else ""
    return f"--{words}"


def _without_blank_runs(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n") + "\n"
