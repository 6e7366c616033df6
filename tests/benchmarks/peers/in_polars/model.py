"""The shortage model: predictions, tendencies and the regions' rates."""

from __future__ import annotations

import polars as pl

from tests.benchmarks.peers.in_polars.fit import predicted
from tests.benchmarks.peers.in_polars.frames import (
    NATION,
    TITLE,
    known_sum,
    others,
    precision,
    when,
)
from tests.benchmarks.peers.settings import (
    GENERAL_TERMS,
    INDICATOR_FLOOR,
    MIN_ANSWERS,
    RATE_CEILING,
    REGIONAL_BOUND,
    REGIONAL_TERMS,
)

N, Y = pl.col("n"), pl.col("y")
N_COUNTRY = pl.col("n_country")


def held(rate: pl.Expr) -> pl.Expr:
    return rate.clip(INDICATOR_FLOOR, RATE_CEILING)


def least(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """The lesser; null where either is."""
    return pl.when(one <= other).then(one).when(other < one).then(other)


def title_predictions(titles: pl.DataFrame) -> pl.DataFrame:
    """Titles with mu, sigma and whether the model gave them."""
    titles = titles.with_columns(fits=N_COUNTRY >= 1)
    columns = ("y_country", "n_country", "fits")
    titles = predicted(titles, GENERAL_TERMS, columns, True)
    answers = N_COUNTRY.sum().over("period")
    level = when(answers > 0, pl.col("y_country").sum().over("period") / answers)
    by_model = pl.col("log_rate").is_not_null()
    mu = (
        pl.when(by_model)
        .then(pl.col("log_rate").clip(upper_bound=0.0).exp())
        .when(N_COUNTRY >= 1)
        .then(level)
    )
    return titles.with_columns(
        mu=held(mu), sigma=pl.col("log_error").fill_null(0.0), by_model=by_model
    )


def kappas(
    cells: pl.DataFrame, titles: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The precisions of titles and of regions, by half-year."""
    title = titles.filter(pl.col("by_model") & (N_COUNTRY >= 1)).select(
        "period",
        events="y_country",
        trials="n_country",
        mean="mu",
        variance=pl.lit(0.0),
    )
    mean = pl.col("mean")
    region = (
        cells.select(
            "period", events=Y, trials=N, n_others=others(N), y_others=others(Y)
        )
        .filter((pl.col("trials") >= 2) & (pl.col("n_others") >= 30))
        .with_columns(mean=held(pl.col("y_others") / pl.col("n_others")))
        .with_columns(variance=mean * (1 - mean) / pl.col("n_others"))
    )
    periods = cells.select("period").unique()
    return (
        precision(title, 1.0, (0, 0.0), periods),
        precision(region, 3.0, (30, 100.0), periods),
    )


def with_tendency(cells: pl.DataFrame, titles: pl.DataFrame) -> pl.DataFrame:
    """The grid with G, the answers it rests on, R, its error and A."""
    title, region = kappas(cells, titles)
    cells = (
        cells.join(titles.select(*TITLE, "mu", "sigma"), on=TITLE, how="left")
        .join(title.rename({"kappa": "kappa_t"}), on="period", how="left")
        .join(region.rename({"kappa": "kappa_r"}), on="period", how="left")
    )
    mu, kappa_t, kappa_r = pl.col("mu"), pl.col("kappa_t"), pl.col("kappa_r")
    worth = N * (kappa_r + 1) / (kappa_r + N)
    spread = mu * (1 - mu)
    variance = spread / (kappa_t + 1) + (mu * pl.col("sigma")) ** 2
    weight = (spread / least(variance, 0.98 * spread) - 1).clip(lower_bound=0.5)
    rests_on_mu = mu.is_not_null() & (others(N) < MIN_ANSWERS)
    cells = cells.with_columns(
        weight=pl.when(rests_on_mu).then(weight).otherwise(0.0),
        worth_others=others(worth),
        elsewhere=others(when(N > 0, worth * Y / N)),
    )
    total = pl.col("weight") + pl.col("worth_others")
    expected = pl.col("weight") * mu.fill_null(0.0) + pl.col("elsewhere")
    return cells.with_columns(
        tendency_weight=total,
        general_tendency=held(when(total != 0, expected / total)),
    )


def with_regional(cells: pl.DataFrame) -> pl.DataFrame:
    """R, the error of its logarithm and A."""
    g = pl.col("general_tendency")
    cells = cells.with_columns(fits=(N >= 1) & g.is_not_null(), exposure=N * g)
    cells = predicted(cells, REGIONAL_TERMS, ("y", "exposure", "fits"), False)
    r = pl.col("log_rate").fill_null(0.0).exp()
    return cells.with_columns(
        regional_tendency=r.clip(1 / REGIONAL_BOUND, REGIONAL_BOUND),
        log_regional_error=pl.col("log_error").fill_null(0.0),
    ).with_columns(adjusted_rate=held(g * pl.col("regional_tendency")))


def with_rates(cells: pl.DataFrame) -> pl.DataFrame:
    """The grid with basis, rate, its beta distribution and its shared error."""
    g, a, r = (
        pl.col(f"{name}")
        for name in ("general_tendency", "adjusted_rate", "regional_tendency")
    )
    spread = a * (1 - a)
    own_variance = r**2 * g * (1 - g) / (pl.col("tendency_weight") + 1)
    error = (a * pl.col("log_regional_error")) ** 2
    cells = cells.with_columns(variance_a=least(own_variance + error, 0.9 * spread))
    whole = pl.col("variance_a") + spread / (pl.col("kappa_r") + 1)
    cells = cells.with_columns(k=spread / least(whole, 0.95 * spread) - 1)
    k, is_direct = pl.col("k"), N >= MIN_ANSWERS
    many = N_COUNTRY >= MIN_ANSWERS
    basis = (
        pl.when(is_direct)
        .then(pl.lit("1"))
        .when(a.is_null())
        .then(None)
        .when((N >= 1) & many)
        .then(pl.lit("2"))
        .when(N >= 1)
        .then(pl.lit("3"))
        .when(many)
        .then(pl.lit("4"))
        .when(N_COUNTRY >= 1)
        .then(pl.lit("5"))
        .otherwise(pl.lit("6"))
    )
    rate = pl.when(N > 0).then((k * a + Y) / (k + N)).otherwise(a)
    shared = pl.col("variance_a").sqrt() * k / (k + N)
    alpha, beta, total = (
        pl.col("alpha"),
        pl.col("beta"),
        pl.col("alpha") + pl.col("beta"),
    )
    return cells.with_columns(
        shortage_basis=basis,
        shortage_rate=pl.when(is_direct).then(Y / N).otherwise(rate),
        alpha=pl.when(is_direct).then(Y + 0.5).otherwise(k * a + Y),
        beta=pl.when(is_direct).then(N - Y + 0.5).otherwise(k * (1 - a) + N - Y),
        shared_error=pl.when(is_direct).then(0.0).otherwise(shared),
    ).with_columns(variance=alpha * beta / (total * total * (total + 1)))


def national_rates(cells: pl.DataFrame) -> pl.DataFrame:
    """The country's rates: regions weighted by their attempts."""
    rate, attempts = pl.col("shortage_rate"), pl.col("attempts")
    entered = when(rate.is_not_null(), attempts)
    cells = cells.with_columns(entered=entered, total=entered.sum().over(TITLE))
    share = when(pl.col("total") > 0, pl.col("entered") / pl.col("total"))
    own_variance = pl.col("variance") - pl.col("shared_error") ** 2
    titles = cells.group_by(TITLE).agg(
        answers=N_COUNTRY.first(),
        total=pl.col("total").first(),
        weighted=known_sum(pl.col("entered") * rate),
        own_variance=known_sum(share * share * own_variance.clip(lower_bound=0.0)),
        shared=known_sum(share * pl.col("shared_error")),
    )
    m = pl.col("shortage_rate")
    titles = titles.with_columns(
        shortage_rate=when(pl.col("total") > 0, pl.col("weighted") / pl.col("total"))
    ).with_columns(
        variance=least(
            pl.col("own_variance") + pl.col("shared") ** 2, 0.95 * m * (1 - m)
        )
    )
    k = when(pl.col("variance") != 0, m * (1 - m) / pl.col("variance") - 1)
    return titles.select(
        *TITLE,
        "answers",
        "shortage_rate",
        region_id=pl.lit(NATION),
        answers_national=pl.col("answers"),
        shortage_basis=when(m.is_not_null(), pl.lit("national")),
        alpha=m * k,
        beta=(1 - m) * k,
    )
