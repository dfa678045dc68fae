"""Risks at a day and restricted means of groups under weights, and what each row adds to them.

The curve is `weighted_survival`'s; the variance is by `m_estimation`, so that it knows that the
weights were estimated. For the restricted mean under weights: Conner et al., 10.1002/sim.8206.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans, arm_means
from stepdown.estimators.m_estimation import influence_through_weights
from stepdown.estimators.weighted_means import require_weight
from stepdown.estimators.weighted_survival_steps import Steps, weighted_steps
from stepdown.estimators.weights import Weights

Summary = Literal["risk", "restricted_mean"]


def weighted_risks(
    time: Any, event: Any, exposure: Any, weights: Weights, day: float, entry: Any = None, cluster: Any = None
) -> ArmMeans:
    """Risk of the event by a day in each group: one minus the weighted Kaplan–Meier curve.

    Parameters
    ----------
    time, event, entry : as for `weighted_kaplan_meier`
    exposure : array of labels, shape (n,)
    weights : Weights of the same n rows
    day : more than 0
    cluster : array of labels, shape (n,), optional; needed where a person has several rows

    Returns
    -------
    ArmMeans

    Raises
    ------
    ValueError
        For invalid input, a group without weight, or a day beyond the last one observed in a
        group while its curve is above 0.
    """

    return _means("risk", time, event, exposure, weights, day, entry, cluster)


def weighted_restricted_means(
    time: Any,
    event: Any,
    exposure: Any,
    weights: Weights,
    horizon: float,
    entry: Any = None,
    cluster: Any = None,
) -> ArmMeans:
    """Mean days free of the event within a horizon in each group: the area under its weighted curve.

    Parameters, returns and errors are those of `weighted_risks`, with the horizon for the day.
    """

    return _means("restricted_mean", time, event, exposure, weights, horizon, entry, cluster)


def by_group(
    summary: Summary,
    time: np.ndarray,
    event: np.ndarray,
    level: np.ndarray,
    total: np.ndarray,
    frequency: np.ndarray,
    horizon: float,
    entry: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Summarize each group's curve.

    Parameters
    ----------
    time, event, entry : as returned by `arrays.survival`
    level : ndarray of int, shape (n,), the group; 0 … k − 1
    total, frequency : ndarrays, shape (n,), weight and number of each row's copies

    Returns
    -------
    estimate : ndarray, shape (k,)
    derivative : ndarray, shape (n, k), of the estimates by each row's total weight
    n : ndarray, shape (k,), people
    """
    if not np.isfinite(horizon) or horizon <= 0:
        raise ValueError("The horizon must be a positive number of days.")
    n_levels = int(level.max()) + 1
    estimate, derivative, n = np.zeros(n_levels), np.zeros((len(time), n_levels)), np.zeros(n_levels)
    for k in range(n_levels):
        rows = np.flatnonzero((level == k) & (total > 0))
        require_weight(np.array([rows.size]))
        begun = None if entry is None else entry[rows]
        steps = weighted_steps(time[rows], event[rows], total[rows], begun)
        if horizon > steps.time[-1] and steps.survival[-1] > 0:
            raise ValueError(
                f"The horizon of {horizon:g} days lies beyond the last day observed in a group, and its curve "
                "has not reached 0 there. Shorten the horizon."
            )
        if summary == "risk":
            survival, height = _survival_at(steps, horizon)
            estimate[k], sign = 1 - survival, -1.0
        else:
            (estimate[k], height), sign = _area(steps, horizon), 1.0
        derivative[rows, k] = sign * steps.derivative(event[rows], height)
        # A person's first row is the one that starts at the beginning; without entry every row is a person.
        n[k] = frequency[rows if entry is None else rows[begun == begun.min()]].sum()
    return estimate, derivative, n


def _means(
    summary: Summary,
    time: Any,
    event: Any,
    exposure: Any,
    weights: Weights,
    horizon: float,
    entry: Any,
    cluster: Any,
) -> ArmMeans:
    time, event, entry = arrays.survival(time, event, entry)
    levels, level = arrays.codes(exposure, "exposure", len(time))
    if len(weights.value) != len(time):
        raise ValueError(f"weights has {len(weights.value)} rows, but {len(time)} are expected.")
    estimate, derivative, n = by_group(
        summary, time, event, level, weights.total, weights.frequency, horizon, entry
    )
    influence = influence_through_weights(derivative, weights)
    return arm_means(levels, n, estimate, influence, weights.frequency, cluster)


def _survival_at(steps: Steps, day: float) -> tuple[float, np.ndarray]:
    """S(day), and S(day) at every step up to it: the height of `Steps.derivative`."""
    within = steps.time <= day
    survival = float(steps.survival[within][-1]) if within.any() else 1.0
    return survival, np.where(within, survival, 0.0)


def _area(steps: Steps, horizon: float) -> tuple[float, np.ndarray]:
    """Area under the curve up to the horizon, and the area left after every step."""
    edges = np.concatenate([[0.0], np.minimum(steps.time, horizon), [horizon]])
    heights = np.concatenate([[1.0], steps.survival])
    rectangles = np.diff(edges) * heights
    left = np.cumsum(rectangles[::-1])[::-1]
    return float(rectangles.sum()), left[1:]
