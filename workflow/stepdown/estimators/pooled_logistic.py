"""Pooled logistic regression for a daily hazard: fast, weighted, and restartable for bootstraps.

Source: D'Agostino et al. 1990, 10.1002/sim.4780091214; the same maximum as R's `glm(family = quasibinomial, weights = )`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS = 30
TOLERANCE = 1e-9
# A log odds ratio beyond this for a standardized column is separation on its way to infinity.
FAR = 25.0


@dataclass(frozen=True, eq=False)
class PersonDays:
    """Rows of people and days at risk of an act, with a design matrix that is made once.

    Attributes
    ----------
    who, day : ndarrays of int, shape (rows,): position of the person, and the day, or number of the interval
    acted : ndarray of float, shape (rows,): 1 where the act came then
    design : ndarray of float, shape (rows, columns): an intercept, what stands for time, and the standardized covariates
    """

    who: np.ndarray
    day: np.ndarray
    acted: np.ndarray
    design: np.ndarray


def standardize(columns: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and standard deviation 1; constant ones are left out."""
    spread = columns.std(axis=0)
    kept = spread > 0
    return (columns[:, kept] - columns[:, kept].mean(axis=0)) / spread[kept]


def fit_hazard(
    rows: PersonDays, weights: np.ndarray, start: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Maximize the weighted likelihood by Newton's method with step halving.

    Parameters
    ----------
    rows : people and days at risk
    weights : shape (rows,), 0 or more
    start : coefficients to start from

    Returns
    -------
    coefficients : shape (columns,)
    hazard : shape (rows,), the fitted chance of the act

    Raises
    ------
    ValueError
        If nobody or everybody acts, or the likelihood has no maximum.
    """
    acts = float(weights @ rows.acted)
    total = float(weights.sum())
    if not 0 < acts < total:
        raise ValueError(
            "On the days at risk nobody acted, or everybody did: the chance of it cannot be modelled."
        )
    design, acted = rows.design, rows.acted
    beta = np.zeros(design.shape[1]) if start is None else start.copy()
    if start is None:
        beta[0] = np.log(acts / (total - acts))
    value, hazard = _log_likelihood(beta, design, acted, weights)
    for _ in range(STEPS):
        score = design.T @ (weights * (acted - hazard))
        information = (design * (weights * hazard * (1 - hazard))[:, np.newaxis]).T @ design
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            raise ValueError(NO_MAXIMUM) from None
        if float(score @ step) < TOLERANCE:
            return beta, hazard
        for _ in range(20):
            new_value, new_hazard = _log_likelihood(beta + step, design, acted, weights)
            if new_value >= value:
                break
            step = step / 2
        beta, value, hazard = beta + step, new_value, new_hazard
        if np.abs(beta[1:]).max(initial=0.0) > FAR:
            break
    raise ValueError(NO_MAXIMUM)


NO_MAXIMUM = (
    "The model of who acts has no maximum: a covariate, or a combination of them, tells without exception who does. "
    "Merge sparse levels or leave the covariate out."
)


def _log_likelihood(
    beta: np.ndarray, design: np.ndarray, acted: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    log_odds = design @ beta
    hazard = 1 / (1 + np.exp(-np.clip(log_odds, -700, 700)))
    return float(weights @ (acted * log_odds - np.logaddexp(0, log_odds))), hazard
