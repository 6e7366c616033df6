"""The types of a contract's columns: in words, and as files store and write them."""

from __future__ import annotations

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
WHOLE = {*INTEGERS, *("U" + name for name in INTEGERS)}
FRACTIONAL = {"DOUBLE", "FLOAT", "DECIMAL"}
TEXTUAL = {"VARCHAR", "ENUM", "TEXT"}
MOMENTS = {"DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"}
ISO = "%Y-%m-%d"
DATE_FORMATS = {
    ISO: "YYYY-MM-DD",
    "%d-%m-%Y": "DD-MM-YYYY",
    "%d.%m.%Y": "DD.MM.YYYY",
    "%d/%m/%Y": "DD/MM/YYYY",
    "%m-%d-%Y": "MM-DD-YYYY",
    "%m/%d/%Y": "MM/DD/YYYY",
}
WORDS = {"DATE": f"a date ({DATE_FORMATS[ISO]})", "BOOLEAN": "true or false"}
WRITTEN_AS = {
    "BIGINT": "[+-]?[0-9]+",
    "DATE": "[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00(\\.0+)?)?",
    "BOOLEAN": "(?i)true|false|t|f|1|0",
}
DANISH_TRUTH = "(?i)sand|falsk"
DAY_AND_YEAR = "[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}( 00:00(:00)?)?"
NUMBER_WITH_COMMA = "[+-]?([0-9]{1,3}(\\.[0-9]{3})+|[0-9]+)(,[0-9]+)?([eE][+-]?[0-9]+)?"


def base(kind: str) -> str:
    """A type without its parameters: DECIMAL of DECIMAL(10, 2)."""
    return kind.split("(")[0].upper()


def in_words(kind: str) -> str:
    """A description of the type's values, for people."""
    if base(kind) in WHOLE:
        return "a whole number"
    if base(kind) in FRACTIONAL:
        return "a number"
    return "text" if base(kind) in TEXTUAL else WORDS.get(base(kind), f"of type {kind}")


def is_stored_right(stored: str, kind: str) -> bool:
    """Whether a file's column of type `stored` can hold values of type `kind`."""
    if base(kind) in WHOLE:
        return stored in WHOLE
    if base(kind) in FRACTIONAL:
        return stored in WHOLE | FRACTIONAL
    if base(kind) in TEXTUAL:
        return stored in TEXTUAL
    return stored in MOMENTS if base(kind) == "DATE" else stored == base(kind)
