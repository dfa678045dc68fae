"""Maximise a likelihood by Newton's method, and say so when it has no maximum.

Sources: Therneau and Grambsch 2000, section 3.1 (Newton's steps, halved when the likelihood falls); Heinze and
Schemper, 10.1111/j.0006-341X.2001.00114.x (a monotone likelihood has none).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

MAX_ITERATIONS = 40
TOLERANCE = 1e-10
# A log hazard ratio this large for one standard deviation of a covariate is on its way to infinity.
LARGEST_STANDARDIZED = 20.0
# Less information than this share of what there was is rounding error.
SINGULAR = 1e-10
MONOTONE = (
    "The likelihood has no maximum: a covariate, or a combination of them, separates those with events "
    "from the others, so that its hazard ratio is infinite. Merge sparse levels or leave the covariate out."
)


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where a likelihood of p coefficients is largest; covariates in their own units."""

    coefficients: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    log_likelihood_null: float
    iterations: int


class Likelihood(Protocol):
    """What Newton's method asks of a likelihood of p coefficients; a state is what `at` returns."""

    n_columns: int
    event_weight: float

    def at(self, coefficients: np.ndarray) -> Any:
        """Evaluate at these coefficients; the state has a `log_likelihood`, −inf where it cannot be computed."""

    def score(self, state: Any) -> np.ndarray:
        """Return the gradient, shape (p,)."""

    def information(self, state: Any) -> np.ndarray:
        """Return minus the second derivative, shape (p, p)."""


def newton(
    likelihood: Likelihood, guess: np.ndarray | None = None, monotone: str = MONOTONE
) -> tuple[Any, Any, np.ndarray, np.ndarray, int]:
    """Maximise from 0, or from a guess near the maximum.

    Returns
    -------
    first, fitted : the states at the start and at the estimate
    estimate, variance : ndarrays, shapes (p,) and (p, p)
    iterations : int, steps taken
    """
    estimate = np.zeros(likelihood.n_columns) if guess is None else guess
    first = current = likelihood.at(estimate)
    information = information_at_start = likelihood.information(current)
    _require_information(information_at_start, likelihood.event_weight)
    for iteration in range(1, MAX_ITERATIONS + 1):
        score = likelihood.score(current)
        variance = _inverse(information, information_at_start, monotone)
        step = variance @ score
        # Both the step and the gain it promises must be nothing: for a monotone likelihood the
        # gain goes to 0 while the steps never do.
        if np.abs(step).max() < TOLERANCE and score @ step < TOLERANCE:
            return first, current, estimate, variance, iteration - 1
        estimate, current = _halved_step(likelihood, estimate, current, step)
        if np.abs(estimate).max() > LARGEST_STANDARDIZED:
            break
        information = likelihood.information(current)
    raise ValueError(monotone)


def _halved_step(
    likelihood: Likelihood, estimate: np.ndarray, current: Any, step: np.ndarray
) -> tuple[np.ndarray, Any]:
    """Take the Newton step, halved until the likelihood does not fall beyond rounding."""
    rounding = 1e-12 * (1 + abs(current.log_likelihood))
    for _ in range(30):
        proposed = likelihood.at(estimate + step)
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


def _inverse(matrix: np.ndarray, start: np.ndarray, monotone: str) -> np.ndarray:
    """Invert an information matrix that has kept a part of the information there was at the start.

    On the way to an infinite estimate each step leaves about a third of it, until rounding
    error passes for a maximum.
    """
    whitening = np.linalg.inv(np.linalg.cholesky(start))
    if np.linalg.eigvalsh(whitening @ matrix @ whitening.T)[0] <= SINGULAR:
        raise ValueError(monotone)
    return np.linalg.inv(matrix)
