"""Cox's proportional-hazards model: Newton's method, with Efron's or Breslow's ties.

Sources: Cox, 10.1111/j.2517-6161.1972.tb00899.x (model); Efron,
10.1080/01621459.1977.10480613, and Breslow, 10.2307/2529620 (ties); Lin and Wei, 10.1080/01621459.1989.10478874
(robust variance); same conventions as R's `survival::coxph`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.coefficients import require_error
from stepdown.estimators.cox_likelihood import DensePartialLikelihood, score_residuals
from stepdown.estimators.cox_newton import Maximum, newton
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.path import discrete_rows
from stepdown.estimators.risk_sets import risk_sets

TIES = ("efron", "breslow")


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
    path : "discrete" (from tables of counts, see `discrete`) or "dense": which computation ran
    path_reason : why that one
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
    path: str = "dense"
    path_reason: str = ""


def cox(
    time: Any,
    event: Any,
    covariates: Any,
    entry: Any = None,
    strata: Any = None,
    weights: Any = None,
    cluster: Any = None,
    ties: str = "efron",
    path: str = "auto",
) -> Cox:
    """Fit by maximum partial likelihood.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of the row's interval
    event : array, shape (n,), True or 1 where the event happened at `time`
    covariates : array, shape (n, p), held constant over a row's interval; or the same, packed
    entry : array, shape (n,), optional, days at which the row's interval starts; the row is at
        risk when entry < t <= time. A person may have several rows (time-varying covariates).
    strata : array of labels, shape (n,), optional, each with its own baseline hazard
    weights : array, shape (n,), optional, positive case weights
    cluster : array of labels, shape (n,), optional, rows of a label are not independent
    ties : "efron" or "breslow"
    path : "auto", or "discrete" or "dense" to ask for one; see `path`

    Returns
    -------
    Cox
        With the sandwich covariance when `cluster` is given or a weight is not a whole number.

    Raises
    ------
    ValueError
        For invalid input; no events; covariates that are collinear or do not vary where events
        happen; a covariate that separates those with events, so that its estimate is infinite; or
        clusters that are fewer than two, or too few to show an error.
    """
    time, event, entry = arrays.survival(time, event, entry)
    n = len(time)
    design = covariates if isinstance(covariates, Packed) else arrays.matrix(covariates, "covariates", n)
    if isinstance(design, Packed) and design.n != n:
        raise ValueError(f"covariates have {design.n} rows, but {n} are expected.")
    if ties not in TIES:
        raise ValueError(f"ties must be {' or '.join(TIES)}; it is {ties!r}.")
    case_weights = None if weights is None else _positive(weights, n)
    if not event.any():
        raise ValueError("There are no events: a hazard ratio cannot be estimated.")
    stratum = None if strata is None else arrays.codes(strata, "strata", n)[1]
    clusters = None if cluster is None else arrays.codes(cluster, "cluster", n)[1]
    if clusters is not None and clusters.max() < 1:
        raise ValueError("A cluster-robust variance needs at least two clusters.")
    robust = clusters is not None or bool(
        case_weights is not None and np.any(case_weights != np.floor(case_weights))
    )

    obstacles = ["delayed entry"] * (entry is not None) + ["standard errors by cluster"] * (
        clusters is not None
    )
    chosen, rows = discrete_rows(
        path, time, design, obstacles, 1 if stratum is None else int(stratum.max()) + 1
    )
    if rows is not None:
        from stepdown.estimators.discrete.cox import fit

        fitted = fit(*rows, event, stratum, case_weights, efron=ties == "efron", robust=robust)
    else:
        columns = design.dense() if isinstance(design, Packed) else design
        fitted = _dense(time, event, columns, entry, stratum, case_weights, clusters, ties == "efron", robust)
    std_error = np.sqrt(np.diag(fitted.covariance))
    require_error(fitted.coefficients, std_error)
    return Cox(
        coefficients=fitted.coefficients,
        covariance=fitted.covariance,
        std_error=std_error,
        p_value=arrays.normal_p_value(fitted.coefficients, std_error),
        robust=robust,
        log_likelihood=fitted.log_likelihood,
        log_likelihood_null=fitted.log_likelihood_null,
        n=n,
        n_events=int(event.sum()),
        iterations=fitted.iterations,
        converged=True,
        path=chosen.name,
        path_reason=chosen.reason,
    )


def _dense(
    time: np.ndarray,
    event: np.ndarray,
    design: np.ndarray,
    entry: np.ndarray | None,
    stratum: np.ndarray | None,
    weights: np.ndarray | None,
    clusters: np.ndarray | None,
    efron: bool,
    robust: bool,
) -> Maximum:
    """Maximise with one row of a matrix a person."""
    case_weights = np.ones(len(time)) if weights is None else weights
    # Centre and scale: the estimate is the same, the arithmetic is safer.
    scale = design.std(axis=0)
    _require_variation(design, scale)
    standardized = (design - design.mean(axis=0)) / scale
    sets = risk_sets(time, event, entry, stratum, case_weights)
    if not efron:
        sets = replace(sets, tie_fraction=np.zeros(len(sets.tie_fraction)))
    likelihood = DensePartialLikelihood(sets, standardized, case_weights)
    start, fitted, estimate, variance, iterations = newton(likelihood)
    if robust:
        residuals = score_residuals(sets, standardized, case_weights, fitted)
        variance = variance @ _cross_product(residuals, clusters) @ variance
    return Maximum(
        estimate / scale,
        variance / np.outer(scale, scale),
        fitted.log_likelihood,
        start.log_likelihood,
        iterations,
    )


def _cross_product(residuals: np.ndarray, clusters: np.ndarray | None) -> np.ndarray:
    """Sum of outer products of the score residuals, added up within clusters first."""
    if clusters is not None:
        residuals = np.column_stack([np.bincount(clusters, column) for column in residuals.T])
    return residuals.T @ residuals


def _positive(weights: Any, n_rows: int) -> np.ndarray:
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
