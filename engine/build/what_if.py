"""What a change would do: build it in a temporary warehouse and compare."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from engine.build.lock import lock
from engine.build.placement import as_built
from engine.build.request import Report as BuildReport
from engine.build.request import Request
from engine.build.run import Run
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.engines.connections import Resources, reading, writing
from engine.engines.duckdb_engine import DuckDB
from engine.inputs.contracts import beside_files, contracts_of
from engine.inputs.files import InputFile
from engine.names import Name
from engine.problems import UsageError, nearest
from engine.progress import Silent
from engine.state.engine_tables import Facts
from engine.state.fingerprint import Basis
from engine.state.rows_beside import copy_rows
from engine.state.work_file import FILE as WORK_FILE
from engine.state.work_file import TABLES, State, read_states, work_file


@dataclass(frozen=True)
class Changed:
    """A changed warehouse beside the real one: the relations built anew, the work file
    with them, and the queries that made it."""

    relations: frozenset[Name]
    work: Path
    compiled: Compiled


@contextmanager
def changed_warehouse(
    project: Project,
    warehouse: Path,
    settings: Mapping[str, str],
    queries: Sequence[str] = (),
) -> Iterator[Changed]:
    """What other parameters or queries would make; gone at the end.

    The inputs are those that the warehouse holds; it stays as it is. `queries` are
    files, in a folder named by their schema, or SCHEMA.NAME=FILE. Raises UsageError
    and ProblemError.
    """
    work = work_file(warehouse)
    replaced = dict(_replaced(project, text) for text in queries)
    changed = replace(project, replaced=replaced)
    with tempfile.TemporaryDirectory(prefix="amb-whatif-") as folder:
        beside = Path(folder)
        with _kept_still(warehouse):
            shutil.copyfile(work, beside / WORK_FILE)
            copy_rows(work, beside / WORK_FILE)
        with writing(beside / WORK_FILE, Resources()) as connection:
            engine = DuckDB(connection)
            connection.execute(TABLES)  # a table that is new since it was built
            compiled = as_built(
                changed.compile({**_settings(engine), **settings}, synthetic=False),
                read_states(engine),
            )
            for name in replaced:
                if compiled.queries[name].is_contract:
                    reason = "is a contract: it needs a build of its own"
                    raise UsageError(f"{name} {reason}.")
            made = _build(engine, compiled, warehouse, settings)
        yield Changed(made, beside / WORK_FILE, compiled)


def _kept_still(warehouse: Path) -> AbstractContextManager[object]:
    """No build of the warehouse begins meanwhile: by its lock, or where nobody may
    write one, by holding the file open as a reader."""
    if os.access(warehouse, os.W_OK):
        return lock(warehouse)
    return reading(warehouse / WORK_FILE)


def _settings(engine: DuckDB) -> dict[str, str]:
    """The parameters that the warehouse was built with."""
    return dict(engine.rows("from engine.setting"))


def _build(
    engine: DuckDB, compiled: Compiled, warehouse: Path, settings: Mapping[str, str]
) -> frozenset[Name]:
    """Build from the inputs that the work file holds; the relations built anew."""
    rows = engine.rows(
        "select table_name, file_name, bytes, sha256 from engine.input_file"
    )
    described = engine.rows("select synthetic, inputs from engine.run")
    inputs = Path(described[0][1]) if described and described[0][1] else None
    folder = inputs or warehouse / "synthetic"
    input_files = {row[0]: InputFile.described(folder, *row) for row in rows}
    contracts = contracts_of(compiled.build)
    states = read_states(engine)
    files = {
        contract.name: replace(
            input_files[contract.table], content=_file_content(state)
        )
        for contract in contracts
        if contract.table in input_files and (state := states.get(contract.name))
    }
    files |= beside_files(contracts)
    columns = engine.rows("from engine.input_column")
    together = {**_settings(engine), **settings}
    request = Request(warehouse, inputs, together)
    report = BuildReport(warehouse, inputs is None)
    facts = Facts(inputs, files, together, columns)
    run = Run(engine, compiled, facts, request, Silent(), report)
    run.execute(compiled.build, stamp=False)
    return frozenset(run.state.made)


def _file_content(state: State) -> str:
    """The hash of a contract's file and of its options, from the stored state."""
    return Basis.from_text(state.basis).upstream.get("file", "")


def _replaced(project: Project, text: str) -> tuple[Name, Path]:
    """`FILE` in a folder named after its schema, or `SCHEMA.NAME=FILE`."""
    relation, sign, path = text.rpartition("=")
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"No file {file}.")
    name = Name.of(relation) if sign else Name(file.parent.resolve().name, file.stem)
    if not sign and "." in file.stem:
        name = Name.of(file.stem)
    schemas = {schema.name for schema in project.settings.schemas}
    if name.schema not in schemas:
        hint = (
            nearest(name.schema, schemas) or "Name the relation too: SCHEMA.NAME=FILE."
        )
        raise UsageError(f"{file} is of no schema of the project. {hint}")
    return name, file.resolve()
