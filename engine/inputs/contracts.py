"""The contracts of a project, each made once from its query, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile.query import Query
from engine.inputs.contract import Contract
from engine.inputs.files import InputFile
from engine.inputs.formats import FORMATS, Entry, entries
from engine.inputs.plain import PlainContract
from engine.inputs.wide import WideContract
from engine.names import Name
from engine.problems import Place, Problem, ProblemError, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Files = Mapping[Name, InputFile]


def contract_of(query: Query) -> Contract:
    """The contract of a query that reads a file."""
    return WideContract(query) if query.has("wide") else PlainContract(query)


def contracts_of(queries: Iterable[Query]) -> list[Contract]:
    """The contracts among the queries, in their order."""
    return [contract_of(query) for query in queries if query.is_contract]


def find_inputs(
    folder: Path,
    contracts: Sequence[Contract],
    options: Mapping[str, str] | None = None,
) -> dict[Name, InputFile]:
    """The file of each contract; `options` say how CSV files are written.

    Two contracts of two schemas that read the same `file.TABLE` share one file. Raises
    ProblemError for missing, duplicate and unreadable files, and for a file whose name
    is near that of a table without a file.
    """
    if folder.is_file():
        hint = f"Name the folder that it lies in: {folder.parent}"
        raise ProblemError(Problem(f"{folder} is a file, no input folder", hint=hint))
    if not folder.is_dir():
        raise ProblemError(Problem(f"the input folder {folder} does not exist"))
    listing = _Folder(folder, [c for c in contracts if not c.is_beside])
    files: dict[Name, InputFile] = {}
    problems: list[Problem] = []
    for contract in contracts:
        try:
            file = contract.beside_file()
            if not contract.is_beside:
                file = listing.file(contract)
                file = file and file.with_options(options or {})
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


class _Folder:
    """The entries of an input folder, and those that no contract claims."""

    def __init__(self, folder: Path, contracts: Sequence[Contract]) -> None:
        self.folder = folder
        self.entries = entries(folder)
        self.tables = {contract.table.lower() for contract in contracts}
        claimed = {id(e) for c in contracts for e in self._matching(c)}
        self.free = [e for e in self.entries if id(e) not in claimed]
        self._read: dict[tuple[Path, ...], InputFile] = {}

    def _matching(self, contract: Contract) -> list[Entry]:
        return [e for e in self.entries if contract.claims(e, self.tables)]

    def file(self, contract: Contract) -> InputFile | None:
        """The file of a contract. Raises ProblemError."""
        candidates = self._matching(contract)
        readable = [
            e for e in candidates if e.format in contract.formats or e.path.is_dir()
        ]
        if not readable:
            if candidates:
                raise ProblemError(_unread(candidates[0], contract))
            self._may_be_missing(contract)
            return None
        if len(readable) > 1:
            formats = {entry.format for entry in readable}
            if not contract.takes_several or len(formats) > 1:
                raise ProblemError(_twice(readable, contract))
        paths = tuple(part for entry in readable for part in entry.parts)
        if paths not in self._read:
            self._read[paths] = InputFile.of(contract.table, *paths)
        only = readable[0].path
        is_folder = len(readable) == 1 and only.is_dir()
        return replace(self._read[paths], folder=only if is_folder else None)

    def _may_be_missing(self, contract: Contract) -> None:
        """Refuse a table without a file, unless it may be missing and nothing like it
        is there."""
        table = contract.table
        near = [entry for entry in self.free if entry.is_near(table)]
        if contract.is_optional and not near:
            return
        stems = [entry.stem for entry in self.free]
        hint = nearest(table, stems) or f"Add {table}.parquet or {table}.csv."
        if near:
            name = near[0].path.name
            hint = f"Did you mean {near[0].stem}? Rename {name}, or move it away."
        kind = "optional" if contract.is_optional else "required"
        reason = f"the {kind} input table {table} is missing"
        raise ProblemError(Problem(reason, Place(self.folder), hint))


def _twice(there: Sequence[Entry], contract: Contract) -> Problem:
    names = " and ".join(entry.path.name for entry in there)
    reason = f"two files for the input table {contract.table}: {names}"
    hint = f"Remove one, or put parts of the table into a folder {contract.table}/."
    return Problem(reason, Place(there[0].path), hint)


def _unread(entry: Entry, contract: Contract) -> Problem:
    endings = [ending for ending, f in FORMATS.items() if f in contract.formats]
    reason = f"a file for the table {contract.table}, but of no kind that is read"
    return Problem(reason, Place(entry.path), f"Save it as {', '.join(endings)}.")


def listed_columns(
    connection: DuckDBPyConnection, contracts: Iterable[Contract], files: Files
) -> list[tuple[str, str]]:
    """(table, column) of the files from which a relation chooses columns.

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
