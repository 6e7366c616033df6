"""CSV files as people have them: encoding, line ends, separator, header, and the SQL
that reads one, every column as text."""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.inputs.formats import compression_of
from engine.names import literal
from engine.problems import Place, Problem, ProblemError

DELIMITERS = ",;\t|"
UTF8, WINDOWS = "utf-8", "windows-1252"
BLOCK = 1 << 22
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Header:
    """The first row of a CSV file.

    `columns` are all columns in order, with unique names; `names` maps the readable
    ones (lower case, without outer blanks) to them.
    """

    columns: tuple[str, ...]
    names: Mapping[str, str]
    written: Mapping[str, str]
    twice: Collection[str]
    delimiter: str
    skipped: int = 0


@dataclass(frozen=True)
class Text:
    """A CSV file as UTF-8: its path, the original encoding, its header."""

    path: Path
    encoding: str = UTF8
    header: Header = field(default_factory=lambda: Header((), {}, {}, (), ","))


def read_text(
    path: Path, names: Collection[str], options: Mapping[str, str], copy: Path | None
) -> Text:
    """A CSV file ready for DuckDB. Raises ProblemError if it is not text.

    A file in another encoding or with mixed line ends is first rewritten to `copy`;
    if `copy` is None, only the header is read. `names` are the columns to be read, in
    lower case; they decide the separator unless the options set it.
    """
    encoding = options.get("encoding") or _marked_encoding(path) or UTF8
    if copy is None:
        return Text(path, encoding, _header(path, encoding, names, options))
    survey = _survey(path, encoding)
    if survey.bad is not None:
        if encoding != UTF8:
            raise _not_text(path, f"not {encoding}", survey.bad)
        encoding = WINDOWS
        survey = _survey(path, encoding)
        if survey.bad is not None:
            raise _not_text(path, f"neither UTF-8 nor {WINDOWS}", survey.bad)
    stored = path
    if not encoding.startswith(UTF8) or survey.has_mixed_ends:
        _copy(path, encoding, copy)
        stored = copy
    return Text(stored, encoding, _header(path, encoding, names, options))


def csv_sql(text: Text) -> str:
    """SQL that reads the file, every column as text."""
    header = text.header
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header.columns)
    compression = compression_of(text.path) or "none"
    return (
        f"read_csv({path_literal(text.path)}, header = true, auto_detect = false, "
        f"delim = {literal(header.delimiter)}, quote = '\"', escape = '\"', "
        f"skip = {header.skipped}, compression = '{compression}', "
        f"hive_partitioning = false, columns = {{{columns}}})"
    )


def path_literal(path: Path) -> str:
    """A path as a literal for DuckDB's file functions, glob characters escaped."""
    escaped = "".join(f"[{c}]" if c in "[*?" else c for c in str(path.absolute()))
    return literal(escaped)


# the bytes ------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A file's bytes, unpacked. Raises ProblemError where they cannot be read."""
    compression = compression_of(path)
    try:
        if compression == "gzip":
            with gzip.open(path, "rb") as file:
                yield file
        elif compression == "zstd":
            import pyarrow as pa

            with pa.CompressedInputStream(str(path), "zstd") as stream:
                yield stream
        else:
            with path.open("rb") as file:
                yield file
    except (OSError, EOFError, zlib.error) as error:
        reason = f"the file cannot be read: {error}"
        raise ProblemError(Problem(reason, Place(path))) from error


def _blocks(path: Path) -> Iterator[bytes]:
    with _opened(path) as file:
        while block := file.read(BLOCK):
            yield block


def _marked_encoding(path: Path) -> str | None:
    """The encoding of a byte order mark at the beginning of a file."""
    with _opened(path) as file:
        start = file.read(4)
    return next((name for mark, name in MARKS if start.startswith(mark)), None)


@dataclass
class _Survey:
    """A scan of a file: the line of a byte that is not text, and the line ends."""

    bad: int | None = None
    has_mixed_ends: bool = False


def _survey(path: Path, encoding: str) -> _Survey:
    """Read the file once; ASCII chunks take a fast path."""
    decoder = codecs.getincrementaldecoder(encoding)()
    is_ascii_based = not encoding.startswith("utf-16")
    lines = returns = pairs = feeds = 0
    last = b""
    for block in _blocks(path):
        pairs += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
        returns += block.count(b"\r")
        feeds += block.count(b"\n")
        last = block[-1:]
        if is_ascii_based and (nul := block.find(b"\0")) >= 0:
            return _Survey(lines + block[:nul].count(b"\n") + 1)
        if is_ascii_based and block.isascii() and not decoder.getstate()[0]:
            lines += block.count(b"\n")
            continue
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            return _Survey(lines + block[: error.start].count(b"\n") + 1)
        lines += block.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _Survey(lines + 1)
    kinds = (pairs > 0) + (returns > pairs) + (feeds > pairs)
    return _Survey(None, kinds > 1)


def _copy(path: Path, encoding: str, target: Path) -> None:
    """The text in UTF-8 with one kind of line end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with target.open("w", encoding="utf-8", newline="") as file:
        kept = ""
        for block in _blocks(path):
            text = kept + decoder.decode(block)
            kept = "\r" if text.endswith("\r") else ""
            text = text[:-1] if kept else text
            file.write(text.replace("\r\n", "\n").replace("\r", "\n"))
        file.write(kept and "\n")


def _not_text(path: Path, encodings: str, line: int) -> ProblemError:
    reason = f"the file is {encodings} text: a byte here is no letter of it"
    hint = "Save it as UTF-8, or name its encoding, option csv: encoding=NAME."
    return ProblemError(Problem(reason, Place(path, line), hint))


# the header -----------------------------------------------------------------


def _header(
    path: Path, encoding: str, names: Collection[str], options: Mapping[str, str]
) -> Header:
    lines = _first_lines(path, encoding)
    delimiter, skipped = options.get("delimiter"), 0
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter, skipped = delimiter or lines[0][4], 1
        lines = lines[1:]
    separator = delimiter or _delimiter(lines, names)
    row = next(csv.reader(lines, delimiter=separator), [])
    return named(row, names, separator, skipped)


def _first_lines(path: Path, encoding: str) -> list[str]:
    with _opened(path) as file:
        start = file.read(BLOCK)
    text: str = start.decode(encoding, errors="replace")
    return text.lstrip("\ufeff").splitlines(keepends=True)


def _delimiter(lines: list[str], names: Collection[str]) -> str:
    """The separator with most of the expected columns, then with most columns."""

    def rank(delimiter: str) -> tuple[int, int]:
        row = next(csv.reader(lines, delimiter=delimiter), [])
        return len({_key(name) for name in row} & set(names)), len(row)

    return max(DELIMITERS, key=rank)


def named(
    row: Iterable[str], expected: Collection[str], delimiter: str, skipped: int
) -> Header:
    """The header: numbers replace missing and duplicate names of unread columns."""
    columns: list[str] = []
    names: dict[str, str] = {}
    written: dict[str, str] = {}
    twice: list[str] = []
    for number, name in enumerate(row, 1):
        key = _key(name)
        if not key or key in names:
            if key in expected:
                twice.append(name.strip())
            columns.append(f" column {number}")
            continue
        columns.append(name.strip())
        names[key] = written[key] = name.strip()
    return Header(tuple(columns), names, written, twice, delimiter, skipped)


def _key(name: str) -> str:
    return name.strip().lower()
