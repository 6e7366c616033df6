"""What one client asks: queries go to DuckDB, settings of the protocol stay here."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from mysql_mimic import ResultSet, Session
from mysql_mimic.errors import MysqlError
from mysql_mimic.functions import mysql_datetime_function_mapping
from mysql_mimic.results import AllowedResult
from mysql_mimic.session import Query, mysql_function_mapping
from mysql_mimic.variable_processor import VariableProcessor
from mysql_mimic.variables import (
    SYSTEM_VARIABLES,
    GlobalVariables,
    SessionVariables,
)
from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from engine.serve.answer import Answer
from engine.serve.builds import Builds
from engine.serve.errors import (
    ACCESS_DENIED,
    SYNTAX,
    UNKNOWN_DATABASE,
    refused,
)
from engine.serve.show import as_query
from engine.serve.statement import to_duckdb

LONGEST = 100_000  # characters of a statement
VARIABLES = SYSTEM_VARIABLES | {
    "collation_connection": (str, "utf8mb4_general_ci", True),
    "default_storage_engine": (str, "DuckDB", True),
    "lower_case_table_names": (int, 2, False),
    "sql_mode": (str, "ONLY_FULL_GROUP_BY", True),
    "sql_safe_updates": (bool, False, True),
    "transaction_read_only": (bool, True, True),
    "tx_isolation": (str, "READ-COMMITTED", True),
    "tx_read_only": (bool, True, True),
    "version_comment": (str, "amb serve, read-only", False),
}
VARIABLES |= {  # set by drivers as they connect; nothing here depends on them
    name: (str, value, True)
    for name, value in {
        "foreign_key_checks": "ON",
        "group_concat_max_len": "1048576",
        "information_schema_stats_expiry": "0",
        "lock_wait_timeout": "60",
        "net_read_timeout": "60",
        "optimizer_switch": "",
        "session_track_schema": "OFF",
        "session_track_state_change": "OFF",
        "session_track_system_variables": "",
        "session_track_transaction_info": "OFF",
        "sql_big_selects": "ON",
        "sql_notes": "ON",
        "sql_quote_show_create": "ON",
        "sql_warnings": "OFF",
        "unique_checks": "ON",
    }.items()
}
CLOCK = set(mysql_datetime_function_mapping(None))


@dataclass(frozen=True)
class House:
    """What the sessions share."""

    builds: Builds
    threads: Executor


class ReadOnlySession(Session):  # type: ignore[misc]
    """One client's session."""

    def __init__(self, house: House) -> None:
        super().__init__(SessionVariables(GlobalVariables(VARIABLES)))
        self.house = house
        self.gone: Callable[[], bool] = lambda: False
        self.middlewares = [
            self._with_variables,
            self._set_middleware,
            self._use_middleware,
            self._kill_middleware,
            self._show_middleware,
            self._describe_middleware,
            self._begin_middleware,
            self._commit_middleware,
            self._rollback_middleware,
        ]

    async def handle_query(self, sql: str, attrs: dict[str, str]) -> AllowedResult:
        """Answer one statement; its rows are read later, by the connection."""
        if self.username is None:
            raise MysqlError("Access denied", ACCESS_DENIED)
        statements = _parsed(sql)
        if len(statements) > 1:
            raise refused("more than one statement")
        result: AllowedResult = await super().handle_query(sql, attrs)
        return result

    def _parse(self, sql: str) -> list[exp.Expr]:
        return _parsed(sql)

    async def query(
        self, expression: exp.Expr, sql: str, attrs: dict[str, str]
    ) -> AllowedResult:
        answer = await self._ask(expression)
        return ResultSet(rows=answer, columns=answer.columns)

    async def use(self, database: str) -> None:
        """Raises MysqlError where there is no such database."""
        asked = exp.Show(this="DATABASES", like=exp.Literal.string(database.lower()))
        answer = await self._ask(_query(asked, None))
        if not [row async for rows in answer.batches() for row in rows]:
            raise MysqlError(f"Unknown database '{database}'", UNKNOWN_DATABASE)
        self.database = database.lower()

    async def _ask(self, expression: exp.Expr) -> Answer:
        sql = to_duckdb(expression, self.database)
        house = self.house
        seconds = house.builds.limits.seconds
        cursor = house.builds.cursor
        answer = Answer(cursor, sql, seconds, house.threads, self.gone)
        await answer.begin()
        return answer

    async def _with_variables(self, query: Query) -> AllowedResult:
        """Variables and the client's name as values; the clock is left to DuckDB."""
        functions = mysql_function_mapping(self)
        known = {name: f for name, f in functions.items() if name not in CLOCK}
        processor = VariableProcessor(known, self.variables, query.expression)
        with processor.set_variables():
            return await query.next()

    async def _show(self, expression: exp.Show) -> AllowedResult:
        kind = expression.name.upper()
        if kind == "VARIABLES":
            return self._matching(expression), ["Variable_name", "Value"]
        if kind in {"STATUS", "WARNINGS", "ERRORS"}:
            return await super()._show(expression)
        query = as_query(expression, self.database)
        if query is None:
            return [], [kind.title()]
        return await self.query(query, "", {})

    def _matching(self, show: exp.Show) -> list[tuple[str, str]]:
        """The variables with names that stand in LIKE or WHERE, all without these."""
        asked = [e for e in (show.args.get("like"), show.args.get("where")) if e]
        literals = [e for part in asked for e in part.find_all(exp.Literal)]
        patterns = [_pattern(literal.name) for literal in literals]
        return [
            (name, _shown(value))
            for name, value in self.variables.list()
            if not patterns or any(pattern.fullmatch(name) for pattern in patterns)
        ]


def _pattern(like: str) -> re.Pattern[str]:
    parts = (".*" if c == "%" else "." if c == "_" else re.escape(c) for c in like)
    return re.compile("".join(parts), re.IGNORECASE)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "ON" if value else "OFF"
    return "" if value is None else str(value)


def _query(show: exp.Show, database: str | None) -> exp.Select:
    query = as_query(show, database)
    assert query is not None
    return query


def _parsed(sql: str) -> list[exp.Expr]:
    if len(sql) > LONGEST:
        raise MysqlError(f"A statement has at most {LONGEST} characters", SYNTAX)
    try:
        return [tree for tree in parse(sql, read="mysql") if tree]
    except SqlglotError as error:
        raise MysqlError(str(error).partition("\n")[0], SYNTAX) from error
    except RecursionError as error:
        raise MysqlError("The statement is nested too deep", SYNTAX) from error
