"""Each error ends with the code that tells a scheduler what to do."""

from __future__ import annotations

import pytest

from engine.cli.exit import Exit, ending_well, exit_code
from engine.problems import Problem, ProblemError, UnavailableError, UsageError

CODES = {
    ProblemError(Problem("a wrong type")): Exit.FAULT,
    UnavailableError(Problem("the file is open")): Exit.RETRY,
    UsageError("no such relation"): Exit.USAGE,
    KeyboardInterrupt(): Exit.INTERRUPTED,
}


@pytest.mark.parametrize("error", CODES, ids=lambda error: type(error).__name__)
def test_the_code_of_an_error(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(error) == CODES[error]
    with pytest.raises(SystemExit) as ended, ending_well(False, "Nothing changed."):
        raise error
    assert ended.value.code == CODES[error]
    out, err = capsys.readouterr()
    assert not out and err.strip() and "Traceback" not in err


def test_the_codes_are_those_that_are_documented() -> None:
    assert {code.name: int(code) for code in Exit} == {
        "DONE": 0,
        "FAULT": 1,
        "USAGE": 2,
        "RETRY": 3,
        "INTERRUPTED": 130,
    }
