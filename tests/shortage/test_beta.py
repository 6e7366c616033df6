"""The beta and normal distribution macros in plain SQL, against scipy."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from scipy import stats

Floats = npt.NDArray[np.float64]

MACROS = Path(__file__).resolve().parents[2] / "macros"
CDF_TOLERANCE = 0.005
QUANTILE_TOLERANCE = 0.01
CDF_AIM = 0.0005
QUANTILE_AIM = 0.001
OTHER_LEVELS = ("0.01", "0.05", "0.1", "0.25", "0.5", "0.6", "0.95", "0.99")
THRESHOLDS = (0.01, 0.02, 0.05, 0.12, 0.2, 0.35, 0.5)
LEVELS = ("0.025", "0.975")
PORTABLE = {"ln", "exp", "sqrt", "power", "sign", "abs", "greatest", "least"}

ENVIRONMENT = Environment(
    loader=FileSystemLoader(MACROS), undefined=StrictUndefined, autoescape=False
)


CONNECTION = duckdb.connect()


@cache
def template(macro: str) -> Template:
    return ENVIRONMENT.from_string(
        f"{{% from 'beta.sql' import {macro} %}}{{{{ {macro}(*args) }}}}"
    )


def compiled(macro: str, *args: str) -> str:
    """The SQL expression that a macro of beta.sql gives for these arguments."""
    return template(macro).render(args=args)


def evaluate(expressions: Sequence[str], **columns: Floats) -> list[Floats]:
    """The expressions over a table of these columns; a NULL anywhere fails."""
    named = ", ".join(f"{e} AS v{i}" for i, e in enumerate(expressions))
    CONNECTION.register("t", pa.table(columns))
    result = CONNECTION.execute(f"SELECT {named} FROM t").fetchnumpy()
    values = []
    for i in range(len(expressions)):
        assert not np.ma.getmaskarray(result[f"v{i}"]).any()
        values.append(np.asarray(result[f"v{i}"], dtype=np.float64))
    return values


def scalar(expression: str) -> float | None:
    ((value,),) = CONNECTION.execute(f"SELECT {expression}").fetchall()
    assert value is None or isinstance(value, float)
    return value


def counts(n: int) -> Floats:
    """A spread of event counts in 0..n, dense at both ends."""
    ends = np.geomspace(1, max(n, 1), 8)
    y = np.concatenate(
        [[0, 1, 2, 3], np.linspace(0, n, 9), ends, n - ends, [n - 1, n - 2, n]]
    )
    return np.unique(np.clip(np.round(y), 0, n))


def posterior_grid() -> tuple[Floats, Floats]:
    """Parameters a, b of the posteriors with prior weight 30, and of Jeffreys'."""
    means = np.unique(
        np.concatenate(
            [
                np.geomspace(0.001, 1, 20),
                np.linspace(0.001, 1, 20),
                [0.12, 0.35, 0.99, 0.999, 0.9999],
            ]
        )
    )
    a: list[Floats] = []
    b: list[Floats] = []
    for n in (0, 1, 2, 3, 5, 10, 20, 30, 60, 100, 200, 500, 1000, 3000, 10_000):
        y = counts(n)
        for mean in means:
            of_mean = np.union1d(y, np.round(n * mean))
            a.append(30 * mean + of_mean)
            b.append(30 * (1 - mean) + n - of_mean)
        if n >= 20:
            a.append(y + 0.5)
            b.append(n - y + 0.5)
    return np.concatenate(a), np.concatenate(b)


def true_cdf(x: float, a: Floats, b: Floats) -> Floats:
    """scipy's beta cdf, with the point mass at 1 that b = 0 stands for."""
    proper = np.maximum(b, 1e-300)
    return np.where(b > 0, stats.beta.cdf(x, a, proper), 0.0)


def true_quantile(p: float, a: Floats, b: Floats) -> Floats:
    proper = np.where(b > 0, b, 1.0)
    return np.where(b > 0, stats.beta.ppf(p, a, proper), 1.0)


@pytest.fixture(scope="module")
def grid() -> tuple[Floats, Floats]:
    return posterior_grid()


def test_cdf_on_posteriors(grid: tuple[Floats, Floats]) -> None:
    a, b = grid
    values = evaluate(
        [compiled("beta_cdf", str(x), "a", "b") for x in THRESHOLDS], a=a, b=b
    )
    errors = [
        np.abs(value - true_cdf(x, a, b)).max()
        for x, value in zip(THRESHOLDS, values, strict=True)
    ]
    assert max(errors) < CDF_TOLERANCE
    assert max(errors) < CDF_AIM


