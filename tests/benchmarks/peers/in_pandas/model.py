"""The shortage model: predictions, tendencies and the regions' rates."""

from __future__ import annotations

import numpy as np
import statsmodels.api as sm

from tests.benchmarks.peers.in_pandas.frames import TITLE, Frame, Series, chosen, others
from tests.benchmarks.peers.in_pandas.frames import precision as kappa_of
from tests.benchmarks.peers.settings import (
    GENERAL_TERMS,
    INDICATOR_FLOOR,
    MIN_ANSWERS,
    RATE_CEILING,
    REGIONAL_BOUND,
    REGIONAL_TERMS,
)


def predicted(
    rows: Frame, terms: list[str], events: Series, exposure: Series, fits: Series
) -> Frame:
    """ln of the rate that a Poisson model of each half-year gives every row with all
    terms, and its standard error; NaN where it is not fitted. `fits`: rows to fit."""
    known = rows[terms].notna().all(axis=1)
    design = rows[terms]
    if terms == GENERAL_TERMS:
        design = design.assign(intercept=1.0)
    predictions = Frame(np.nan, rows.index, ["log_rate", "log_error"])
    for _, group in design[known].groupby(rows["period"]):
        chosen = group[fits.loc[group.index]]
        fitted = fit(chosen, events.loc[chosen.index], exposure.loc[chosen.index])
        if fitted is not None:
            x = group.to_numpy()
            variance = ((x @ fitted.cov_params().to_numpy()) * x).sum(axis=1)
            predictions.loc[group.index, "log_rate"] = x @ fitted.params.to_numpy()
            predictions.loc[group.index, "log_error"] = np.sqrt(np.maximum(variance, 0))
    return predictions


def fit(
    design: Frame, events: Series, exposure: Series
) -> sm.regression.linear_model.RegressionResults | None:
    """Rates weighted by exposure: counts with the offset of its logarithm."""
    scaled = design / np.sqrt((design**2).sum())
    if len(design) <= design.shape[1]:
        return None
    if np.linalg.matrix_rank(scaled, 1e-9) < design.shape[1]:
        return None
    model = sm.GLM(
        events, design, family=sm.families.Poisson(), offset=np.log(exposure)
    )
    return model.fit(scale="X2", tol_criterion="params", tol=1e-13, rtol=1e-13)


def title_predictions(titles: Frame) -> Frame:
    """Titles with mu, sigma and whether the model gave them."""
    elsewhere = predicted(
        titles,
        GENERAL_TERMS,
        titles["y_country"],
        titles["n_country"],
        titles["n_country"] >= 1,
    )
    sums = titles.groupby("period")[["y_country", "n_country"]].transform("sum")
    level = sums["y_country"] / sums["n_country"].where(sums["n_country"] > 0)
    by_model = elsewhere["log_rate"].notna()
    mu = np.exp(elsewhere["log_rate"].clip(upper=0.0))
    mu = mu.where(by_model, level.where(titles["n_country"] >= 1))
    return titles.assign(
        mu=mu.clip(INDICATOR_FLOOR, RATE_CEILING),
        sigma=elsewhere["log_error"].fillna(0.0),
        by_model=by_model,
    )


def kappas(cells: Frame, titles: Frame) -> tuple[Series, Series]:
    """The precisions of titles and of regions, by half-year."""
    title = titles[titles["by_model"] & (titles["n_country"] >= 1)]
    title = title[["period"]].assign(
        events=title["y_country"],
        trials=title["n_country"],
        mean=title["mu"],
        variance=0.0,
    )
    n = others(cells, cells["n"])
    m = (others(cells, cells["y"]) / n).clip(INDICATOR_FLOOR, RATE_CEILING)
    region = cells[["period"]].assign(
        events=cells["y"], trials=cells["n"], mean=m, variance=m * (1 - m) / n
    )
    region = region[(cells["n"] >= 2) & (n >= 30)]
    periods = cells["period"]
    return (
        kappa_of(title, 1.0, (0, 0.0), periods),
        kappa_of(region, 3.0, (30, 100.0), periods),
    )


