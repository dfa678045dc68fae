"""Weighted Kaplan–Meier curves of two arms, the propensity refitted in every bootstrap of people.

People of one propensity cell (one combination of covariates) and arm share a weight. Rows are sorted by cell
once; a bootstrap draws a Poisson(1) multiple a person, refits the propensity on the cells' counts from the
last estimate, and adds multiple × weight into a histogram by arm, event and day.

Sources: Cole and Hernán, 10.1016/j.cmpb.2003.10.004 (weighted curve); Li, Morgan and Zaslavsky,
10.1080/01621459.2016.1260466 (overlap weights); Hanley and MacGibbon, 10.1016/j.cmpb.2006.04.006 (Poisson
bootstrap). The propensity is part of what is resampled: Austin, 10.1002/sim.7084.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.discrete.cell_propensity import WEIGHTS, CellPropensity
from stepdown.estimators.discrete.cell_rows import CellRows, arrange
from stepdown.estimators.discrete.days import whole_days
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.discrete.philox import poisson

# The replicates that could not be fitted may be this share; more, and their spread says nothing.
MOST_FAILED = 0.05


@dataclass(frozen=True, eq=False)
class WeightedCurves:
    """Weighted survival of two arms on the m distinct days on which anybody leaves.

    Attributes
    ----------
    time : ndarray of float, shape (m,), days, ascending
    n_at_risk, n_events : ndarrays of int, shape (2, m), people, not weighted; arm 0 first
    survival : ndarray of float, shape (2, m), probability of no event up to and including `time`
    std_error, lower, upper : ndarrays of float, shape (2, m), bootstrap standard deviation and 2.5 % and 97.5 % points
    difference, difference_std_error, difference_lower, difference_upper : ndarrays of float, shape (m,), arm 1 − arm 0;
        limits NaN while the resamples do not vary
    propensity_coefficients : ndarray of float, shape (1 + p,), log odds of arm 1, the intercept first
    effective_size : ndarray of float, shape (2,), (Σw)² / Σw² of each arm
    n_bootstraps, n_failed : replicates kept, and those whose propensity could not be fitted
    path : always "discrete"
    """

    time: np.ndarray
    n_at_risk: np.ndarray
    n_events: np.ndarray
    survival: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    difference: np.ndarray
    difference_std_error: np.ndarray
    difference_lower: np.ndarray
    difference_upper: np.ndarray
    propensity_coefficients: np.ndarray
    effective_size: np.ndarray
    n_bootstraps: int
    n_failed: int
    path: str = "discrete"


def weighted_curves(
    time: Any,
    event: Any,
    arm: Any,
    covariates: Packed,
    weights: str = "iptw",
    n_bootstraps: int = 200,
    seed: int = 0,
    person: Any = None,
) -> WeightedCurves:
    """Estimate both arms' survival, weighted so that their covariates are alike.

    Parameters
    ----------
    time : array, shape (n,), whole days from time zero to the event or to the end of observation
    event : array, shape (n,), True or 1 where the event happened at `time`
    arm : array, shape (n,), 0 or 1
    covariates : Packed, what the propensity depends on
    weights : "iptw" (everybody), "overlap" (those who might be in either arm) or "att" (those in arm 1)
    n_bootstraps : resamples of people, 2 or more
    seed : int from 0 to 2⁶⁴ − 1; the same seed gives the same bytes on any number of cores
    person : array of labels, shape (n,), optional, whose row it is; a row a person if not given

    Returns
    -------
    WeightedCurves

    Raises
    ------
    ValueError
        For invalid input, times that are not whole days, an arm without people, or arms that the covariates separate.
    """
    time, event, _ = arrays.survival(time, event)
    treated = arrays.binary(arm, "arm", len(time))
    if covariates.n != len(time):
        raise ValueError(f"covariates have {covariates.n} rows, but {len(time)} are expected.")
    if weights not in WEIGHTS:
        raise ValueError(f"weights must be one of {', '.join(WEIGHTS)}; they are {weights!r}.")
    if n_bootstraps < 2:
        raise ValueError("At least 2 bootstraps are needed for a standard error.")
    if treated.all() or not treated.any():
        raise ValueError("Everybody is in one arm: there is nothing to weigh.")
    days = whole_days(time)
    # A row's arm, event and day must fit into two bytes.
    if days is None or 4 * len(days.distinct) > 2**16:
        raise ValueError("Weighted curves need times in whole days, and fewer than 16,384 different ones.")

    rows = arrange(days, event, treated, covariates, person)
    model = CellPropensity(rows)
    everybody = np.ones(rows.n, dtype=np.uint8)
    estimate, weight = model.fit(rows.counts(everybody), weights, None)
    histogram = rows.histogram(everybody, weight)
    plain = rows.histogram(everybody, np.ones_like(weight))
    survival = _survival(histogram)
    replicates, n_failed = _bootstrap(rows, model, weights, estimate, n_bootstraps, seed)
    if n_failed > MOST_FAILED * n_bootstraps:
        raise ValueError(f"In {n_failed} of {n_bootstraps} resamples the covariates separate the arms.")
    difference = replicates[:, 1] - replicates[:, 0]
    error = difference.std(axis=0, ddof=1)
    lower, upper = np.quantile(replicates, [0.025, 0.975], axis=0)
    difference_lower, difference_upper = np.quantile(difference, [0.025, 0.975], axis=0)
    people = np.rint(plain).astype(np.int64)
    per_cell = rows.counts(everybody)
    return WeightedCurves(
        time=days.distinct,
        n_at_risk=np.cumsum(people.sum(axis=1)[:, ::-1], axis=1)[:, ::-1],
        n_events=people[:, 1],
        survival=survival,
        std_error=replicates.std(axis=0, ddof=1),
        lower=lower,
        upper=upper,
        difference=survival[1] - survival[0],
        difference_std_error=error,
        difference_lower=np.where(error > 0, difference_lower, np.nan),
        difference_upper=np.where(error > 0, difference_upper, np.nan),
        propensity_coefficients=model.in_own_units(estimate),
        effective_size=np.array(
            [(per_cell[a::2] @ weight[a::2]) ** 2 / (per_cell[a::2] @ weight[a::2] ** 2) for a in (0, 1)]
        ),
        n_bootstraps=len(replicates),
        n_failed=n_failed,
    )


def _bootstrap(
    rows: CellRows, model: CellPropensity, kind: str, estimate: np.ndarray, n_bootstraps: int, seed: int
) -> tuple[np.ndarray, int]:
    """Survival of both arms in each resample, shape (kept, 2, n_days), and how many could not be fitted."""

    multiples = np.empty(rows.n_people, dtype=np.uint8)
    kept, n_failed = [], 0
    for replicate in range(n_bootstraps):
        poisson(seed, replicate, multiples)
        of_row = multiples if rows.person is None else multiples[rows.person]
        try:
            _, weight = model.fit(rows.counts(of_row), kind, estimate)
        except ValueError:
            n_failed += 1
            continue
        kept.append(_survival(rows.histogram(of_row, weight)))
    return np.array(kept), n_failed


def _survival(histogram: np.ndarray) -> np.ndarray:
    """Product limit of both arms, shape (2, n_days), from weighted people by arm, event and day."""
    leaving, events = histogram.sum(axis=1), histogram[:, 1]
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    return np.cumprod(1 - hazard, axis=1)
