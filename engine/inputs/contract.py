"""A contract: a query that reads an input file, `from file.TABLE`.

There are two kinds, `PlainContract` and `WideContract`; `contracts.contract_of` makes
the one that a query is. All that differs between them is asked of the object.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from engine.checks.run import Fault, run_checks, sorted_out
from engine.compile.query import Query
from engine.engines.duckdb_engine import DuckDB
from engine.engines.errors import DatabaseError
from engine.inputs.faults import NOT_TEXT, broken_rule, unreadable
from engine.inputs.files import InputFile
from engine.names import FILE_SCHEMA, Name
from engine.problems import Place, Problem, ProblemError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Contract(ABC):
    """How the input file of a query is found, read and held against its rules."""

    kind: ClassVar[str]
    libraries: ClassVar[tuple[str, ...]] = ()
    rows_are_numbered: ClassVar[bool]

    def __init__(self, query: Query) -> None:
        self.query = query
        self.name = query.name
        self.table = next(n.table for n in query.reads if n.schema == FILE_SCHEMA)

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
    def candidates(self, folder: Path) -> list[Path]:
        """The files of a folder that may hold the table."""

    @abstractmethod
    def combines(self, paths: list[Path]) -> bool:
        """Whether several files together can be the table."""

    def listed_columns(
        self, connection: DuckDBPyConnection, file: InputFile
    ) -> set[str]:
        """The columns of the file, in lower case, where a relation chooses among them.

        Raises ProblemError where the file cannot be read.
        """
        return set()

    def load(
        self, connection: DuckDBPyConnection, file: InputFile | None
    ) -> list[Problem]:
        """Create the relation from its file, empty without one; the faults found."""
        try:
            with TemporaryDirectory() as folder:
                problems, rows = self._read(connection, file, Path(folder))
                if not problems:
                    self._create(connection, rows)
                return problems
        except ProblemError as error:
            return error.problems
        except (DatabaseError, *NOT_TEXT) as error:
            if file is None:
                raise
            return [unreadable(self.query, file.path, error)]

    @abstractmethod
    def _read(
        self, connection: DuckDBPyConnection, file: InputFile | None, folder: Path
    ) -> tuple[list[Problem], str]:
        """The faults of the file, and SQL for what is read of it.

        `folder` is for copies; it goes once the relation is made.
        """

    @abstractmethod
    def _create(self, connection: DuckDBPyConnection, rows: str) -> None:
        """Create the relation from what `_read` gives."""

    def check(
        self, connection: DuckDBPyConnection, file: InputFile
    ) -> tuple[list[Problem], list[str]]:
        """The faults of the loaded relation by the query's rules, and the warnings."""
        numbered = self.rows_are_numbered
        faults = run_checks(DuckDB(connection), self.query, numbered=numbered)
        errors, notes = sorted_out(faults)
        return [broken_rule(file, fault, numbered=numbered) for fault in errors], notes

    def column_problem(self, fault: Fault, file: InputFile) -> Problem:
        """What the relation of needed columns finds missing in the file."""
        return broken_rule(file, fault, numbered=False)

    def beside_file(self) -> InputFile | None:
        """The file beside the query; None where it comes from an input folder.

        Raises ProblemError where it is missing or there are several.
        """
        if not self.is_beside:
            return None
        paths = self.candidates(self.query.path.parent)
        if len(paths) == 1:
            return replace(InputFile.of(self.table, *paths), is_in_project=True)
        place = Place(self.query.path)
        if not paths:
            reason = f"the code list {self.table}.csv is missing beside its query"
            hint = (
                f"Put {self.table}.csv into the folder {self.query.path.parent.name}."
            )
            raise ProblemError(Problem(reason, place, hint, (), str(self.name)))
        names = " and ".join(path.name for path in paths)
        reason = f"two files beside the query: {names}"
        hint = "Remove one of them."
        raise ProblemError(Problem(reason, place, hint, (), str(self.name)))
