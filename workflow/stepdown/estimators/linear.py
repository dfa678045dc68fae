"""Linear regression by least squares, with a variance that does not assume equal spread.

Sources: MacKinnon and White, 10.1016/0304-4076(85)90158-7 (HC3); Long and Ervin,
10.1080/00031305.2000.10474549 (why HC3 below 250 rows); same as R's `sandwich::vcovHC`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.sandwich import Variance, check, leverage, sandwich

# Residuals below this share of the outcome are rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted linear model; coefficients in units of the outcome, the intercept first.

    Attributes
    ----------
    coefficients, std_error, lower, upper, p_value : ndarrays of float, shape (1 + p,);
        95 % intervals and two-sided P values from Student's t
    covariance : ndarray of float, shape (1 + p, 1 + p)
    residual_degrees_of_freedom : int, rows less coefficients; with clusters, clusters − 1
    n : rows
    variance : model, HC0, HC3, CR0 or CR1 (see `sandwich`)
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    p_value: np.ndarray
    residual_degrees_of_freedom: int
    n: int
    variance: str


def linear(outcome: Any, covariates: Any, variance: Variance = "HC3", cluster: Any = None) -> Linear:
    """Fit the mean of the outcome on covariates; the intercept is added here.

    Parameters
    ----------
    outcome : array, shape (n,)
    covariates : array, shape (n, p), without an intercept column
    variance : HC3, HC0, CR0 or CR1; or model, which takes the spread to be equal
    cluster : array of labels, shape (n,), for CR0 and CR1

    Returns
    -------
    Linear

    Raises
    ------
    ValueError
        For invalid input, collinear covariates (a constant column is collinear with the
        intercept), no more rows than coefficients, or, with HC3, a row that alone
        determines a coefficient, so that its variance cannot be seen; covariates that fit the outcome without
        error; fewer than two clusters.
    """
    from scipy.stats import t
    from statsmodels.regression.linear_model import OLS

    outcome = arrays.numeric(outcome, "outcome")
    design = arrays.with_intercept(covariates, len(outcome))
    degrees = len(outcome) - design.shape[1]
    if degrees < 1:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {len(outcome)} rows.")
    check(variance, cluster)
    fitted = OLS(outcome, design).fit(method="qr")
    coefficients, covariance = np.asarray(fitted.params), np.asarray(fitted.cov_params())
    if variance != "model":
        bread = np.asarray(fitted.normalized_cov_params)
        hat = leverage(design, np.ones(len(outcome)), bread) if variance == "HC3" else None
        scores = np.asarray(fitted.resid)[:, np.newaxis] * design
        covariance, by_cluster = sandwich(bread, scores, variance, hat, cluster=cluster)
        degrees = int(min(degrees, by_cluster))
    std_error = np.sqrt(np.diag(covariance))
    size = float(np.sqrt(np.mean(outcome**2)))
    if float(np.abs(np.asarray(fitted.resid)).max()) <= ROUNDING * size or not np.all(std_error > 0):
        raise ValueError(
            "The covariates fit the outcome without error: no error of a coefficient can be seen."
        )
    half_width = t.ppf(0.975, degrees) * std_error
    return Linear(
        coefficients=coefficients,
        covariance=covariance,
        std_error=std_error,
        lower=coefficients - half_width,
        upper=coefficients + half_width,
        p_value=2 * t.sf(np.abs(coefficients / std_error), degrees),
        residual_degrees_of_freedom=degrees,
        n=len(outcome),
        variance=variance,
    )
