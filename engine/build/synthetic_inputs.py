"""The synthetic Denmark: its queries run in order, those with @write to files."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine import __version__
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.compile.query import Query
from engine.inputs.contracts import beside_files, contract_of, contracts_of
from engine.inputs.wide import rows_to_write
from engine.materialize.create import materialize
from engine.names import literal, quote
from engine.problems import Place, Problem, ProblemError
from engine.progress import Reporter, Silent
from engine.state.work_file import Resources

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
    compiled = project.compile(country=asdict(country))
    return _write(compiled, directory, resources or Resources(), reporter or Silent())


def ensure(
    compiled: Compiled, directory: Path, resources: Resources, reporter: Reporter
) -> None:
    """Write the default country, unless it stands there already."""
    if is_current(compiled, directory):
        return
    memory = directory / MEMORY
    memory.unlink(missing_ok=True)
    _write(compiled, directory, resources, reporter)
    memory.write_text(json.dumps(_fingerprint(compiled.synthetic)))


def is_current(compiled: Compiled, directory: Path) -> bool:
    """Whether the default country stands in the directory already."""
    memory = directory / MEMORY
    fingerprint = _fingerprint(compiled.synthetic)
    return memory.is_file() and json.loads(memory.read_text()) == fingerprint


def to_be_written(compiled: Compiled) -> list[Path]:
    """The files of a synthetic country, under its directory."""
    targets = (query.argument("write") for query in compiled.synthetic)
    return [Path(target.strip().strip("'")) for target in targets if target]


def _write(
    compiled: Compiled, directory: Path, resources: Resources, reporter: Reporter
) -> list[tuple[Path, int]]:
    import duckdb

    queries = compiled.synthetic
    reporter.start(len(queries))
    files: list[tuple[Path, int]] = []
    with duckdb.connect(config=resources.config) as connection:
        connection.execute("set errors_as_json = true")
        connection.execute("set enable_progress_bar = false")
        for query in queries:
            started = time.perf_counter()
            reporter.step(str(query.name))
            schema = quote(query.name.schema)
            connection.execute(f"create schema if not exists {schema}")
            _make(connection, query)
            target = query.argument("write")
            rows = None
            if target is not None:
                path = directory / target.strip().strip("'")
                rows = _copy(connection, query, path)
                files.append((path, rows))
            reporter.done(str(query.name), rows, time.perf_counter() - started)
    return files


def _make(connection: DuckDBPyConnection, query: Query) -> None:
    """Create a relation. Raises ProblemError, also for the faults of a code list."""
    if not query.is_contract:
        materialize(connection, query)
        return
    contract = contract_of(query)
    file = contract.beside_file()
    problems = contract.load(connection, file)
    if file and not problems:
        problems, _ = contract.check(connection, file)
    if problems:
        raise ProblemError(problems)


def _copy(connection: DuckDBPyConnection, query: Query, path: Path) -> int:
    import duckdb

    order = ", ".join(map(quote, query.key)) or "all"
    try:
        rows = rows_to_write(connection, query)
        path.parent.mkdir(parents=True, exist_ok=True)
        row = connection.execute(
            f"copy ({rows} order by {order}) to {literal(str(path))} (format parquet)"
        ).fetchone()
    except (OSError, duckdb.Error) as error:
        raise ProblemError(
            Problem(f"the file could not be written: {error}", Place(path))
        ) from error
    return int(row[0]) if row else 0


def _fingerprint(queries: Sequence[Query]) -> str:
    import duckdb

    parts = [__version__, duckdb.__version__, *(query.sql for query in queries)]
    parts += [file.sha256 for file in beside_files(contracts_of(queries)).values()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
