"""Climb a likelihood by Newton's method, also where it is not concave on the way.

Source: Nocedal and Wright 2006, 10.1007/978-0-387-40065-5, section 3.4 (modified Hessian, step halving).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

MAX_ITERATIONS = 100
TOLERANCE = 1e-9
# Of a coefficient for one standard deviation, or a logarithm: no step into overflow.
LONGEST_STEP = 5.0

Evaluate = Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]]


def climb(
    evaluate: Evaluate, start: np.ndarray, leaving: Callable[[np.ndarray], bool], no_maximum: str
) -> tuple[np.ndarray, np.ndarray, float]:
    """Maximise from a start.

    Parameters
    ----------
    evaluate : parameters, shape (p,) -> log-likelihood, gradient (p,), information (p, p): minus its second derivative
    start : ndarray, shape (p,)
    leaving : whether parameters are so large that they are on their way to infinity
    no_maximum : what to say if there is none

    Returns
    -------
    estimate, information : ndarrays, shapes (p,) and (p, p)
    value : float

    Raises
    ------
    ValueError
        With `no_maximum`.
    """
    estimate = start
    value, gradient, information = evaluate(estimate)
    for _ in range(MAX_ITERATIONS):
        step = _upward(information, gradient)
        if np.abs(step).max(initial=0) < TOLERANCE and abs(gradient @ step) < TOLERANCE:
            if np.linalg.eigvalsh(information)[0] <= 1e-12 * np.abs(information).max():
                break
            return estimate, information, value
        proposed, step = _halved(evaluate, estimate, value, step)
        estimate = estimate + step
        value, gradient, information = proposed
        if leaving(estimate):
            break
    raise ValueError(no_maximum)


def _halved(evaluate: Evaluate, estimate: np.ndarray, value: float, step: np.ndarray):
    """Halve the step until the likelihood does not fall beyond rounding."""
    for _ in range(40):
        proposed = evaluate(estimate + step)
        if proposed[0] >= value - 1e-12 * (1 + abs(value)):
            return proposed, step
        step = step / 2
    return evaluate(estimate), np.zeros(len(step))


def _upward(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """Newton's step; where the likelihood bends the wrong way, the step that its curvature allows upward."""
    try:
        np.linalg.cholesky(information)
        step = np.linalg.solve(information, gradient)
        return step / max(1.0, float(np.abs(step).max(initial=0)) / LONGEST_STEP)
    except np.linalg.LinAlgError:
        eigenvalues, vectors = np.linalg.eigh(information)
    size = np.maximum(np.abs(eigenvalues), 1e-12 * np.abs(eigenvalues).max())
    step = vectors @ ((vectors.T @ gradient) / size)
    return step / max(1.0, float(np.abs(step).max(initial=0)) / LONGEST_STEP)