def test_quantile_on_posteriors(grid: tuple[Floats, Floats]) -> None:
    a, b = grid
    values = evaluate(
        [compiled("beta_quantile", p, "a", "b") for p in LEVELS], a=a, b=b
    )
    errors = [
        np.abs(value - true_quantile(float(p), a, b)).max()
        for p, value in zip(LEVELS, values, strict=True)
    ]
    assert max(errors) < QUANTILE_TOLERANCE
    assert max(errors) < QUANTILE_AIM
    assert (values[0] <= values[1]).all()


@pytest.mark.parametrize(
    ("weight", "tolerance", "levels"),
    [
        (20.0, 0.0014, OTHER_LEVELS),
        (5.0, 0.006, OTHER_LEVELS),
        (1.0, 0.013, OTHER_LEVELS),
        (1.0, 0.007, LEVELS),
        (0.3, 0.013, OTHER_LEVELS),
        (0.3, 0.01, LEVELS),
        (0.03, 0.01, LEVELS),
    ],
)
def test_quantile_at_other_levels_and_small_weights(
    weight: float, tolerance: float, levels: Sequence[str]
) -> None:
    share = np.concatenate([np.geomspace(1e-6, 0.1, 60), np.linspace(0.1, 0.5, 60)])
    share = np.concatenate([share, 1 - share])
    total = np.geomspace(weight, 4 * weight, 12)[:, None]
    a, b = (total * share).ravel(), (total * (1 - share)).ravel()
    values = evaluate(
        [compiled("beta_quantile", p, "a", "b") for p in levels], a=a, b=b
    )
    for p, value in zip(levels, values, strict=True):
        assert np.abs(value - true_quantile(float(p), a, b)).max() < tolerance, p


def test_cdf_over_all_parameters() -> None:
    spread = np.geomspace(1e-9, 1e9, 61)
    a, b = (side.ravel() for side in np.meshgrid(spread, spread))
    thresholds = (0.001, 0.01, 0.12, 0.35, 0.5, 0.9, 0.999)
    values = evaluate(
        [compiled("beta_cdf", str(x), "a", "b") for x in thresholds], a=a, b=b
    )
    for x, value in zip(thresholds, values, strict=True):
        assert np.abs(value - true_cdf(x, a, b)).max() < CDF_AIM, x


@pytest.mark.parametrize("kappa", [0.0, 1e-12, 1e-9, 1e-3, 0.03, 0.3, 3.0, 1e6, 1e9])
def test_any_prior_weight_gives_sane_numbers(kappa: float) -> None:
    means = np.concatenate([[0.0, 1e-9], np.geomspace(0.001, 1, 30), [1 + 1e-15]])
    ns = (0, 1, 2, 10, 300, 10_000)
    a = np.concatenate([kappa * means + y for n in ns for y in counts(n)])
    b = np.concatenate([kappa * (1 - means) + n - y for n in ns for y in counts(n)])
    lower, upper, cdf, edge = evaluate(
        [compiled("beta_quantile", p, "a", "b") for p in LEVELS]
        + [compiled("beta_cdf", x, "a", "b") for x in ("0.12", "1e-12")],
        a=a,
        b=b,
    )
    for value in (lower, upper, cdf, edge):
        assert np.isfinite(value).all()
        assert ((value >= 0) & (value <= 1)).all()
    assert (lower <= upper).all()
    assert (edge <= cdf + 1e-6).all()


def test_tiny_prior_is_two_points() -> None:
    """Beta(e A, e (1 - A)) is all but a coin: 1 with chance A, 0 otherwise."""
    a = np.array([0.3e-9, 0.01e-9, 0.99e-9])
    b = 1e-9 - a
    lower, upper, cdf = evaluate(
        [compiled("beta_quantile", p, "a", "b") for p in LEVELS]
        + [compiled("beta_cdf", "0.12", "a", "b")],
        a=a,
        b=b,
    )
    assert lower.tolist() == [0, 0, 1]
    assert upper.tolist() == [1, 0, 1]
    assert cdf == pytest.approx([0.7, 0.99, 0.01], abs=CDF_AIM)


def test_cdf_rises_with_x(grid: tuple[Floats, Floats]) -> None:
    a, b = (side[::40] for side in grid)
    x = np.linspace(0.0, 1.0, 201)
    (value,) = evaluate(
        [compiled("beta_cdf", "x", "a", "b")],
        x=np.tile(x, a.size),
        a=np.repeat(a, x.size),
        b=np.repeat(b, x.size),
    )
    steps = np.diff(value.reshape(a.size, x.size), axis=1)
    assert steps.min() > -1e-6


