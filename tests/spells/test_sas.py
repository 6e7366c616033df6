"""SAS files: a real one through pyreadstat, and a register that comes as one.

No free program writes .sas7bdat, so the register is handed over as pyreadstat does
it: numbers as doubles, missing as NaN. The real file is `iris.sas7bdat` of R's
package haven (Debian: r-cran-haven), looked for where it is installed or at AMB_SAS.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pytest

from engine.inputs import sas_files as sas
from engine.problems import ProblemError
from tests.projects.spells import required_inputs
from tests.spells.test_reading import HEADER, PERSONS, read, write

IRIS = Path(
    os.environ.get("AMB_SAS", "/usr/lib/R/site-library/haven/examples/iris.sas7bdat")
)


@pytest.mark.skipif(not IRIS.is_file(), reason=f"no SAS file at {IRIS} (set AMB_SAS)")
def test_a_real_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyreadstat")
    monkeypatch.setattr(sas, "ROWS_AT_A_TIME", 40)
    names = sas.columns_of(IRIS)
    copy = sas.copy_columns(IRIS, ["Species", "Sepal_Length"], tmp_path)
    fetched = duckdb.execute(
        f"select count(*), count(distinct Species), sum(Sepal_Length) from '{copy}'"
    ).fetchall()
    assert names[0] == "Sepal_Length" and len(names) == 5
    assert fetched[0][:2] == (150, 3) and fetched[0][2] == pytest.approx(876.5)


def as_pyreadstat(path: Path, **options: Any) -> tuple[Any, Any]:
    """What pyreadstat would answer about the persons of test_reading."""
    metadata = SimpleNamespace(column_names=[name.upper() for name in HEADER])
    if options.get("metadataonly"):
        return None, metadata
    start = options["row_offset"]
    lines = PERSONS[start : start + options["row_limit"]]
    places = {name.upper(): n for n, name in enumerate(HEADER)}
    blank = float("nan")
    return {
        name: np.array(
            [
                blank if line[places[name]] is None else line[places[name]]
                for line in lines
            ],
            float,
        )
        for name in options["usecols"]
    }, metadata


def test_a_register_in_sas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "plain" / "dream.csv", HEADER, PERSONS)
    plain = read(tmp_path / "plain", tmp_path / "plain_warehouse")
    required_inputs(tmp_path / "in")
    (tmp_path / "in" / "dream.sas7bdat").write_bytes(b"a register")
    monkeypatch.setattr(sas, "read_sas", as_pyreadstat)
    monkeypatch.setattr(sas, "ROWS_AT_A_TIME", 2)
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


def test_a_file_that_is_no_sas_file(tmp_path: Path) -> None:
    pytest.importorskip("pyreadstat")
    required_inputs(tmp_path / "in")
    (tmp_path / "in" / "dream.sas7bdat").write_bytes(b"nothing of the kind")
    with pytest.raises(ProblemError, match="cannot be read"):
        read(tmp_path / "in", tmp_path / "warehouse")
