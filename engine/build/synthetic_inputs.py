"""The synthetic Denmark: its queries run in order, those with @write to files."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.build.schedule import run_in_order, workers
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.compile.query import Query
from engine.diagnose.create_relation import create_relation
from engine.engines.connections import VERSION, Resources, fault_of, scratch
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError, first_line
from engine.inputs.contracts import contract_of
from engine.inputs.wide import rows_to_write
from engine.names import literal, quote
from engine.problems import ProblemError
from engine.program import program_hash
from engine.progress import Reporter, Silent

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "synthetic.json"


@dataclass(frozen=True)
class Country:
    """Which synthetic Denmark: another seed, other figures; scale 1 is the default."""

    seed: int = 1
    scale: float = 1.0


def synthesize(
    project: Project,
    directory: Path,
    country: Country,
    reporter: Reporter | None = None,
    resources: Resources | None = None,
) -> list[tuple[Path, int]]:
    """Write a synthetic Denmark as input tables; the files and their row counts.

    The same country gives the same rows for any number of threads.
    """
    compiled = project.compile(country=asdict(country), build=False)
    return write_country(
        compiled, directory, resources or Resources(), reporter or Silent()
    )


def compile_default(project: Project, directory: Path) -> Compiled | None:
    """The queries of the default country; None where the directory holds it already."""
    return None if is_current(project, directory) else project.compile(build=False)


def write_default(
    project: Project,
    compiled: Compiled,
    directory: Path,
    resources: Resources,
    reporter: Reporter,
) -> None:
    """Write the default country, and what it was made of, by which it is current."""
    memory = directory / MEMORY
    memory.unlink(missing_ok=True)
    write_country(compiled, directory, resources, reporter)
    memory.write_text(json.dumps(_fingerprint(project)))


def is_current(project: Project, directory: Path) -> bool:
    """Whether the default country is in the directory already."""
    memory = directory / MEMORY
    return memory.is_file() and json.loads(memory.read_text()) == _fingerprint(project)


def to_be_written(project: Project) -> list[Path]:
    """The files of a synthetic country, under its directory."""
    targets = (
        query.argument("write") for query in project.compile(build=False).synthetic
    )
    return [Path(target.strip().strip("'")) for target in targets if target]


def write_country(
    compiled: Compiled, directory: Path, resources: Resources, reporter: Reporter
) -> list[tuple[Path, int]]:
    """Write the files of compiled synthetic queries; the files and their rows."""
    reporter.start(len(compiled.synthetic))

    def make(query: Query, engine: DuckDB) -> tuple[Path, int] | None:
        started = time.perf_counter()
        reporter.step(str(query.name))
        _make(engine, query)
        target = query.argument("write")
        written = None
        if target is not None:
            path = directory / target.strip().strip("'")
            written = path, _copy(engine.connection, query, path)
        rows = written[1] if written else None
        reporter.done(str(query.name), rows, time.perf_counter() - started)
        return written

    with scratch(resources) as connection:
        engine = DuckDB(connection)
        engine.make_schema(compiled.synthetic[0].name.schema)
        with workers(engine) as engines:
            made = run_in_order(compiled.synthetic, engines, make)
    return [written for written in made.values() if written]


def _make(engine: DuckDB, query: Query) -> None:
    """Create a relation. Raises ProblemError, also for the faults of a code list."""
    if not query.is_contract:
        create_relation(engine, query)
        return
    contract = contract_of(query)
    file = contract.beside_file()
    problems, _ = contract.load(engine.connection, file)
    if file and not problems:
        problems, _ = contract.check(engine.connection, file)
    if problems:
        raise ProblemError(problems)


def _copy(connection: DuckDBPyConnection, query: Query, path: Path) -> int:
    order = ", ".join(map(quote, query.key)) or "all"
    try:
        rows = rows_to_write(connection, query)
        path.parent.mkdir(parents=True, exist_ok=True)
        row = connection.execute(
            f"copy ({rows} order by {order}) to {literal(str(path))} (format parquet)"
        ).fetchone()
    except (OSError, DatabaseError) as error:
        raise fault_of(
            f"the file could not be written: {first_line(error)}", path
        ) from error
    return int(row[0]) if row else 0


def _fingerprint(project: Project) -> str:
    """A hash of the texts that the synthetic country is made of."""
    schema = project.settings.synthetic
    named = project.query_files.items()
    queries = [path for name, path in named if name.schema == schema]
    lists = {path for query in queries for path in query.parent.glob("*.csv")}
    files = (*queries, *sorted(lists), *project.macro_files)
    texts = [path.read_text("utf-8") for path in files]
    parts = [program_hash(), VERSION, *texts]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
