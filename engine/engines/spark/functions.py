"""The functions that are known to mean the same on Spark; others are refused by name.

`tests/engines/test_functions.py` runs each on both engines, with awkward values.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from engine.engines.spark.value_rules import Untranslatable

# As sqlglot names them; what a rule rewrites is among them.
WORDS = """
    abs and argmax argmin array arrayprepend avg case cast ceil coalesce concat count
    countif date datediff datefromparts day denserank exists exp explode firstvalue
    floor format
    generateseries greatest grouping groupconcat if isnan lag lastvalue lead least
    length ln log logicaland logicalor lower max min month nullif or pad percentilecont
    pow rank regexpfullmatch regexplike replace round rownumber sign sqrt
    substring sum timestamptrunc timetostr trim trycast upper weekofyear year
"""
KNOWN = frozenset(WORDS.split())
KNOWN_BY_NAME = frozenset(
    {"datesub", "date_sub", "isfinite", "list_extract", "to_months"}
)


def unknown_functions(tree: exp.Expr) -> Iterator[tuple[str, int | None]]:
    """The functions that no rule knows, in words, and where their text begins."""
    for node in tree.find_all(exp.Func):
        if isinstance(node, exp.Anonymous):
            name, known = node.name.lower(), KNOWN_BY_NAME
        else:
            name, known = node.key, KNOWN
        if name not in known:
            starts = [n.meta["start"] for n in node.walk() if "start" in n.meta]
            yield f"the function {name}", min(starts, default=None)


def refuse_unknown(tree: exp.Expr) -> None:
    """Raises Untranslatable for the first function that no rule knows."""
    for words, _ in unknown_functions(tree):
        raise Untranslatable(words)
