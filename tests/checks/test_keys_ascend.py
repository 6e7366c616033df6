"""Whether keys ascend is told as Python tells it."""

from __future__ import annotations

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from engine.checks.run import FIRST_ROW, rows_not_ascending

VALUES = st.one_of(st.none(), st.integers(0, 3))
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=6)


@given(st.one_of(ROWS, ROWS.map(lambda rows: sorted(rows, key=repr))))
def test_rows_not_above_the_one_before(rows: list[tuple[int | None, ...]]) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table keys (a integer, b integer)")
        for row in rows:
            connection.execute("insert into keys values (?, ?)", row)
        sql = rows_not_ascending(["a", "b"], "keys")
        count = connection.execute(sql).fetchall()[0][0]
    pairs = zip(rows, rows[1:], strict=False)
    below = sum(not _is_above(after, before) for before, after in pairs)
    assert count == below + bool(rows)
    if count <= FIRST_ROW:
        assert len(set(rows)) == len(rows)


def _is_above(after: tuple[int | None, ...], before: tuple[int | None, ...]) -> bool:
    """As SQL compares: what is not known is above nothing."""
    (a, b), (a_before, b_before) = after, before
    if a is None or a_before is None:
        return False
    if a != a_before:
        return a > a_before
    return b is not None and b_before is not None and b > b_before