def test_point_masses() -> None:
    assert scalar(compiled("beta_cdf", "0.999", "30", "0")) == 0
    assert scalar(compiled("beta_cdf", "1", "30", "0")) == 1
    assert scalar(compiled("beta_cdf", "0.001", "0", "30")) == 1
    for p in LEVELS:
        assert scalar(compiled("beta_quantile", p, "30", "0")) == 1
        assert scalar(compiled("beta_quantile", p, "0", "30")) == 0


@pytest.mark.parametrize("x", ["-1", "0", "0.12", "1", "2"])
def test_cdf_outside_and_at_the_ends(x: str) -> None:
    value = scalar(compiled("beta_cdf", x, "2", "28"))
    assert value == pytest.approx(stats.beta.cdf(float(x), 2, 28), abs=CDF_AIM)


def test_null_in_null_out() -> None:
    sides = (None, -1.0, 0.0, 1e-12, 0.12, 1.0, 9.0)
    rows = [row for row in product(sides, repeat=3) if None in row]
    columns = dict(zip("xab", zip(*rows, strict=True), strict=True))
    CONNECTION.register("t", pa.table({k: pa.array(v) for k, v in columns.items()}))
    count = (
        f"SELECT count(*), count({compiled('beta_cdf', 'x', 'a', 'b')}),"
        f" count({compiled('beta_quantile', '0.025', 'x', 'a')})"
        f" FILTER (x IS NULL OR a IS NULL),"
        f" count({compiled('beta_quantile', '0.975', 'x', 'a')})"
        f" FILTER (x IS NULL OR a IS NULL),"
        f" count({compiled('normal_cdf', 'x')}) FILTER (x IS NULL) FROM t"
    )
    assert CONNECTION.execute(count).fetchall() == [(len(rows), 0, 0, 0, 0)]
    assert scalar(compiled("beta_cdf", "NULL", "3", "27")) is None
    assert scalar(compiled("beta_quantile", "0.025", "NULL", "27")) is None


@pytest.mark.parametrize("kind", ["INTEGER", "DECIMAL(18, 4)", "DECIMAL(38, 9)"])
def test_integer_and_decimal_columns(kind: str) -> None:
    a, b = f"CAST(4000 AS {kind})", f"CAST(26000 AS {kind})"
    for expression, expected in (
        (compiled("beta_cdf", "0.13", a, b), stats.beta.cdf(0.13, 4000, 26000)),
        (compiled("beta_quantile", "0.975", a, b), stats.beta.ppf(0.975, 4000, 26000)),
    ):
        assert scalar(expression) == pytest.approx(expected, abs=CDF_AIM)


def test_arguments_may_be_expressions() -> None:
    source = "(SELECT 3 AS y, 30 AS n)"
    cdf = compiled("beta_cdf", "1 - 0.88", "y + 0.5", "n - y + 0.5")
    upper = compiled("beta_quantile", "0.975", "y + 0.5", "n - y + 0.5")
    computed = scalar(f"{cdf} FROM {source}"), scalar(f"{upper} FROM {source}")
    assert computed[0] == pytest.approx(stats.beta.cdf(0.12, 3.5, 27.5), abs=CDF_AIM)
    assert computed[1] == pytest.approx(
        stats.beta.ppf(0.975, 3.5, 27.5), abs=QUANTILE_AIM
    )


def test_normal_cdf() -> None:
    z = np.concatenate([np.linspace(-40, 40, 8001), [-1e300, 1e300]])
    (value,) = evaluate([compiled("normal_cdf", "z")], z=z)
    assert np.abs(value - stats.norm.cdf(z)).max() < 1e-7


def test_normal_quantile() -> None:
    for p in np.linspace(0.001, 0.999, 499):
        z = float(compiled("normal_quantile", str(p)))
        assert z == pytest.approx(stats.norm.ppf(p), abs=4.6e-4)
    assert compiled("normal_quantile", "0.025") == "-1.959964"
    assert compiled("normal_quantile", "0.975") == "1.959964"


@pytest.mark.parametrize(
    "expression",
    [
        compiled("beta_cdf", "x", "a", "b"),
        compiled("beta_quantile", "0.025", "a", "b"),
        compiled("beta_quantile", "0.975", "a", "b"),
        compiled("normal_cdf", "z"),
    ],
    ids=["cdf", "lower", "upper", "normal"],
)
def test_compiled_text_is_short_and_portable(expression: str) -> None:
    assert len(expression) < 6000
    assert set(re.findall(r"\b([a-z_]+)\(", expression)) <= PORTABLE
    assert "->" not in expression
    assert "{" not in expression
