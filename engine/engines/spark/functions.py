"""The functions that are known to mean the same on Spark; others are refused by name.

`tests/engines/test_functions.py` runs each on both engines, with awkward values.
"""

from __future__ import annotations

from sqlglot import exp

from engine.engines.spark.value_rules import Untranslatable

# As sqlglot names them; what a rule rewrites is among them.
KNOWN = frozenset(
    """
    abs and argmax argmin arrayprepend avg case cast ceil coalesce concat count countif
    date datediff datefromparts day denserank exists exp explode firstvalue floor format
    generateseries greatest grouping groupconcat if isnan lag lastvalue lead least length
    ln log logicaland logicalor lower max min month nullif or pad percentilecont
    percentiledisc pow quantile rank regexpfullmatch regexplike replace round rownumber
    sign sqrt substring sum timestamptrunc timetostr trim trycast upper weekofyear year
    """.split()
)
KNOWN_BY_NAME = frozenset({"datesub", "date_sub", "isfinite", "list_extract", "to_months"})


def refuse_unknown(tree: exp.Expr) -> None:
    """Raises Untranslatable for the first function that no rule knows."""
    for node in tree.find_all(exp.Func):
        name = name_of(node)
        if name not in (KNOWN_BY_NAME if isinstance(node, exp.Anonymous) else KNOWN):
            raise Untranslatable(node, f"the function {name}")


def name_of(node: exp.Expr) -> str:
    return node.name.lower() if isinstance(node, exp.Anonymous) else node.key
