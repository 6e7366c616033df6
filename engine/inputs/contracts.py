"""The contracts of a project, each made once from its query, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.query import Query
from engine.inputs.contract import Contract
from engine.inputs.files import ENDINGS, InputFile
from engine.inputs.plain import PlainContract
from engine.inputs.wide import WideContract
from engine.names import Name
from engine.problems import Place, Problem, ProblemError, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Files = Mapping[Name, InputFile]


def contract_of(query: Query) -> Contract:
    """The contract that a query which reads a file is."""
    return WideContract(query) if query.has("wide") else PlainContract(query)


def contracts_of(queries: Iterable[Query]) -> list[Contract]:
    """The contracts among the queries, in their order."""
    return [contract_of(query) for query in queries if query.is_contract]


def find_inputs(folder: Path, contracts: Iterable[Contract]) -> dict[Name, InputFile]:
    """The file of each contract. Raises ProblemError for what is missing.

    Two contracts that read `file.TABLE` in two schemas read one file.
    """
    if not folder.is_dir():
        raise ProblemError(Problem(f"the input folder {folder} does not exist"))
    files: dict[Name, InputFile] = {}
    problems: list[Problem] = []
    for contract in contracts:
        try:
            file = contract.beside_file() or _find(folder, contract)
        except ProblemError as error:
            problems += error.problems
            continue
        if file:
            files[contract.name] = file
    if problems:
        raise ProblemError(problems)
    return files


def beside_files(contracts: Iterable[Contract]) -> dict[Name, InputFile]:
    """The code lists that lie beside their queries. Raises ProblemError."""
    files = {contract.name: contract.beside_file() for contract in contracts}
    return {name: file for name, file in files.items() if file}


def _find(folder: Path, contract: Contract) -> InputFile | None:
    paths = contract.candidates(folder)
    if not paths:
        if contract.is_optional:
            return None
        raise ProblemError(_missing(folder, contract.table))
    if len(paths) > 1 and not contract.combines(paths):
        names = " and ".join(path.name for path in paths)
        reason = f"two files for the input table {contract.table}: {names}"
        raise ProblemError(Problem(reason, Place(paths[0]), "Remove one of them."))
    return InputFile.of(contract.table, *paths)


def _missing(folder: Path, table: str) -> Problem:
    present = [path.stem for path in folder.iterdir() if path.suffix in ENDINGS]
    hint = nearest(table, present) or f"Add {table}.parquet or {table}.csv."
    return Problem(f"the required input table {table} is missing", Place(folder), hint)


def listed_columns(
    connection: DuckDBPyConnection, contracts: Iterable[Contract], files: Files
) -> list[tuple[str, str]]:
    """The columns of files among which a relation chooses, each after its table.

    Raises ProblemError where a file cannot be read.
    """
    return sorted(
        {
            (contract.table, column)
            for contract in contracts
            if contract.name in files
            for column in contract.listed_columns(connection, files[contract.name])
        }
    )
