"""The register as it comes: names, formats, several files, gaps, bad values."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.problems import ProblemError
from tests.projects.spells import Row, build_spells, required_inputs, rows
from tests.real import REAL, needs_real_data

WEEKS = [f"y_11{week:02}" for week in range(1, 14)]
GRADS = [f"grad_2011_{month:02}" for month in range(1, 4)]
HEADER = ["person_id", *WEEKS, *GRADS, "nykom2011"]
CHANGES = "select * from input.dream order by person_id, month_number"


def person(number: int, codes: str, degree: object = 0) -> list[object]:
    """A row whose code stands from the week on that it names: `5:111 9:`."""
    row: dict[str, object] = dict.fromkeys(HEADER, None)
    for part in codes.split():
        first, _, code = part.partition(":")
        for week in WEEKS[int(first) - 1 :]:
            row[week] = int(code) if code else None
    row |= dict.fromkeys(GRADS, degree) | {"person_id": number, "nykom2011": 461}
    return list(row.values())


PERSONS = [person(1, "5:111 9:"), person(2, "1:730 6:651"), person(3, "9:890", 0.5)]


def write(path: Path, header: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    required_inputs(path.parent)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([header, *lines])


def read(inputs: Path, warehouse: Path) -> list[Row]:
    build_spells(inputs, warehouse, select=["input.dream"])
    return rows(warehouse, CHANGES)


@pytest.fixture
def plain(tmp_path: Path) -> list[Row]:
    write(tmp_path / "plain" / "dream.csv", HEADER, PERSONS)
    return read(tmp_path / "plain", tmp_path / "plain_warehouse")


def column(header: Sequence[str], *names: str) -> list[int]:
    return [header.index(name) for name in names]


def cut(names: Sequence[str]) -> list[list[object]]:
    places = column(HEADER, *names)
    return [[line[place] for place in places] for line in PERSONS]


def parquet(path: Path, names: Sequence[str], types: dict[str, str]) -> None:
    """The persons as Parquet, each column stored as `types` says, else SMALLINT."""
    import duckdb

    required_inputs(path.parent)
    write(path.with_suffix(".written"), names, cut(names))
    typed = ", ".join(
        f"'{n}': '{types.get(n, 'DOUBLE' if 'grad' in n else 'SMALLINT')}'"
        for n in names
    )
    duckdb.execute(
        f"copy (from read_csv('{path.with_suffix('.written')}', header = true, "
        f"columns = {{{typed}}})) to '{path}' (format parquet)"
    )


def test_only_changes_are_kept(plain: list[Row]) -> None:
    months = [(r["person_id"], r["month_number"], r["code"]) for r in plain]
    assert months == [
        *[(1, 2, 111), (1, 3, None)],  # weeks 5 to 8 hold the last week of February
        *[(2, 1, 730), (2, 2, 651), (2, 4, None)],
        *[(3, 3, 890), (3, 4, None)],
    ]
    assert [r["municipality"] for r in plain] == [None, 461, None, 461, 461, None, 461]


def test_parquet_of_integers_or_text_or_doubles(
    plain: list[Row], tmp_path: Path
) -> None:
    for kind in ("SMALLINT", "VARCHAR", "DOUBLE"):
        folder = tmp_path / kind
        types = dict.fromkeys((*WEEKS, "nykom2011"), kind) | {"person_id": "BIGINT"}
        parquet(folder / "dream.parquet", HEADER, types)
        assert read(folder, tmp_path / f"warehouse_{kind}") == plain


def test_names_in_capitals_and_pnr(plain: list[Row], tmp_path: Path) -> None:
    header = ["PNR", *(name.upper() for name in HEADER[1:])]
    write(tmp_path / "in" / "dream.csv", header, PERSONS)
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


def test_files_by_range_of_persons(plain: list[Row], tmp_path: Path) -> None:
    write(tmp_path / "in" / "dream_1.csv", HEADER, PERSONS[:1])
    write(tmp_path / "in" / "dream_2.csv", HEADER, PERSONS[1:])
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


def test_files_by_time(plain: list[Row], tmp_path: Path) -> None:
    names = [["person_id", *WEEKS[:6], "grad_2011_01"]]
    names += [["person_id", *WEEKS[6:], *GRADS[1:], "nykom2011"]]
    for number, part in enumerate(names):
        write(tmp_path / "in" / f"dream_{number}.csv", part, cut(part))
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


def test_a_person_in_one_of_the_files_by_time(tmp_path: Path) -> None:
    early = ["person_id", *WEEKS[:6], "grad_2011_01"]
    late = ["person_id", *WEEKS[6:], *GRADS[1:], "nykom2011"]
    write(tmp_path / "in" / "dream_1.csv", early, cut(early)[1:2])
    write(tmp_path / "in" / "dream_2.csv", late, cut(late)[:1])
    result = read(tmp_path / "in", tmp_path / "warehouse")
    assert [(r["person_id"], r["month_number"], r["code"]) for r in result] == [
        *[(1, 2, 111), (1, 3, None)],
        *[(2, 1, 730), (2, 2, None)],
    ]


def test_monthly_columns_alone_are_complete(plain: list[Row], tmp_path: Path) -> None:
    names = ["person_id", "y_1104", "y_1108", "y_1113", *GRADS, "nykom2011"]
    write(tmp_path / "in" / "dream.csv", names, cut(names))
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


@pytest.mark.parametrize("missing", ["y_1106", "y_1108", "grad_2011_02", "person_id"])
def test_a_gap_is_named(missing: str, tmp_path: Path) -> None:
    names = [name for name in HEADER if name != missing]
    write(tmp_path / "in" / "dream.csv", names, cut(names))
    with pytest.raises(ProblemError, match=f"{missing}.*\\(empty\\)") as error:
        read(tmp_path / "in", tmp_path / "warehouse")
    assert "dream.csv" in str(error.value)


def test_a_file_without_weeks(tmp_path: Path) -> None:
    names = ["person_id", *GRADS]
    write(tmp_path / "in" / "dream.csv", names, cut(names))
    with pytest.raises(ProblemError, match="y_YYWW"):
        read(tmp_path / "in", tmp_path / "warehouse")


@pytest.mark.parametrize("order", [[0, 1, 2, 0], [0, 0, 1], [1, 2, 1], [0, 0]])
def test_a_person_twice(tmp_path: Path, order: list[int]) -> None:
    write(tmp_path / "in" / "dream.csv", HEADER, [PERSONS[place] for place in order])
    with pytest.raises(ProblemError, match="person_id must identify a row: 2 rows"):
        read(tmp_path / "in", tmp_path / "warehouse")


@pytest.mark.parametrize("first", [0, 1])
def test_a_row_of_nobody(tmp_path: Path, first: int) -> None:
    nobody = ["", *PERSONS[0][1:]]
    write(tmp_path / "in" / "dream.csv", HEADER, [*PERSONS[:first], nobody])
    with pytest.raises(ProblemError, match="person_id must not be empty: 1 row"):
        read(tmp_path / "in", tmp_path / "warehouse")


def test_a_register_of_nobody(tmp_path: Path) -> None:
    write(tmp_path / "in" / "dream.csv", HEADER, [])
    assert read(tmp_path / "in", tmp_path / "warehouse") == []


def test_an_exit_is_read_after_the_last_month(tmp_path: Path) -> None:
    write(tmp_path / "in" / "dream.csv", HEADER, [person(1, "5:111 9:")])
    with pytest.raises(ProblemError, match="exit_lag_months must be 1 or more"):
        build_spells(tmp_path / "in", tmp_path / "out", {"exit_lag_months": "0"})


def test_persons_in_any_order(plain: list[Row], tmp_path: Path) -> None:
    write(tmp_path / "in" / "dream.csv", HEADER, PERSONS[::-1])
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("y_1108", "1a1", "y_1108 must be a whole number: 1 row"),
        ("y_1108", "111.5", "y_1108 must be a whole number: 1 row"),
        ("grad_2011_02", "half", "grad_2011_02 must be a number: 1 row"),
        ("y_1108", "1115", "code must be at most 999"),
        ("person_id", "", "person_id must not be empty: 1 row"),
    ],
)
def test_a_value_that_is_none(
    name: str, value: str, words: str, tmp_path: Path
) -> None:
    lines = [list(line) for line in PERSONS]
    lines[1][HEADER.index(name)] = value
    write(tmp_path / "in" / "dream.csv", HEADER, lines)
    with pytest.raises(ProblemError, match=words):
        read(tmp_path / "in", tmp_path / "warehouse")


def test_a_list_at_fault_is_one_fault(tmp_path: Path) -> None:
    lines = [list(line) for line in PERSONS]
    for name in ("y_1104", "y_1108", "y_1113"):
        lines[1][HEADER.index(name)] = "NA"
    write(tmp_path / "in" / "dream.csv", HEADER, lines)
    with pytest.raises(ProblemError) as error:
        read(tmp_path / "in", tmp_path / "warehouse")
    [problem] = error.value.problems
    assert "y_1104 and 2 more columns must be a whole number: 3" in problem.reason
    assert problem.rows == ("row 2, y_1104 = NA",)
    assert "declare it with @null(NA)" in str(problem)


def test_a_point_is_missing_as_sas_writes_it(plain: list[Row], tmp_path: Path) -> None:
    lines = [["." if cell is None else cell for cell in line] for line in PERSONS]
    write(tmp_path / "in" / "dream.csv", HEADER, lines)
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


def test_semicolons_and_decimal_commas(plain: list[Row], tmp_path: Path) -> None:
    write(tmp_path / "in" / "dream.csv", HEADER, PERSONS)
    path = tmp_path / "in" / "dream.csv"
    text = path.read_text("utf-8").replace(",", ";").replace("0.5", "0,5")
    path.write_text(text, "utf-8")
    assert read(tmp_path / "in", tmp_path / "warehouse") == plain


def test_two_formats(tmp_path: Path) -> None:
    write(tmp_path / "in" / "dream.csv", HEADER, PERSONS)
    parquet(tmp_path / "in" / "dream.parquet", HEADER, {"person_id": "BIGINT"})
    with pytest.raises(ProblemError, match="two files"):
        read(tmp_path / "in", tmp_path / "warehouse")


def test_no_dream_is_no_spells(tmp_path: Path) -> None:
    required_inputs(tmp_path / "in")
    report = build_spells(tmp_path / "in", tmp_path / "warehouse")
    assert any(note.startswith("no dream") for note in report.notes)
    assert rows(tmp_path / "warehouse", "from spells.exit_reason") == []
    again = build_spells(tmp_path / "in", tmp_path / "warehouse")
    assert again.run == []


@needs_real_data
def test_the_real_names_are_accepted(tmp_path: Path) -> None:
    with (REAL / "codes/dream_variables.csv").open(encoding="utf-8-sig") as file:
        names = [row["variable"] for row in csv.DictReader(file)]
    values = {"PNR": 1, "Y_1052": 111} | {n: "x" for n in names if n[0] not in "YGNP"}
    write(tmp_path / "in" / "dream.csv", names, [[values.get(n) for n in names]])
    result = read(tmp_path / "in", tmp_path / "warehouse")
    months = rows(tmp_path / "warehouse", "from input.dream_month order by 1")
    read_columns = rows(
        tmp_path / "warehouse",
        "select gathered_as, count(*) as n from input.dream_column group by all",
    )
    assert len(names) == 3041
    assert [r["code"] for r in result] == [111, None]
    assert str(months[0]["month"]) == "1991-08-01" and len(months) == 419
    assert {r["gathered_as"]: r["n"] for r in read_columns} == {
        "code": 419,
        "degree": 222,
        "municipality": 27,
        "person_id": 1,
    }
