"""Fine and Gray's model: covariates and the cumulative incidence of one cause.

Source: Fine and Gray, 10.1080/01621459.1999.10474144; censoring weights from the
Kaplan–Meier curve of censoring, robust variance with the part that comes from
estimating them (section 3.3); same numbers as R's `cmprsk::crr`. Censoring
must not depend on the covariates. (`crr` counts censorings on day 0 before the events of
that day; here, as on every other day, they come after.) A ratio of subdistribution hazards is for
prediction: its risk set holds people who can no longer have the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.causes import competing, require_cause
from stepdown.estimators.cox_newton import LARGEST_STANDARDIZED, MAX_ITERATIONS, SINGULAR, TOLERANCE
from stepdown.estimators.fine_gray_likelihood import SubdistributionLikelihood, likelihood, residuals
from stepdown.estimators.fine_gray_sets import SubdistributionSets, subdistribution_sets

_MONOTONE = (
    "The likelihood has no maximum: a covariate, or a combination of them, separates those with the event "
    "from the others, so that its ratio is infinite. Merge sparse levels or leave the covariate out."
)


@dataclass(frozen=True, eq=False)
class FineGray:
    """A fitted model; coefficients are log subdistribution hazard ratios per unit of each covariate.

    Attributes
    ----------
    cause : int, the cause of interest
    coefficients, std_error, p_value : ndarrays of float, shape (p,); robust, two-sided normal P values
    covariance : ndarray of float, shape (p, p), robust
    log_likelihood, log_likelihood_null : weighted partial log-likelihood at the estimate and at 0
    n, n_events, n_competing : people, events of the cause, events of other causes
    iterations : Newton steps taken
    converged : always True: a fit that does not converge raises
    """

    converged: ClassVar[bool] = True

    cause: int
    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    log_likelihood: float
    log_likelihood_null: float
    n: int
    n_events: int
    n_competing: int
    iterations: int


def fine_gray(time: Any, cause: Any, covariates: Any, of_cause: int = 1) -> FineGray:
    """Fit by maximum weighted partial likelihood, ties by Breslow.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    cause : array, shape (n,), 0 where observation ended without an event, else 1, 2 … for what happened
    covariates : array, shape (n, p), known at time zero
    of_cause : the cause of interest; all others compete with it

    Returns
    -------
    FineGray

    Raises
    ------
    ValueError
        For invalid input; no events of the cause; covariates that are collinear or do not vary where
        events happen; or a covariate that separates those with the event.
    """
    time, cause, _, n_causes = competing(time, cause)
    require_cause(of_cause, max(n_causes, of_cause))
    design = arrays.with_intercept(covariates, len(time))[:, 1:]
    if not (cause == of_cause).any():
        raise ValueError(f"There are no events of cause {of_cause}: a ratio cannot be estimated.")
    # Centre and scale: the estimate is the same, the arithmetic is safer.
    scale = design.std(axis=0)
    standardized = (design - design.mean(axis=0)) / scale
    sets = subdistribution_sets(time, cause, of_cause)
    start, fitted, estimate, variance, iterations = _newton(sets, standardized)
    contributions = residuals(sets, standardized, fitted)
    covariance = variance @ (contributions.T @ contributions) @ variance / np.outer(scale, scale)
    coefficients, std_error = estimate / scale, np.sqrt(np.diag(covariance))
    return FineGray(
        cause=of_cause,
        coefficients=coefficients,
        covariance=covariance,
        std_error=std_error,
        p_value=arrays.normal_p_value(coefficients, std_error),
        log_likelihood=fitted.log_likelihood,
        log_likelihood_null=start.log_likelihood,
        n=len(time),
        n_events=len(sets.event_row),
        n_competing=int(np.count_nonzero(sets.stays)),
        iterations=iterations,
    )


def _newton(
    sets: SubdistributionSets, covariates: np.ndarray
) -> tuple[SubdistributionLikelihood, SubdistributionLikelihood, np.ndarray, np.ndarray, int]:
    """Maximise; return likelihood at 0 and at the estimate, the estimate, its inverse information, the steps."""
    estimate = np.zeros(covariates.shape[1])
    start = current = likelihood(sets, covariates, estimate)
    eigenvalues = np.linalg.eigvalsh(start.information)
    if eigenvalues[0] <= SINGULAR * max(eigenvalues[-1], len(sets.event_row)):
        raise ValueError("The information is singular: a covariate does not vary among those at risk.")
    whitening = np.linalg.inv(np.linalg.cholesky(start.information))
    for iteration in range(MAX_ITERATIONS):
        if np.linalg.eigvalsh(whitening @ current.information @ whitening.T)[0] <= SINGULAR:
            break
        variance = np.linalg.inv(current.information)
        step = variance @ current.score
        if np.abs(step).max() < TOLERANCE and current.score @ step < TOLERANCE:
            return start, current, estimate, variance, iteration
        estimate, current = _halved_step(sets, covariates, estimate, current, step)
        if np.abs(estimate).max() > LARGEST_STANDARDIZED:
            break
    raise ValueError(_MONOTONE)


def _halved_step(
    sets: SubdistributionSets,
    covariates: np.ndarray,
    estimate: np.ndarray,
    current: SubdistributionLikelihood,
    step: np.ndarray,
) -> tuple[np.ndarray, SubdistributionLikelihood]:
    """Take the Newton step, halved until the likelihood does not fall beyond rounding."""
    rounding = 1e-12 * (1 + abs(current.log_likelihood))
    for _ in range(30):
        proposed = likelihood(sets, covariates, estimate + step)
        if proposed.log_likelihood >= current.log_likelihood - rounding:
            return estimate + step, proposed
        step = step / 2
    return estimate, current
