"""What a change would do: built beside the warehouse, compared, thrown away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.build.lock import lock
from engine.build.request import Report as BuildReport
from engine.build.request import Request
from engine.build.run import Run
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.inputs.contracts import beside_files, contracts_of
from engine.inputs.files import InputFile
from engine.names import Name
from engine.problems import UsageError, nearest
from engine.progress import Silent
from engine.state import work_file as store
from engine.state.engine_tables import Facts
from engine.warehouse.diff import Diff, compare


@dataclass(frozen=True)
class Answer:
    """The relations built anew, and what differs from the warehouse."""

    run: tuple[str, ...]
    diff: Diff


def whatif(
    project: Project,
    warehouse: Path,
    settings: Mapping[str, str],
    queries: Sequence[str] = (),
) -> Answer:
    """The difference that other parameters or queries would make. The inputs are those
    that the warehouse holds; the warehouse stays as it is."""
    work = store.work_file(warehouse)
    replaced = dict(_replaced(project, text) for text in queries)
    changed = replace(project, replaced=replaced)
    with tempfile.TemporaryDirectory(prefix="amb-whatif-") as folder:
        beside = Path(folder)
        with lock(warehouse):
            shutil.copyfile(work, beside / store.FILE)
        ran = _build(changed, warehouse, beside, settings)
        only = {Name.of(name) for name in ran}
        compiled = changed.compile()
        return Answer(ran, compare(work, beside / store.FILE, compiled, only=only))


def _build(
    project: Project, warehouse: Path, beside: Path, settings: Mapping[str, str]
) -> tuple[str, ...]:
    with store.open_work(beside / store.FILE, store.Resources()) as connection:
        standing = dict(connection.execute("from engine.setting").fetchall())
        rows = connection.execute(
            "select table_name, file_name, bytes, sha256 from engine.input_file"
        ).fetchall()
        described = connection.execute(
            "select synthetic, inputs from engine.run"
        ).fetchall()
        inputs = Path(described[0][1]) if described and described[0][1] else None
        folder = inputs or warehouse / "synthetic"
        given = {row[0]: InputFile.described(folder, *row) for row in rows}
        connection.execute(store.STATE)  # a table that is new since it was built
        columns = connection.execute("from engine.input_column").fetchall()
        together = {**standing, **settings}
        compiled = project.compile(together)
        _refuse_contracts(compiled, project.replaced)
        contracts = contracts_of(compiled.build)
        files = {c.name: given[c.table] for c in contracts if c.table in given}
        files |= beside_files(contracts)
        request = Request(beside, inputs, together)
        report = BuildReport(beside, inputs is None)
        facts = Facts(inputs, files, together, columns)
        run = Run(connection, compiled, facts, request, Silent(), report)
        run.execute(compiled.build, stamp=False)
    return tuple(report.run)


def _refuse_contracts(compiled: Compiled, replaced: Iterable[Name]) -> None:
    for name in replaced:
        if compiled.queries[name].is_contract:
            raise UsageError(f"{name} is a contract: it needs a build of its own.")


def _replaced(project: Project, text: str) -> tuple[Name, Path]:
    """`FILE` in a folder named after its schema, or `SCHEMA.NAME=FILE`."""
    given, sign, path = text.rpartition("=")
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"No file {file}.")
    name = Name.of(given) if sign else Name(file.parent.resolve().name, file.stem)
    if not sign and "." in file.stem:
        name = Name.of(file.stem)
    known = {schema.name for schema in project.settings.schemas}
    if name.schema not in known:
        hint = nearest(name.schema, known) or "Write --query SCHEMA.NAME=FILE."
        raise UsageError(f"{file} is of no schema of the project. {hint}")
    return name, file.resolve()
