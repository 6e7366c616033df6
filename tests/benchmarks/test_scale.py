"""The peers of the benchmark of scale agree, and what differs is seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from jinja2 import Environment

from engine.build.build import build
from engine.build.request import Request
from engine.build.synthetic_inputs import Country, synthesize
from engine.compile.project import find_project
from tests.benchmarks import scale
from tests.benchmarks.measured import CommandFailed, Usage, run
from tests.benchmarks.peers import beta, floor, frames, ours
from tests.benchmarks.peers.case import ALONE, ASSESSMENT, ROOT, Case, Peer, in_database
from tests.benchmarks.peers.exported import export
from tests.benchmarks.peers.statements import read
from tests.benchmarks.same import differences
from tests.benchmarks.scale_result import Result, draw, table, write_json


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> scale.Country:
    """A country of a hundredth of the persons, and amb's assessment of it."""
    return built(tmp_path_factory.mktemp("country"), 0.01)


def built(folder: Path, size: float) -> scale.Country:
    inputs, warehouse = folder / "inputs", folder / "warehouse"
    project, settings = find_project(ROOT), {"disclosure_min": "0"}
    synthesize(project, inputs, Country(7, size))
    build(project, Request(warehouse, inputs, settings, (ASSESSMENT,)))
    case = Case(inputs, "0", folder / "sql", folder / "venvs")
    work = warehouse / "work.duckdb"
    export(inputs, settings, work, case.exported(ALONE), ASSESSMENT)
    return scale.Country(size, case, in_database("work.duckdb")(warehouse))


