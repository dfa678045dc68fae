"""Find the maximum of the restricted likelihood: a starting value, then the search.

Sources: Levenberg, 10.1090/qam/10666, and Marquardt, 10.1137/0111030 (damped Newton steps).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from stepdown.estimators.mmrm_likelihood import VisitPatterns

MOST_STEPS = 100
MOST_DAMPING = 1e8
# Parameters are logs and standard-deviation units: a longer step leaves the region where they mean anything.
LONGEST_STEP = 2.0
# Beyond, a visit is known from the others to a ten-thousandth of its spread: there is no maximum ahead.
FARTHEST = 9.0
NO_MAXIMUM = (
    "The covariance between visits cannot be estimated: the likelihood has no maximum. "
    "There may be too few people for this many visits."
)


def starting_covariance(data: VisitPatterns) -> np.ndarray:
    """Pairwise moments of the residuals, shrunk to independence until positive definite."""
    kept = data.kept.astype(float)
    pairs = np.einsum("g,gs,gt->st", data.n_people, kept, kept)
    moments = data.products[..., -1, -1].sum(axis=0) / np.maximum(pairs, 1)
    spread = np.sqrt(np.maximum(np.diag(moments), 1e-6))
    correlation = moments / np.outer(spread, spread)
    for _ in range(60):
        np.fill_diagonal(correlation, 1.0)
        if np.linalg.eigvalsh(correlation)[0] > 0.05:
            break
        correlation = 0.9 * correlation
    np.fill_diagonal(correlation, 1.0)
    return correlation * np.outer(spread, spread)


class Evaluated(Protocol):
    """A deviance with its exact gradient."""

    deviance: float
    gradient: np.ndarray


def minimise(
    evaluate: Callable[[np.ndarray], Evaluated], parameters: np.ndarray, flat: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Damped Newton (Levenberg–Marquardt) to the last digit; returns parameters and curvature.

    The curvature is inflated until a step lowers the deviance, so that a start
    far from the quadratic region neither overshoots nor climbs.

    Parameters
    ----------
    evaluate : parameters, shape (k,) → their deviance and gradient
    parameters : ndarray, shape (k,), where to start
    flat : whether a minimum may be flat in some direction, as where a variance is 0

    Raises
    ------
    ValueError
        If there is no minimum.
    """
    at = evaluate(parameters)
    damping = 1e-3
    for _ in range(MOST_STEPS):
        # On the way five digits of the curvature serve as well as twelve, for a quarter of the evaluations.
        curvature = _rough_hessian(evaluate, parameters, at.gradient)
        scale = np.abs(np.diag(curvature)) + 1e-8
        while damping < MOST_DAMPING:
            damped = curvature + damping * np.diag(scale)
            # Away from a minimum the curvature may point downhill both ways: damp until it is a bowl.
            if np.linalg.eigvalsh(damped)[0] > 0:
                step = np.linalg.solve(damped, at.gradient)
                new = evaluate(parameters - step) if np.abs(step).max() < LONGEST_STEP else None
                if new is not None and new.deviance <= at.deviance + 1e-10 * abs(at.deviance):
                    break
            damping = max(10 * damping, 1e-6)
        else:
            break
        parameters, at, damping = parameters - step, new, damping / 10 if damping > 1e-9 else 0.0
        if not flat and np.abs(parameters).max() > FARTHEST:
            break
        if np.abs(step).max() < 1e-9:
            curvature = hessian(evaluate, parameters)
            if np.linalg.eigvalsh(curvature)[0] > (-1e-6 if flat else 1e-8):
                return parameters, curvature
            break
    raise ValueError(NO_MAXIMUM)


def _rough_hessian(
    evaluate: Callable[[np.ndarray], Evaluated],
    parameters: np.ndarray,
    gradient: np.ndarray,
    step: float = 1e-6,
) -> np.ndarray:
    """Differentiate the gradient, known at the parameters, by forward differences."""
    units = np.eye(len(parameters))
    matrix = (
        np.column_stack([evaluate(parameters + step * unit).gradient - gradient for unit in units]) / step
    )
    return (matrix + matrix.T) / 2


def hessian(
    evaluate: Callable[[np.ndarray], Evaluated], parameters: np.ndarray, step: float = 1e-4
) -> np.ndarray:
    """Differentiate the exact gradient: fourth-order central differences, error about 1e-12."""
    columns = []
    for unit in np.eye(len(parameters)):
        near, far = (
            evaluate(parameters + h * unit).gradient - evaluate(parameters - h * unit).gradient
            for h in (step, 2 * step)
        )
        columns.append((8 * near - far) / (12 * step))
    matrix = np.column_stack(columns)
    return (matrix + matrix.T) / 2
