"""What is printed for programs is JSON, whatever the values are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.output import answer

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_an_answer_is_json(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patched:
        printed: list[str] = []
        patched.setattr("builtins.print", lambda text: printed.append(text))
        answer(value)
    json.loads(printed[0], parse_constant=pytest.fail)


def test_nan_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    answer([{"rate": float("nan")}, {"rate": float("-inf")}, {"rate": 0.5}])
    rates = [row["rate"] for row in json.loads(capsys.readouterr().out)]
    assert rates == ["NaN", "-Infinity", 0.5]
