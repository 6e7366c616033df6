"""The checks of a warehouse that a build has left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.checks.run import Fault, all_results
from engine.compile.project import Project
from engine.inputs.contracts import contract_of
from engine.state.work_file import look_into, work_file


@dataclass(frozen=True)
class Checked:
    """Every check with its faulty rows, and the relations that are not built yet."""

    results: tuple[Fault, ...]
    not_built: tuple[str, ...]

    @property
    def errors(self) -> int:
        return sum(r.count > 0 and not r.check.warning for r in self.results)

    @property
    def warnings(self) -> int:
        return sum(r.count > 0 and r.check.warning for r in self.results)


def check(project: Project, warehouse: Path, relation: str | None = None) -> Checked:
    """Run the checks of all relations, or of one, with the warehouse's settings."""
    with look_into(work_file(warehouse)) as engine:
        settings = dict(engine.rows("from engine.setting"))
        compiled = project.compile(settings, synthetic=False)
        queries = [compiled.find(relation)] if relation else compiled.build
        stored = set(engine.relations())
        results: list[Fault] = []
        for query in queries:
            if query.name in stored and query.checked_against <= stored:
                is_contract = query.is_contract
                numbered = is_contract and contract_of(query).rows_are_numbered
                results += all_results(engine, query, numbered=numbered)
    missing = (str(query.name) for query in queries if query.name not in stored)
    return Checked(tuple(results), tuple(missing))
