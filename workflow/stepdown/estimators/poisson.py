"""Poisson regression of counts, with the time each person was observed.

Source: McCullagh and Nelder 1989, chapter 6; same as R's `glm(family = poisson)`. Its own variance takes the
variance of a count to be its mean, which days of use and numbers of visits rarely obey: prefer a robust one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays, generalized_linear
from stepdown.estimators.coefficients import Coefficients, wald
from stepdown.estimators.propensity import frequencies
from stepdown.estimators.sandwich import Variance, check, leverage, sandwich


@dataclass(frozen=True, eq=False)
class Poisson(Coefficients):
    """A fitted Poisson model; coefficients are logarithms of rate ratios, the intercept first.

    Attributes
    ----------
    log_likelihood : float
    overdispersion : Pearson's statistic over its degrees of freedom, 1 if counts are as variable as the model says
    """

    log_likelihood: float
    overdispersion: float


def poisson(
    count: Any,
    covariates: Any,
    exposure_time: Any = None,
    variance: Variance = "HC0",
    frequency: Any = None,
    cluster: Any = None,
) -> Poisson:
    """Fit the logarithm of a rate on covariates; the intercept is added here.

    Parameters
    ----------
    count : array, shape (n,), 0 or more, whole
    covariates : array, shape (n, p), without an intercept column
    exposure_time : array, shape (n,), optional, how long each row was observed, above 0; 1 if not given
    variance : model, HC0, HC3, CR0 or CR1
    frequency : array, shape (n,), optional, how many times each row counts
    cluster : array of labels, shape (n,), for CR0 and CR1; intervals are then Student's, clusters − 1

    Returns
    -------
    Poisson

    Raises
    ------
    ValueError
        For invalid input, collinear covariates, no counts above 0, a group without any, or no more rows than
        coefficients.
    """
    from scipy.special import gammaln

    check(variance, cluster)
    outcome, design, offset, copies = count_data(count, covariates, exposure_time, frequency)
    fitted = generalized_linear.fit(outcome, design, generalized_linear.POISSON, offset, copies)
    covariance, degrees = covariance_of(fitted, design, variance, copies, cluster)
    own = generalized_linear.POISSON.log_likelihood(outcome, fitted.mean) - gammaln(outcome + 1)
    return Poisson(
        **wald(fitted.coefficients, covariance, degrees),
        variance=variance,
        n=len(outcome),
        log_likelihood=float(copies @ own),
        overdispersion=fitted.pearson / (copies.sum() - design.shape[1]),
    )


def count_data(
    count: Any, covariates: Any, exposure_time: Any, frequency: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Check counts and their exposure times.

    Returns
    -------
    outcome, design, offset, frequency : ndarrays; the design with its intercept, the offset log exposure time
    """
    outcome = arrays.numeric(count, "count")
    bad = int(np.count_nonzero((outcome < 0) | (outcome != np.round(outcome))))
    if bad:
        raise ValueError(f"count must be a whole number of 0 or more; it is not in {bad} rows.")
    design = arrays.with_intercept(covariates, len(outcome))
    copies = frequencies(frequency, len(outcome))
    if not copies @ outcome > 0:
        raise ValueError("Nothing was counted in any row: rates cannot be compared.")
    if copies.sum() <= design.shape[1]:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {copies.sum():g} rows.")
    if exposure_time is None:
        return outcome, design, np.zeros(len(outcome)), copies
    time = arrays.numeric(exposure_time, "exposure_time", len(outcome))
    not_observed = int(np.count_nonzero(time <= 0))
    if not_observed:
        raise ValueError(f"exposure_time must be above 0; it is not in {not_observed} rows.")
    return outcome, design, np.log(time), copies


def covariance_of(
    fitted: generalized_linear.GeneralizedLinear,
    design: np.ndarray,
    variance: Variance,
    frequency: np.ndarray,
    cluster: Any,
) -> tuple[np.ndarray, float]:
    """Covariance of a fit at dispersion 1, and the degrees of freedom of its intervals."""
    if variance == "model":
        return fitted.bread, np.inf
    hat = leverage(design, fitted.weight, fitted.bread) if variance == "HC3" else None
    return sandwich(fitted.bread, fitted.scores, variance, hat, frequency, cluster)
