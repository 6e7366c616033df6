"""A build: inputs in, relations run in order, the public file out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.build.dry_run import dry_run, further_faults
from engine.build.lock import disk_faults, lock
from engine.build.request import Report, Request
from engine.build.run import Run
from engine.compile.cache import FILE as CACHE
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.compile.query import Query
from engine.engines.connections import beside, writing
from engine.engines.duckdb_engine import DuckDB
from engine.inputs.contracts import (
    beside_files,
    contracts_of,
    find_inputs,
    listed_columns,
)
from engine.inputs.files import InputFile
from engine.names import Name
from engine.privacy.files import private_files
from engine.problems import ProblemError, UnavailableError, together
from engine.progress import Reporter, Silent
from engine.publish.layout import public_file
from engine.publish.proof import Proof, proved
from engine.publish.replaced import unlike_replaced
from engine.publish.rules import person_keys
from engine.publish.write import (
    Publication,
    bring_up_to_date,
    check_storage_version,
)
from engine.state.engine_tables import Facts, table_contents
from engine.state.plan import Step, WarehouseState, plan
from engine.state.rows_beside import unnamed_removed
from engine.state.work_file import FILE as WORK_FILE
from engine.state.work_file import (
    State,
    fingerprints_of_tables,
    look_into,
    read_states,
    remember_persons,
)

if TYPE_CHECKING:
    from engine.build.elsewhere import Elsewhere

ROWS_BESIDE = beside(Path(WORK_FILE)).name
PRIVATE = (WORK_FILE, f"{WORK_FILE}.wal", ROWS_BESIDE, CACHE, ".lock", "synthetic")


def build(
    project: Project, request: Request, reporter: Reporter | None = None
) -> Report:
    """Build a project's warehouse. Raises ProblemError; then nothing changes."""
    reporter = reporter or Silent()
    check_storage_version(request.storage_version)
    report = Report(public_file(request.warehouse), request.inputs is None)
    with (
        disk_faults(request.warehouse),
        lock(request.warehouse, request.on_busy),
        private_files(*map(request.warehouse.joinpath, PRIVATE)),
    ):
        with _inputs(project, request, reporter, report) as inputs:
            with report.timed("compile"):
                compiled, queries, proof = _compiled(project, request)
            with report.timed("synthesize" if report.synthetic else "inputs"):
                folder = inputs()
        states = _run(compiled, queries, proof, folder, request, reporter, report)
        if not request.select:
            with report.timed("publish"):
                publication = Publication(
                    proof.published,
                    request.storage_version,
                    request.resources,
                    person_keys(compiled.build),
                )
                work = request.warehouse / WORK_FILE
                report.notes += unlike_replaced(
                    work, report.public, publication.queries
                )
                report.changed = bring_up_to_date(
                    work, report.public, publication, states
                )
            report.published = True
    return report


def _compiled(
    project: Project, request: Request
) -> tuple[Compiled, Sequence[Query], Proof]:
    """The compiled project, what to run of it, and what to publish."""
    compiled, problems = project.attempt(
        request.settings, cache=request.warehouse / CACHE, synthetic=False
    )
    if problems:
        further = further_faults(compiled, problems)
        raise ProblemError(together([*problems, *further]))
    compiled = _placed(compiled, request)
    try:
        proof = proved(compiled.build, request.warehouse)
    except ProblemError:
        _refuse_unbound(compiled)
        raise
    return compiled, _selected(compiled, request), proof


def _refuse_unbound(compiled: Compiled) -> None:
    """Raises ProblemError for SQL that no engine takes: what is published says nothing
    of persons where a name is misspelt."""
    with dry_run(compiled, compiled.build) as bound:
        if bound.problems:
            raise ProblemError(bound.problems)


