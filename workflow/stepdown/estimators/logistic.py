"""Logistic regression by maximum likelihood.

Source: McCullagh and Nelder 1989, chapter 4; same estimates as R's `glm(family = binomial)`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.path import discrete_covariates


@dataclass(frozen=True, eq=False)
class Logistic:
    """A fitted logistic model; coefficients are log odds ratios, the intercept first.

    Attributes
    ----------
    coefficients, std_error, p_value : ndarrays of float, shape (1 + p,); two-sided normal P values
    covariance : ndarray of float, shape (1 + p, 1 + p), inverse information
    log_likelihood : float
    n, n_events : rows, and rows with the outcome
    converged : always True: a fit that does not converge raises
    path : "discrete" (from tables of counts, see `discrete`) or "dense": which computation ran
    path_reason : why that one
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    log_likelihood: float
    n: int
    n_events: int
    converged: bool
    path: str = "dense"
    path_reason: str = ""


def logistic(outcome: Any, covariates: Any, path: str = "auto") -> Logistic:
    """Fit the log odds of the outcome on covariates; the intercept is added here.

    Parameters
    ----------
    outcome : array, shape (n,), True or 1 where it happened
    covariates : array, shape (n, p), without an intercept column; or the same, packed
    path : "auto", or "discrete" or "dense" to ask for one; see `path`

    Returns
    -------
    Logistic

    Raises
    ------
    ValueError
        For invalid input; an outcome that is the same in all rows; collinear covariates (a
        constant column is collinear with the intercept); or covariates that separate the
        outcome, so that an odds ratio is infinite.
    """
    happened = _varying_outcome(outcome)
    n = len(happened)
    design = covariates if isinstance(covariates, Packed) else arrays.matrix(covariates, "covariates", n)
    if isinstance(design, Packed) and design.n != n:
        raise ValueError(f"covariates have {design.n} rows, but {n} are expected.")
    chosen, packed = discrete_covariates(path, design)
    if packed is not None:
        from stepdown.estimators.discrete.logistic import fit

        fitted = fit(packed, happened.astype(float), None, _SEPARATED)
        coefficients, covariance, value = fitted.coefficients, fitted.covariance, fitted.log_likelihood
    else:
        columns = design.dense() if isinstance(design, Packed) else design
        coefficients, covariance, value = _dense(happened, columns)
    std_error = np.sqrt(np.diag(covariance))
    return Logistic(
        coefficients=coefficients,
        covariance=covariance,
        std_error=std_error,
        p_value=arrays.normal_p_value(coefficients, std_error),
        log_likelihood=value,
        n=n,
        n_events=int(happened.sum()),
        converged=True,
        path=chosen.name,
        path_reason=chosen.reason,
    )


def _dense(happened: np.ndarray, covariates: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Maximise with one row of a matrix a person; returns coefficients, covariance and log-likelihood."""
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    design = arrays.with_intercept(covariates, len(happened))
    # Newton on standardized columns reaches the same maximum without overflow on the way.
    centre, scale = design.mean(axis=0), design.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    standardized = (design - centre) / scale
    try:
        # 30 steps: an ordinary fit takes fewer than 12; after about 36 towards infinity, rounding
        # error would pass for a maximum. Every warning here is about separation; the checks below turn it into a refusal.
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            fitted = Logit(happened.astype(float), standardized).fit(
                method="newton", maxiter=30, tol=1e-12, disp=False, warn_convergence=False
            )
            covariance = np.asarray(fitted.cov_params())
    except (PerfectSeparationError, np.linalg.LinAlgError):
        raise ValueError(_SEPARATED) from None
    if not fitted.mle_retvals["converged"] or not np.isfinite(covariance).all():
        raise ValueError(_SEPARATED)

    back = np.diag(1 / scale)
    back[0] = -centre / scale
    back[0, 0] = 1.0
    coefficients = back @ np.asarray(fitted.params)
    covariance = back @ covariance @ back.T
    return coefficients, covariance, float(fitted.llf)


_SEPARATED = (
    "The likelihood has no maximum: a covariate, or a combination of them, separates rows with the outcome "
    "from rows without it, so that an odds ratio is infinite. Merge sparse levels or leave the covariate out."
)


def _varying_outcome(outcome: Any) -> np.ndarray:
    """Check that the outcome is yes in some rows and no in others."""
    happened = arrays.binary(outcome, "outcome")
    if happened.all() or not happened.any():
        raise ValueError("The outcome is the same in all rows: odds ratios cannot be estimated.")
    return happened
