"""Logistic regression by maximum likelihood.

Source: McCullagh and Nelder 1989, chapter 4; same estimates as R's `glm(family = binomial)`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.coefficients import wald
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.path import discrete_covariates
from stepdown.estimators.sandwich import Variance, check, leverage, sandwich
from stepdown.estimators.separation import threatened_columns


@dataclass(frozen=True, eq=False)
class Logistic:
    """A fitted logistic model; coefficients are log odds ratios, the intercept first.

    Attributes
    ----------
    coefficients, std_error, p_value : ndarrays of float, shape (1 + p,); two-sided normal P values
    covariance : ndarray of float, shape (1 + p, 1 + p), inverse information or a sandwich
    log_likelihood : float
    n, n_events : rows, and rows with the outcome
    converged : always True: a fit that does not converge raises
    path : "discrete" (from tables of counts, see `discrete`) or "dense": which computation ran
    path_reason : why that one
    variance : model, HC0, HC3, CR0 or CR1 (see `sandwich`)
    degrees_of_freedom : clusters − 1 with clusters: P values are then Student's; else infinite
    threatened : positions of covariates, counted from 0, that all but separate the outcome (see `separation`):
        one person keeps their odds ratio finite, and `firth` is the better model
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
    variance: str = "model"
    degrees_of_freedom: float = np.inf
    threatened: tuple[int, ...] = ()


def logistic(
    outcome: Any, covariates: Any, path: str = "auto", variance: Variance = "model", cluster: Any = None
) -> Logistic:
    """Fit the log odds of the outcome on covariates; the intercept is added here.

    Parameters
    ----------
    outcome : array, shape (n,), True or 1 where it happened
    covariates : array, shape (n, p), without an intercept column; or the same, packed
    path : "auto", or "discrete" or "dense" to ask for one; see `path`
    variance : model, HC0, HC3, CR0 or CR1
    cluster : array of labels, shape (n,), for CR0 and CR1

    Returns
    -------
    Logistic

    Raises
    ------
    ValueError
        For invalid input; an outcome that is the same in all rows; collinear covariates (a
        constant column is collinear with the intercept); or covariates that separate the
        outcome, so that an odds ratio is infinite: `firth` has an estimate there. Clusters that are
        fewer than two.
    """
    check(variance, cluster)
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
    threatened = _threatened(happened, design, np.sqrt(np.diag(covariance))[1:])
    degrees = np.inf
    if variance != "model":
        columns = design.dense() if isinstance(design, Packed) else design
        covariance, degrees = _robust(happened, columns, coefficients, covariance, variance, cluster)
    std_error = np.sqrt(np.diag(covariance))
    p_value = arrays.normal_p_value(coefficients, std_error)
    if np.isfinite(degrees):
        p_value = wald(coefficients, covariance, degrees)["p_value"]
    return Logistic(
        coefficients=coefficients,
        covariance=covariance,
        std_error=std_error,
        p_value=p_value,
        log_likelihood=value,
        n=n,
        n_events=int(happened.sum()),
        converged=True,
        path=chosen.name,
        path_reason=chosen.reason,
        variance=variance,
        degrees_of_freedom=degrees,
        threatened=threatened,
    )


def _threatened(happened: np.ndarray, design: np.ndarray | Packed, std_error: np.ndarray) -> tuple[int, ...]:
    """Look at the few columns where it is possible.

    At the maximum the fitted probabilities of a 0/1 column's people sum to their events, so that the column's
    information is at most its smallest cell: with one person there, the standard error is 1 or more.
    """
    suspects = np.flatnonzero(std_error > 1 - 1e-6)
    if suspects.size == 0:
        return ()
    columns = design.dense() if isinstance(design, Packed) else design
    return tuple(int(suspects[i]) for i in threatened_columns(happened, columns[:, suspects]))


def _robust(
    happened: np.ndarray,
    covariates: np.ndarray,
    coefficients: np.ndarray,
    bread: np.ndarray,
    variance: Variance,
    cluster: Any,
) -> tuple[np.ndarray, float]:
    """Sandwich at the maximum, whichever computation found it."""
    design = np.column_stack([np.ones(len(happened)), covariates])
    mean = 1 / (1 + np.exp(-(design @ coefficients)))
    scores = (happened - mean)[:, np.newaxis] * design
    hat = leverage(design, mean * (1 - mean), bread) if variance == "HC3" else None
    return sandwich(bread, scores, variance, hat, cluster=cluster)


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
    "from rows without it, so that an odds ratio is infinite. Merge sparse levels, leave the covariate out, or use "
    "Firth's penalized likelihood (firth)."
)


def _varying_outcome(outcome: Any) -> np.ndarray:
    """Check that the outcome is yes in some rows and no in others."""
    happened = arrays.binary(outcome, "outcome")
    if happened.all() or not happened.any():
        raise ValueError("The outcome is the same in all rows: odds ratios cannot be estimated.")
    return happened