@contextmanager
def _inputs(
    project: Project, request: Request, reporter: Reporter, report: Report
) -> Iterator[Callable[[], Path]]:
    """Waits for the folder of inputs. A synthetic country is written within the block:
    DuckDB draws it while Python compiles."""
    if request.inputs is not None:
        yield lambda: request.inputs or Path()
        return
    from engine.build.synthetic_inputs import compile_default, write_default

    folder = request.warehouse / "synthetic"
    with report.timed("compile"):  # first, for Python does one thing at a time
        country = compile_default(project, folder)
    if country is None:
        yield lambda: folder
        return
    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(
            write_default, project, country, folder, request.resources, reporter
        )
        yield lambda: written.result() or folder


def _run(
    compiled: Compiled,
    queries: Sequence[Query],
    proof: Proof,
    inputs: Path,
    request: Request,
    reporter: Reporter,
    report: Report,
) -> Mapping[Name, State]:
    """Load the inputs and run the queries; the states of all relations."""
    try:
        contracts = contracts_of(compiled.build)
        files = find_inputs(inputs, contracts, request.csv)
        work = request.warehouse / WORK_FILE
        with writing(work, request.resources) as connection, ExitStack() as stack:
            engine = DuckDB(connection)
            named = partial(fingerprints_of_tables, engine)
            stack.enter_context(unnamed_removed(work, named))
            there = stack.enter_context(_elsewhere(compiled, request))
            columns = listed_columns(connection, contracts, files)
            facts = Facts(request.inputs, files, request.settings, columns)
            remember_persons(engine, proof.persons)
            run = Run(engine, compiled, facts, request, reporter, report, there)
            run.execute(queries)
        return run.states
    except UnavailableError:
        raise
    except ProblemError as error:
        further = further_faults(compiled, error.problems, queries)
        raise ProblemError([*error.problems, *further]) from error


def foresee(project: Project, request: Request) -> list[Step]:
    """What a build would do, and why. Nothing is run or written."""
    compiled = _placed(project.compile(request.settings, synthetic=False), request)
    queries = _selected(compiled, request)
    files = _foreseen_inputs(project, compiled, request)
    with look_into(request.warehouse / WORK_FILE) as engine:
        written = all(file.path.exists() for file in files.values())
        contracts = contracts_of(compiled.build)
        columns = (
            listed_columns(engine.connection, contracts, files) if written else None
        )
        facts = Facts(request.inputs, files, request.settings, columns)
        relations, contents = set(engine.relations()), table_contents(engine)
        warehouse_state = WarehouseState(read_states(engine), relations, contents)
        stale = facts.stale(engine)
    whole = not request.select
    return plan(
        queries, warehouse_state, facts.hashes, stale, full=request.full, whole=whole
    )


def _foreseen_inputs(
    project: Project, compiled: Compiled, request: Request
) -> dict[Name, InputFile]:
    """The input files; a synthetic country yet to be written counts as other files."""
    from engine.build.synthetic_inputs import is_current, to_be_written

    contracts = contracts_of(compiled.build)
    if request.inputs is not None:
        return find_inputs(request.inputs, contracts, request.csv)
    folder = request.warehouse / "synthetic"
    if is_current(project, folder):
        return find_inputs(folder, contracts)
    paths = {path.stem: path for path in to_be_written(project)}
    return {
        contract.name: InputFile(contract.table, path, 0, "to be written")
        for contract in contracts
        if not contract.is_beside and (path := paths.get(contract.table))
    } | beside_files(contracts)


def _placed(compiled: Compiled, request: Request) -> Compiled:
    """The project, told which relations another engine makes."""
    if request.on_spark is None:
        return compiled
    from engine.build.placement import placed

    return placed(compiled, request.on_spark)


@contextmanager
def _elsewhere(compiled: Compiled, request: Request) -> Iterator[Elsewhere | None]:
    """The other engine that a build asks for."""
    if request.on_spark is None:
        yield None
        return
    from engine.build.elsewhere import elsewhere

    work = request.warehouse / WORK_FILE
    with elsewhere(compiled, request.on_spark.address, work) as there:
        yield there


def _selected(compiled: Compiled, request: Request) -> Sequence[Query]:
    if not request.select:
        return compiled.build
    wanted = [compiled.find(text).name for text in request.select]
    inputs = [contract.name for contract in contracts_of(compiled.build)]
    return compiled.ordered(inputs + wanted)
