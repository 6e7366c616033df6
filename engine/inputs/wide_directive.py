"""The directive `@wide(RELATION; NAME TYPE, …)` of a contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.compile.directives import named
from engine.compile.query import Query
from engine.names import Name
from engine.problems import ProblemError

HINT = "Write @wide(SCHEMA.NAME; KEY TYPE, LIST TYPE[], …)."


@dataclass(frozen=True)
class Shape:
    """What a wide contract reads: the relation of columns, the key, the lists."""

    relation: Name
    key: str
    key_type: str
    lists: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.key, *self.lists)

    @classmethod
    def of(cls, contract: Query) -> Shape:
        """The parsed directive. Raises ProblemError if it is malformed."""
        [directive] = named(contract.directives, "wide")[:1]
        try:
            relation, listed = directive.parts
            types = dict(part.upper().split() for part in listed.split(","))
            lists = {n.lower(): k[:-2] for n, k in types.items() if k.endswith("[]")}
            [key] = [name for name in types if name.lower() not in lists]
        except ValueError as error:
            reason = "@wide takes a relation; then a key and lists, each with its type"
            problem = contract.problem(reason, directive.offset, HINT)
            raise ProblemError(problem) from error
        return cls(Name.of(relation), key.lower(), types[key], lists)
