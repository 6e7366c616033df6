"""The type of each expression of a query, from those of the columns that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from engine.names import DIALECT, Name

PLACE, KIND, OUTPUT = "place", "kind", "output"
NO_TYPE = '"NULL"'
Schema = dict[str, object]


class Kind(Enum):
    """What matters of a type where engines differ."""

    date = "a date"
    fraction = "a floating-point number"
    decimal = "a decimal number"
    other = "of another type"
    unknown = "of a type that cannot be told"


KINDS = {
    "DATE": Kind.date,
    "DOUBLE": Kind.fraction,
    "FLOAT": Kind.fraction,
    "DECIMAL": Kind.decimal,
    "UNKNOWN": Kind.unknown,
}


def kind_of(node: exp.Expr) -> Kind:
    """The kind of a node that `mark_kinds` has marked."""
    while isinstance(node, exp.Paren):
        node = node.this
    kind = node.meta.get(KIND, Kind.unknown)
    assert isinstance(kind, Kind)
    return kind


def mark_kinds(
    tree: exp.Expr, columns: Mapping[Name, Iterable[tuple[str, str]]]
) -> None:
    """Mark every expression with its kind. `columns` are those of the relations."""
    nodes = list(tree.walk())
    for place, node in enumerate(nodes):
        node.meta[PLACE] = place
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for name, listed in columns.items():
        types = {c: "VARCHAR" if kind == NO_TYPE else kind for c, kind in listed}
        schema.setdefault(name.schema, {})[name.table] = types
    try:
        annotated = _annotated(tree.copy(), dict(schema))
    except OptimizeError:  # names that only DuckDB resolves: every kind is unknown
        return
    resolved = set()
    for node in annotated.walk():
        if PLACE in node.meta:
            at: int = node.meta[PLACE]
            resolved.add(at)
            if node.type is not None:
                kind = KINDS.get(node.type.this.name, Kind.other)
                nodes[at].meta[KIND] = kind
    for place, node in enumerate(nodes):
        if isinstance(node, exp.Column) and not node.table:
            node.meta[OUTPUT] = place not in resolved


def names_an_output(column: exp.Expr) -> bool:
    """Whether a column is no column of what a query reads, but one that it gives."""
    return bool(column.meta.get(OUTPUT))


def _annotated(tree: exp.Expr, schema: Schema) -> exp.Expr:
    """A tree with types, in which every name is resolved. Raises OptimizeError."""
    qualified = qualify(
        tree,
        schema=schema,
        dialect=DIALECT,
        quote_identifiers=False,
        identify=False,
        validate_qualify_columns=False,
        expand_stars=True,
    )
    return annotate_types(qualified, schema=schema, dialect=DIALECT)
