"""What `queries/project.toml` says: the schemas, and which of them each may read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from engine.problems import Place, Problem, ProblemError

FILE = "queries/project.toml"


class Schema(BaseModel):
    """A folder of queries/: what it is for, and the schemas that it reads beside
    itself. Without `reads` these are all schemas listed before it."""

    model_config = ConfigDict(extra="forbid")

    name: str
    comment: str
    reads: list[str] | None = None


class Settings(BaseModel):
    """The project's settings. The schema `synthetic` makes inputs: it reads itself
    alone, and a build does not read it."""

    model_config = ConfigDict(extra="forbid")

    synthetic: str
    schemas: list[Schema]

    @property
    def reads(self) -> Mapping[str, frozenset[str]]:
        """The schemas that each schema may read, itself among them."""
        graph = {self.synthetic: frozenset({self.synthetic})}
        before: list[str] = []
        for schema in self.schemas:
            allowed = before if schema.reads is None else schema.reads
            graph[schema.name] = frozenset({schema.name, *allowed})
            before.append(schema.name)
        return graph

    @property
    def is_line(self) -> bool:
        """Whether each schema reads all before it."""
        return all(schema.reads is None for schema in self.schemas)

    @model_validator(mode="after")
    def _is_acyclic(self) -> Settings:
        graph = {name: reads - {name} for name, reads in self.reads.items()}
        unknown = sorted({n for reads in graph.values() for n in reads} - set(graph))
        if unknown:
            raise ValueError(f"`reads` names {unknown[0]}, which is no schema")
        try:
            list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = " reads ".join(reversed(error.args[1]))
            raise ValueError(f"schemas read each other: {circle}") from error
        return self


def read_settings(root: Path) -> Settings:
    """The settings of the project at `root`. Raises ProblemError."""
    path = root / FILE
    try:
        return Settings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as error:
        reasons = (_reason(one) for one in error.errors())
        problems = [Problem(reason, Place(path)) for reason in reasons]
        raise ProblemError(problems) from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ProblemError(Problem(str(error), Place(path))) from error


def _reason(error: Mapping[str, object]) -> str:
    where = error["loc"]
    place = ".".join(map(str, where)) if isinstance(where, tuple) else ""
    words = str(error["msg"]).removeprefix("Value error, ")
    return f"{place}: {words}" if place else words