def with_tendency(cells: Frame, titles: Frame) -> Frame:
    """The grid with G, the answers it rests on, R, its error and A."""
    kappa_title, kappa_region = kappas(cells, titles)
    cells = cells.merge(titles[[*TITLE, "mu", "sigma"]], on=TITLE, how="left")
    kappa_t = cells["period"].map(kappa_title)
    kappa_r = cells["period"].map(kappa_region)
    n, mu = cells["n"], cells["mu"]
    worth = n * (kappa_r + 1) / (kappa_r + n)
    elsewhere = others(cells, worth * cells["y"] / n.where(n > 0))
    spread = mu * (1 - mu)
    variance = spread / (kappa_t + 1) + (mu * cells["sigma"]) ** 2
    weight = (spread / np.minimum(variance, 0.98 * spread) - 1).clip(lower=0.5)
    weight = weight.where(mu.notna() & (others(cells, n) < MIN_ANSWERS), 0.0)
    total = weight + others(cells, worth)
    g = (weight * mu.fillna(0.0) + elsewhere) / total.where(total != 0)
    cells = cells.assign(
        kappa_region=kappa_r,
        tendency_weight=total,
        general_tendency=g.clip(INDICATOR_FLOOR, RATE_CEILING),
    )
    return with_regional(cells)


def with_regional(cells: Frame) -> Frame:
    g = cells["general_tendency"]
    fits = (cells["n"] >= 1) & g.notna()
    prediction = predicted(cells, REGIONAL_TERMS, cells["y"], cells["n"] * g, fits)
    r = np.exp(prediction["log_rate"].fillna(0.0)).clip(
        1 / REGIONAL_BOUND, REGIONAL_BOUND
    )
    return cells.assign(
        regional_tendency=r,
        log_regional_error=prediction["log_error"].fillna(0.0),
        adjusted_rate=(g * r).clip(INDICATOR_FLOOR, RATE_CEILING),
    )


def with_rates(cells: Frame) -> Frame:
    """The grid with basis, rate, its beta distribution and its shared error."""
    n, y, g = cells["n"], cells["y"], cells["general_tendency"]
    a, r = cells["adjusted_rate"], cells["regional_tendency"]
    spread = a * (1 - a)
    own_variance = r**2 * g * (1 - g) / (cells["tendency_weight"] + 1)
    variance = own_variance + (a * cells["log_regional_error"]) ** 2
    variance = np.minimum(variance, 0.9 * spread)
    whole = np.minimum(variance + spread / (cells["kappa_region"] + 1), 0.95 * spread)
    k = spread / whole - 1
    many = cells["n_country"] >= MIN_ANSWERS
    is_direct = n >= MIN_ANSWERS
    conditions = [is_direct, a.isna(), n >= 1, many, cells["n_country"] >= 1, g == g]
    bases = ["1", None, np.where(many, "2", "3"), "4", "5", "6"]
    rate = ((k * a + y) / (k + n)).where(~is_direct, y / n)
    alpha = (k * a + y).where(~is_direct, y + 0.5)
    beta = (k * (1 - a) + n - y).where(~is_direct, n - y + 0.5)
    total = alpha + beta
    return cells.assign(
        shortage_basis=chosen(conditions, bases),
        shortage_rate=rate.where(n > 0, a),
        alpha=alpha,
        beta=beta,
        variance=alpha * beta / (total * total * (total + 1)),
        shared_error=(np.sqrt(variance) * k / (k + n)).where(~is_direct, 0.0),
    )


def national_rates(cells: Frame) -> Frame:
    """The country's rates: regions weighted by their attempts."""
    entered = cells["attempts"].where(cells["shortage_rate"].notna())
    titles = [cells[name] for name in TITLE]
    total = entered.groupby(titles, sort=False).transform("sum", min_count=1)
    share = (entered / total).where(total > 0)
    own_variance = cells["variance"] - cells["shared_error"] ** 2
    parts = cells[TITLE].assign(
        shortage_rate=(entered * cells["shortage_rate"]).where(total > 0),
        total=total.where(total > 0) * (share / share),
        own_variance=share * share * own_variance.clip(lower=0.0),
        shared=share * cells["shared_error"],
    )
    groups = parts.groupby(TITLE, sort=False)
    sums = groups[["shortage_rate", "own_variance", "shared"]].sum(min_count=1)
    m = sums["shortage_rate"] / groups["total"].max()
    spread = m * (1 - m)
    variance = np.minimum(sums["own_variance"] + sums["shared"] ** 2, 0.95 * spread)
    k = spread / variance.where(variance != 0) - 1
    once = cells.drop_duplicates(TITLE)[[*TITLE, "n_country"]]
    national = Frame({"shortage_rate": m, "alpha": m * k, "beta": (1 - m) * k})
    return once.merge(national.reset_index(), on=TITLE, how="left")
