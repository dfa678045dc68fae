"""Maximise the partial likelihood by Newton's method, and say so when it has no maximum."""

from __future__ import annotations

import numpy as np

from stepdown.estimators.cox_likelihood import (
    PartialLikelihood,
    event_scores,
    information,
    partial_likelihood,
)
from stepdown.estimators.risk_sets import RiskSets

MAX_ITERATIONS = 40
TOLERANCE = 1e-10
# A log hazard ratio this large for one standard deviation of a covariate is on its way to infinity.
LARGEST_STANDARDIZED = 20.0
# Less information than this share of what there was is rounding error.
SINGULAR = 1e-10
_MONOTONE = (
    "The likelihood has no maximum: a covariate, or a combination of them, separates those with events "
    "from the others, so that its hazard ratio is infinite. Merge sparse levels or leave the covariate out."
)


def newton(
    sets: RiskSets, covariates: np.ndarray, weights: np.ndarray
) -> tuple[PartialLikelihood, PartialLikelihood, np.ndarray, np.ndarray, int]:
    """Maximise; return likelihood at 0 and at the estimate, the estimate, its variance and the steps."""
    estimate = np.zeros(covariates.shape[1])
    start = current = partial_likelihood(sets, covariates, weights, estimate)
    information_at_start = information(sets, covariates, start)
    _require_information(information_at_start, float(sets.mean_weight[sets.event_cell].sum()))
    for iteration in range(1, MAX_ITERATIONS + 1):
        score = event_scores(sets, covariates, weights, current).sum(axis=0)
        variance = _inverse(information(sets, covariates, current), information_at_start)
        step = variance @ score
        # Both the step and the gain it promises must be nothing: for a monotone likelihood the
        # gain goes to 0 while the steps never do.
        if np.abs(step).max() < TOLERANCE and score @ step < TOLERANCE:
            return start, current, estimate, variance, iteration - 1
        estimate, current = _halved_step(sets, covariates, weights, estimate, current, step)
        if np.abs(estimate).max() > LARGEST_STANDARDIZED:
            break
    raise ValueError(_MONOTONE)


def _halved_step(
    sets: RiskSets,
    covariates: np.ndarray,
    weights: np.ndarray,
    estimate: np.ndarray,
    current: PartialLikelihood,
    step: np.ndarray,
) -> tuple[np.ndarray, PartialLikelihood]:
    """Take the Newton step, halved until the likelihood does not fall beyond rounding."""
    rounding = 1e-12 * (1 + abs(current.log_likelihood))
    for _ in range(30):
        proposed = partial_likelihood(sets, covariates, weights, estimate + step)
        if proposed.log_likelihood >= current.log_likelihood - rounding:
            return estimate + step, proposed
        step = step / 2
    return estimate, current


def _require_information(start: np.ndarray, n_events: float) -> None:
    """Refuse covariates that do not vary, or not independently, within the risk sets of (weighted) events."""
    eigenvalues = np.linalg.eigvalsh(start)
    # Covariates have variance 1: far below that an event, only rounding is left.
    if eigenvalues[0] <= SINGULAR * max(eigenvalues[-1], n_events):
        raise ValueError(
            "The information is singular: among those at risk when events happen, a covariate does not vary "
            "or is a combination of the others."
        )


def _inverse(matrix: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Invert an information matrix that has kept a part of the information there was at the start.

    On the way to an infinite estimate each step leaves about a third of it, until rounding
    error passes for a maximum.
    """
    whitening = np.linalg.inv(np.linalg.cholesky(start))
    if np.linalg.eigvalsh(whitening @ matrix @ whitening.T)[0] <= SINGULAR:
        raise ValueError(_MONOTONE)
    return np.linalg.inv(matrix)
