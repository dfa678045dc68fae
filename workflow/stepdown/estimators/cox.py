"""Cox's proportional-hazards model: dense Newton with Efron's ties.

Sources: Cox, 10.1111/j.2517-6161.1972.tb00899.x (model); Efron,
10.1080/01621459.1977.10480613 (ties); Lin and Wei, 10.1080/01621459.1989.10478874
(robust variance); same conventions as R's `survival::coxph`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.cox_likelihood import score_residuals
from stepdown.estimators.cox_newton import newton
from stepdown.estimators.risk_sets import risk_sets


@dataclass(frozen=True, eq=False)
class Cox:
    """A fitted Cox model; coefficients are log hazard ratios per unit of each covariate.

    Attributes
    ----------
    coefficients, std_error, p_value : ndarrays of float, shape (p,); two-sided normal P values
    covariance : ndarray of float, shape (p, p)
    robust : bool, whether `covariance` is the sandwich estimate
    log_likelihood, log_likelihood_null : partial log-likelihood at the estimate and at 0
    n, n_events : rows and events
    iterations : Newton steps taken
    converged : always True: a fit that does not converge raises
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    robust: bool
    log_likelihood: float
    log_likelihood_null: float
    n: int
    n_events: int
    iterations: int
    converged: bool


def cox(
    time: Any,
    event: Any,
    covariates: Any,
    entry: Any = None,
    strata: Any = None,
    weights: Any = None,
    cluster: Any = None,
) -> Cox:
    """Fit by maximum partial likelihood.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of the row's interval
    event : array, shape (n,), True or 1 where the event happened at `time`
    covariates : array, shape (n, p), held constant over a row's interval
    entry : array, shape (n,), optional, days at which the row's interval starts; the row is at
        risk when entry < t <= time. A person may have several rows (time-varying covariates).
    strata : array of labels, shape (n,), optional, each with its own baseline hazard
    weights : array, shape (n,), optional, positive case weights
    cluster : array of labels, shape (n,), optional, rows of a label are not independent

    Returns
    -------
    Cox
        With the sandwich covariance when `cluster` is given or a weight is not a whole number.

    Raises
    ------
    ValueError
        For invalid input; no events; covariates that are collinear or do not vary where events
        happen; or a covariate that separates those with events, so that its estimate is infinite.
    """
    time, event, entry = arrays.survival(time, event, entry)
    design = arrays.matrix(covariates, "covariates", len(time))
    case_weights = _positive_weights(weights, len(time))
    if not event.any():
        raise ValueError("There are no events: a hazard ratio cannot be estimated.")
    stratum = None if strata is None else arrays.codes(strata, "strata", len(time))[1]
    clusters = None if cluster is None else arrays.codes(cluster, "cluster", len(time))[1]

    # Centre and scale: the estimate is the same, the arithmetic is safer.
    scale = design.std(axis=0)
    _require_variation(design, scale)
    standardized = (design - design.mean(axis=0)) / scale
    sets = risk_sets(time, event, entry, stratum, case_weights)

    start, fitted, estimate, variance, iterations = newton(sets, standardized, case_weights)
    robust = clusters is not None or bool(np.any(case_weights != np.floor(case_weights)))
    if robust:
        residuals = score_residuals(sets, standardized, case_weights, fitted)
        variance = variance @ _cross_product(residuals, clusters) @ variance
    covariance = variance / np.outer(scale, scale)
    coefficients, std_error = estimate / scale, np.sqrt(np.diag(covariance))
    return Cox(
        coefficients=coefficients,
        covariance=covariance,
        std_error=std_error,
        p_value=arrays.normal_p_value(coefficients, std_error),
        robust=robust,
        log_likelihood=fitted.log_likelihood,
        log_likelihood_null=start.log_likelihood,
        n=len(time),
        n_events=int(event.sum()),
        iterations=iterations,
        converged=True,
    )


def _cross_product(residuals: np.ndarray, clusters: np.ndarray | None) -> np.ndarray:
    """Sum of outer products of the score residuals, added up within clusters first."""
    if clusters is not None:
        residuals = np.column_stack([np.bincount(clusters, column) for column in residuals.T])
    return residuals.T @ residuals


def _positive_weights(weights: Any, n_rows: int) -> np.ndarray:
    if weights is None:
        return np.ones(n_rows)
    weights = arrays.numeric(weights, "weights", n_rows)
    bad = int(np.count_nonzero(weights <= 0))
    if bad:
        raise ValueError(f"weights must be positive; they are not in {bad} rows. Leave those rows out.")
    return weights


def _require_variation(design: np.ndarray, scale: np.ndarray) -> None:
    constant = np.flatnonzero(scale <= 1e-12 * (1 + np.abs(design).max(axis=0)))
    if constant.size:
        columns = ", ".join(str(column) for column in constant)
        raise ValueError(f"covariates do not vary in column {columns}.")
    arrays.require_independent_columns(design - design.mean(axis=0), "covariates")
