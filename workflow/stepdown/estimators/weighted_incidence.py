"""Cumulative incidence in whole days under weights that change until a day and stay as they are from then on.

Source: the Aalen–Johansen estimator with weighted numbers at risk; Maringe et al. 2020, 10.1093/ije/dyaa057.
"""

from __future__ import annotations

import numpy as np


def weighted_incidence(
    time: np.ndarray, cause: np.ndarray, counts: np.ndarray, weights: np.ndarray, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """Chance of cause 1 by each day, and of nothing at all; whatever else happened rules cause 1 out.

    Parameters
    ----------
    time : shape (n,), whole days from 1 to the horizon
    cause : shape (n,), 0 end of observation, 1 the outcome, 2 what rules it out
    counts : shape (n,), how often each person counts
    weights : shape (n, days), on each of the first days; the last column holds for all later ones

    Returns
    -------
    incidence, free : ndarrays, shape (horizon + 1,), from day 0
    """
    size, days = horizon + 1, weights.shape[1]
    at_risk, outcome, rival = np.zeros(size), np.zeros(size), np.zeros(size)
    counted = counts[:, np.newaxis] * weights
    at_risk[1 : days + 1] = (counted * (time[:, np.newaxis] >= np.arange(1, days + 1))).sum(axis=0)
    final = counted[:, -1]
    leaving = np.bincount(time, final, minlength=size)
    at_risk[days + 1 :] = np.cumsum(leaving[::-1])[::-1][days + 1 :]
    # What somebody weighs on the day on which it ends.
    own = counted[np.arange(len(time)), np.minimum(time, days) - 1]
    outcome += np.bincount(time, own * (cause == 1), minlength=size)
    rival += np.bincount(time, own * (cause == 2), minlength=size)
    share = np.divide(1.0, at_risk, out=np.zeros(size), where=at_risk > 0)
    free = np.cumprod(1 - (outcome + rival) * share)
    before = np.concatenate([[1.0], free[:-1]])
    return np.cumsum(before * outcome * share), free
