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
    _require_information(information(sets, covariates, start))
    for iteration in range(1, MAX_ITERATIONS + 1):
        score = event_scores(sets, covariates, weights, current).sum(axis=0)
        variance = _inverse(information(sets, covariates, current))
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


def _require_information(start: np.ndarray) -> None:
    """Refuse covariates that do not vary, or not independently, within the risk sets of events."""
    eigenvalues = np.linalg.eigvalsh(start)
    if eigenvalues[0] <= 1e-10 * max(eigenvalues[-1], 1e-300):
        raise ValueError(
            "The information is singular: among those at risk when events happen, a covariate does not vary "
            "or is a combination of the others."
        )


def _inverse(matrix: np.ndarray) -> np.ndarray:
    """Invert an information matrix; losing its rank on the way means an estimate runs to infinity."""
    eigenvalues, vectors = np.linalg.eigh(matrix)
    if eigenvalues[0] <= 1e-13 * max(eigenvalues[-1], 1e-300):
        raise ValueError(_MONOTONE)
    return (vectors / eigenvalues) @ vectors.T
