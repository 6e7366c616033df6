"""A contract: a query that reads an input file, `from file.TABLE`.

There are two kinds, `PlainContract` and `WideContract`; `contracts.contract_of` makes
the one that a query is. All that differs between them is asked of the object.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from engine.checks.run import Fault, errors_and_warnings, run_checks
from engine.compile.query import Query
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError
from engine.inputs.faults import NOT_TEXT, broken_rule, unreadable
from engine.inputs.files import InputFile
from engine.inputs.formats import CODE_LIST, Entry, entries
from engine.inputs.source import Reading
from engine.names import FILE_SCHEMA, Name
from engine.privacy.mask import PERSON_NAMES, person_columns
from engine.problems import Place, Problem, ProblemError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Loaded(NamedTuple):
    """The problems of a file, and notes on how it was read."""

    problems: list[Problem]
    notes: tuple[str, ...] = ()


class Contract(ABC):
    """A query that reads an input file: finds, reads and checks the file."""

    kind: ClassVar[str]
    takes_several: ClassVar[bool] = False
    libraries: ClassVar[tuple[str, ...]] = ()
    rows_are_numbered: ClassVar[bool]

    def __init__(self, query: Query) -> None:
        self.query = query
        self.name = query.name
        self.table = next(n.table for n in query.reads if n.schema == FILE_SCHEMA)

    @property
    @abstractmethod
    def formats(self) -> tuple[str, ...]:
        """The formats of files that it can be read from."""

    @property
    def is_optional(self) -> bool:
        return self.query.has("optional")

    @property
    def is_beside(self) -> bool:
        """Whether the file lies beside the query: a code list of the project."""
        return self.query.has("beside")

    @property
    def column_relation(self) -> Name | None:
        """The relation of the file's needed columns, where one chooses them."""
        return None

    @property
    @abstractmethod
    def file_columns(self) -> Mapping[str, str]:
        """The columns that the query reads of the file, each with its type."""

    @abstractmethod
    def claims(self, entry: Entry, tables: Collection[str]) -> bool:
        """Whether a file or folder is of this table, by its name; `tables` are all."""

    def reading(self, file: InputFile, needed: Collection[str]) -> Reading:
        """How to read the `needed` columns of a file."""
        missing = self.query.items("null")
        marked = person_columns(self.query)
        persons = {
            (c.source or c.name).lower() for c in self.query.columns if c.name in marked
        }
        options = dict(file.options)
        return Reading(self.table, needed, missing, options, {*persons, *PERSON_NAMES})

    def listed_columns(
        self, connection: DuckDBPyConnection, file: InputFile
    ) -> set[str]:
        """The columns of the file, in lower case, where a relation chooses among them.

        Raises ProblemError where the file cannot be read.
        """
        return set()

    def load(self, connection: DuckDBPyConnection, file: InputFile | None) -> Loaded:
        """Create the relation from its file, empty without one."""
        try:
            with TemporaryDirectory() as folder:
                problems, rows, notes = self._read(connection, file, Path(folder))
                if not problems:
                    self._create(connection, rows)
                return Loaded(problems, (*_files_note(file), *notes))
        except ProblemError as error:
            return Loaded(error.problems)
        except (DatabaseError, *NOT_TEXT) as error:
            if file is None:
                raise
            return Loaded([unreadable(self.query, file.path, error)])

    @abstractmethod
    def _read(
        self, connection: DuckDBPyConnection, file: InputFile | None, folder: Path
    ) -> tuple[list[Problem], str, Sequence[str]]:
        """The problems of the file, SQL that selects its rows, and notes for people.

        `folder` holds temporary copies until the relation is made.
        """

    @abstractmethod
    def _create(self, connection: DuckDBPyConnection, rows: str) -> None:
        """Create the relation from what `_read` gives."""

    def check(
        self, connection: DuckDBPyConnection, file: InputFile
    ) -> tuple[list[Problem], list[str]]:
        """The faults of the loaded relation by the query's rules, and the warnings."""
        numbered = self.rows_are_numbered and not file.others
        faults = run_checks(DuckDB(connection), self.query, numbered=numbered)
        errors, notes = errors_and_warnings(faults)
        return [broken_rule(file, fault, numbered=numbered) for fault in errors], notes

    def column_problem(self, fault: Fault, file: InputFile) -> Problem:
        """The problem of needed columns that are missing in the file."""
        return broken_rule(file, fault, numbered=False)

    def beside_file(self) -> InputFile | None:
        """The file beside the query; None where it comes from an input folder.

        Raises ProblemError where it is missing or there are several.
        """
        if not self.is_beside:
            return None
        beside = entries(self.query.path.parent)
        readable = [e for e in beside if e.format in self.formats]
        paths = [e.path for e in readable if e.stem == self.table.lower()]
        if len(paths) == 1:
            return replace(InputFile.of(self.table, *paths), is_in_project=True)
        name = f"{self.table}{CODE_LIST}"
        reason = f"the code list {name} is missing beside its query"
        hint = f"Put {name} into the folder {self.query.path.parent.name}."
        if paths:
            names = " and ".join(path.name for path in paths)
            reason, hint = f"two files beside the query: {names}", "Remove one of them."
        place = Place(self.query.path)
        raise ProblemError(
            Problem(reason, place=place, hint=hint, relation=str(self.name))
        )


def _files_note(file: InputFile | None) -> list[str]:
    """Which files were read, where there are several."""
    if file is None or not (file.others or file.folder):
        return []
    return [f"read from {len(file.paths)} files: {file.name}"]
