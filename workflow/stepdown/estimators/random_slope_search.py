"""The best Λ of the random-slope model, on its boundary too: where constants and slopes are tied, or do not vary.

Source: Bates et al., 10.18637/jss.v067.i01 (the relative covariance factor, and its boundary).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.mmrm_search import minimise
from stepdown.estimators.random_slope_likelihood import RandomSlopeData, RandomSlopeFit, evaluate

NO_MAXIMUM = (
    "People's constants and slopes cannot be told from residual variance: the likelihood has no maximum."
)
# Where searches along the boundary begin: constants alone, slopes alone, tied one way and the other.
BOUNDARY_STARTS = ((1.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, -0.5))


def best_factor(data: RandomSlopeData) -> np.ndarray:
    """Find (a, b, c) of Λ = [[a, 0], [b, c]].

    Inside, by Newton's steps. Where the best covariance is singular, c = 0, the deviance is a narrow valley
    that those steps never leave: then a and b are searched for alone, and the result is kept only if a little of c
    makes it no better.

    Raises
    ------
    ValueError
        If there is no minimum.
    """
    try:
        return minimise(lambda at: evaluate(data, at), np.array([1.0, 0.0, 0.5]), flat=True)[0]
    except ValueError:
        pass
    found = []
    for start in BOUNDARY_STARTS:
        try:
            found.append(minimise(lambda at: _tied(data, at), np.array(start), flat=True)[0])
        except ValueError:
            continue
    if not found:
        raise ValueError(NO_MAXIMUM)
    best = min((np.append(at, 0.0) for at in found), key=lambda at: evaluate(data, at).deviance)
    lowest = evaluate(data, best).deviance
    beside = min(evaluate(data, best + step).deviance for step in 0.01 * np.vstack([np.eye(3), -np.eye(3)]))
    if beside < lowest - 1e-7 * abs(lowest):
        raise ValueError(NO_MAXIMUM)
    return best


@dataclass(frozen=True)
class _Tied:
    deviance: float
    gradient: np.ndarray


def _tied(data: RandomSlopeData, parameters: np.ndarray) -> _Tied:
    """The deviance where c = 0, and its gradient by a and b."""
    fit: RandomSlopeFit = evaluate(data, np.append(parameters, 0.0))
    return _Tied(fit.deviance, fit.gradient[:2])
