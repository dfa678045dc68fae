"""Linear regression by least squares, with a variance that does not assume equal spread.

Sources: MacKinnon and White, 10.1016/0304-4076(85)90158-7 (HC3); Long and Ervin,
10.1080/00031305.2000.10474549 (why HC3 below 250 rows); same as R's `sandwich::vcovHC`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted linear model; coefficients in units of the outcome, the intercept first.

    Attributes
    ----------
    coefficients, std_error, lower, upper, p_value : ndarrays of float, shape (1 + p,);
        95 % intervals and two-sided P values from Student's t
    covariance : ndarray of float, shape (1 + p, 1 + p), HC3 when `robust`
    residual_degrees_of_freedom : int, rows less coefficients
    n : rows
    robust : bool
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    p_value: np.ndarray
    residual_degrees_of_freedom: int
    n: int
    robust: bool


def linear(outcome: Any, covariates: Any, robust: bool = True) -> Linear:
    """Fit the mean of the outcome on covariates; the intercept is added here.

    Parameters
    ----------
    outcome : array, shape (n,)
    covariates : array, shape (n, p), without an intercept column
    robust : HC3 covariance if True, the equal-variance one if False

    Returns
    -------
    Linear

    Raises
    ------
    ValueError
        For invalid input, collinear covariates (a constant column is collinear with the
        intercept), no more rows than coefficients, or, with `robust`, a row that alone
        determines a coefficient, so that its variance cannot be seen.
    """
    from scipy.stats import t
    from statsmodels.regression.linear_model import OLS

    outcome = arrays.numeric(outcome, "outcome")
    design = arrays.with_intercept(covariates, len(outcome))
    degrees = len(outcome) - design.shape[1]
    if degrees < 1:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {len(outcome)} rows.")
    if robust:
        _require_no_full_leverage(design)
    fitted = OLS(outcome, design).fit(method="qr")
    covariance = np.asarray(fitted.cov_HC3 if robust else fitted.cov_params())
    coefficients, std_error = np.asarray(fitted.params), np.sqrt(np.diag(covariance))
    half_width = t.ppf(0.975, degrees) * std_error
    ratio = np.divide(coefficients, std_error, out=np.full(len(coefficients), np.nan), where=std_error > 0)
    return Linear(
        coefficients=coefficients,
        covariance=covariance,
        std_error=std_error,
        lower=coefficients - half_width,
        upper=coefficients + half_width,
        p_value=2 * t.sf(np.abs(ratio), degrees),
        residual_degrees_of_freedom=degrees,
        n=len(outcome),
        robust=robust,
    )


def _require_no_full_leverage(design: np.ndarray) -> None:
    """HC3 divides by (1 − leverage)²; a row with leverage 1 has a residual of 0 and tells nothing."""
    orthonormal = np.linalg.qr(design)[0]
    alone = int(np.count_nonzero(np.einsum("ij,ij->i", orthonormal, orthonormal) > 1 - 1e-9))
    if alone:
        raise ValueError(f"{alone} rows each determine a coefficient alone; a robust variance cannot be had.")
