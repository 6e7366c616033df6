"""Write a unit test from the rows of a warehouse, without persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.atomic_files import aside
from engine.authoring.cases import FOLDER, Case, Expected, Table, write_case
from engine.authoring.run_cases import recorded_rows
from engine.compile.compiled import Compiled
from engine.compile.project import Project
from engine.lineage.gates import private_relations
from engine.names import Name, quote
from engine.privacy.mask import person_columns
from engine.problems import UsageError
from engine.state.work_file import look_into, work_file

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGEST = 200


def record(
    project: Project,
    warehouse: Path,
    relation: str,
    where: Mapping[str, str],
    name: str,
) -> Case:
    """Write a case: the rows that a relation reads, filtered by `where` on the columns
    that they have, and the result of the query on these rows."""
    project.require_writable()
    with look_into(work_file(warehouse)) as engine:
        connection = engine.connection
        settings = dict(engine.rows("from engine.setting"))
        compiled = project.compile_for([Name.of(relation)], settings)
        query = compiled.find(relation)
        recorded = [query.name, *sorted(query.reads)]
        _refuse_persons(connection, compiled, recorded)
        inputs = {n: _rows(connection, n, where) for n in sorted(query.reads)}
    used, _ = query.rendered.uses()
    parameters = {n: value for n, value in settings.items() if n in used}
    path = project.root / FOLDER / str(query.name) / f"{name}.toml"
    if path.exists():
        raise UsageError(f"{path} is there already. Choose another name.")
    words = ", ".join(f"{column} {value}" for column, value in where.items())
    why = f"As the warehouse stood{f', {words}' if words else ''}"
    empty = Expected(query.name, Table((), ()))
    case = Case(name, path, why, parameters, inputs, (empty,))
    expected = replace(empty, table=recorded_rows(project, case))
    case = replace(case, expected=(expected,))
    path.parent.mkdir(parents=True, exist_ok=True)
    with aside(path) as beside:
        beside.write_text(write_case(case), "utf-8")
    return case


def _refuse_persons(
    connection: DuckDBPyConnection, compiled: Compiled, names: list[Name]
) -> None:
    """A case is kept and shared: no rows of persons, nor counts not yet disclosed."""
    for name in names:
        query = compiled.queries.get(name)
        if query and person_columns(query):
            raise UsageError(
                f"{name} holds persons: its rows go into no file. "
                "Write the case by hand, with invented persons."
            )
    row = connection.execute("select bool_and(synthetic) from engine.run").fetchone()
    if row and row[0]:
        return
    private = private_relations(compiled.build)
    for name in names:
        if name in private:
            raise UsageError(
                f"{name} counts real persons before a gate: its rows go into no "
                "file. Record the case from a synthetic warehouse, or write it by hand."
            )


def _rows(
    connection: DuckDBPyConnection, name: Name, where: Mapping[str, str]
) -> Table:
    described = connection.execute(f"describe {name.quoted}").fetchall()
    columns = [str(row[0]) for row in described]
    held = [column for column in where if column in columns]
    conditions = " and ".join(f"cast({quote(column)} as text) = ?" for column in held)
    texts = ", ".join(f"cast({quote(column)} as text)" for column in columns)
    rows = connection.execute(
        f"select {texts} from {name.quoted} "
        f"{f'where {conditions} ' if held else ''}order by all limit {LARGEST + 1}",
        [where[column] for column in held],
    ).fetchall()
    if len(rows) > LARGEST:
        hint = f"Narrow it by a column: {', '.join(columns)}."
        raise UsageError(f"{name} has more than {LARGEST} such rows. {hint}")
    return Table(tuple(columns), tuple(rows))