def rows(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.slow
def test_sql_by_hand_gives_the_same(made: scale.Country, tmp_path: Path) -> None:
    floor.run(read(made.case.exported(ALONE)), tmp_path / "floor.duckdb")
    answer = in_database("floor.duckdb")(tmp_path)
    assert differences(answer, made.expected) == {}


@pytest.mark.slow
@pytest.mark.parametrize("peer", frames.PEERS, ids=lambda peer: peer.name)
def test_frames_give_the_same(peer: Peer, made: scale.Country, tmp_path: Path) -> None:
    assert peer.missing(made.case) == ""
    run(peer.command(made.case, tmp_path), tmp_path / "log", folder=ROOT)
    assert differences(peer.answer(tmp_path), made.expected) == {}


@pytest.mark.slow
def test_a_figure_that_differs_is_seen(made: scale.Country, tmp_path: Path) -> None:
    changed = tmp_path / "changed.parquet"
    shift = "case when shortage_basis = '6' then 2e-9 else 1e-10 end"
    rows(
        f"copy (select * replace (shortage_rate + {shift} as shortage_rate, "
        "nullif(category_steady, 'poor') as category_steady) "
        f"from '{made.expected}') to '{changed}'"
    )
    [counted] = rows(
        "select count(*) filter (where shortage_basis = '6'), "
        f"count(*) filter (where category_steady = 'poor') from '{made.expected}'"
    )
    assert all(counted)
    names = ("shortage_rate", "category_steady")
    expected = dict(zip(names, counted, strict=True))
    assert differences(changed, made.expected) == expected


@pytest.mark.slow
def test_a_row_that_is_missing_is_seen(made: scale.Country, tmp_path: Path) -> None:
    fewer = tmp_path / "fewer.parquet"
    rows(f"copy (from '{made.expected}' where region_id <> 'DK') to '{fewer}'")
    [(count,)] = rows(f"select count(*) from '{made.expected}' where region_id = 'DK'")
    assert differences(fewer, made.expected)["rows"] == count


def test_beta_is_the_macro_on_arrays() -> None:
    drawn = 10 ** np.random.default_rng(1).uniform(-10, 4, (2, 5000))
    drawn[0, :50], drawn[1, 25:75] = 0, 0
    macros = (ROOT / "macros" / "beta.sql").read_text("utf-8")
    calls = ["beta_quantile(0.025, 'a', 'b')", "beta_quantile(0.975, 'a', 'b')"]
    calls += ["beta_cdf(0.12, 'a', 'b')", "beta_cdf(0.35, 'a', 'b')"]
    text = macros + "\x1e".join(f"{{{{ {call} }}}}" for call in calls)
    columns = Environment().from_string(text).render().strip().split("\x1e")
    drawn_rows = "(select unnest(?) as a, unnest(?) as b)"
    with duckdb.connect() as connection:
        sql = f"select {', '.join(columns)} from {drawn_rows}"
        by_macro = np.array(connection.execute(sql, drawn.tolist()).fetchall()).T
    a, b = drawn
    ours = [*beta.interval(a, b), beta.cdf(0.12, a, b), beta.cdf(0.35, a, b)]
    assert np.abs(by_macro - ours).max() < 1e-10


@pytest.mark.slow
def test_a_peer_that_fails_or_differs_has_no_time(
    made: scale.Country, tmp_path: Path
) -> None:
    def result(code: str) -> Result:
        def command(case: Case, folder: Path) -> list[str]:
            return [sys.executable, "-c", code]

        peer = Peer("a", ALONE, "", command, lambda folder: folder / "a.parquet")
        ran = Result(1, peer)
        scale.turn(ran, made, tmp_path, None)
        return ran

    copied = f"import shutil; shutil.copy({str(made.expected)!r}, 'run/a.parquet')"
    at = f"import os; os.chdir({str(tmp_path)!r}); "
    assert result(at + copied).median is not None
    assert "ended with code 3" in result("raise SystemExit(3)").failure
    fewer = f"import duckdb; duckdb.sql(\"copy (from '{made.expected}' limit 9) to"
    differing = result(at + fewer + " 'run/a.parquet'\")")
    assert differing.median is None and "differs from amb" in differing.failure


def test_the_processes_of_a_command_are_measured(tmp_path: Path) -> None:
    work = "import time\nx = bytearray(200 << 20)\nt = time.process_time()\n"
    work += "while time.process_time() - t < 0.5: pass"
    inner = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    used = run([sys.executable, "-c", inner], tmp_path / "log")
    assert used.processor >= 0.5
    assert used.seconds >= 0.5
    assert used.peak >= 200


def test_a_command_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    with pytest.raises(CommandFailed, match="stopped after 0.5 s"):
        run(command, tmp_path / "log", limit=0.5)


def test_peers_are_chosen_by_part_of_their_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen = scale.options_of(["--only", "polars", "SQLMesh"]).peers
    assert [peer.name for peer in chosen] == [
        "SQLMesh",
        "SQLMesh, assessment",
        "polars + scikit-learn",
    ]
    with pytest.raises(SystemExit):
        scale.options_of(["--only", "R"])
    assert "no peer has R in its name: amb build, " in capsys.readouterr().err


def test_table_chart_and_figures(tmp_path: Path) -> None:
    by_role = {peer.role: peer for peer in ours.PEERS if peer.scope == ALONE}
    hand = Result(1, by_role["floor"], [Usage(2, 2, 100), Usage(4, 3, 300)])
    amb = Result(1, by_role["amb"], [Usage(6, 5, 1000)])
    gone = Result(1, frames.PEERS[0], failure="left out: pandas not installed\nmore")
    lines = table([hand, amb, gone]).splitlines()
    assert lines[2].endswith("| 3.00 | 2.00 4.00 | 1.00 | 0.50 | 2.50 | 200 |")
    assert lines[3].endswith("| 6.00 | 6.00 6.00 | 2.00 | 1.00 | 5.00 | 1,000 |")
    assert "| left out: pandas not installed |" in lines[4]
    write_json([hand, amb, gone], {"Python": "3"}, tmp_path / "scale.json")
    written = json.loads((tmp_path / "scale.json").read_text("utf-8"))
    assert written["results"][0]["runs"][1]["seconds"] == 4
    draw([hand, amb, gone], "words", tmp_path / "scale.svg")
    assert "amb build --select" in (tmp_path / "scale.svg").read_text("utf-8")
