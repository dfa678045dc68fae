"""Risks at a day and restricted means of groups under weights, and what each row adds to them.

The curve is `weighted_survival`'s; the variance is by `m_estimation`, so that it knows that the
weights were estimated. For the restricted mean under weights: Conner et al., 10.1002/sim.8206.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans, arm_means
from stepdown.estimators.m_estimation import influence_through_weights
from stepdown.estimators.weighted_means import require_weight
from stepdown.estimators.weighted_survival_steps import Steps, weighted_steps
from stepdown.estimators.weights import Weights


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

    def risk(steps: Steps, event: np.ndarray) -> tuple[float, np.ndarray]:
        survival, height = _survival_at(steps, day)
        return 1 - survival, -steps.derivative(event, height)

    return _by_group(risk, time, event, exposure, weights, day, entry, cluster)


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

    def area(steps: Steps, event: np.ndarray) -> tuple[float, np.ndarray]:
        total, height = _area(steps, horizon)
        return total, steps.derivative(event, height)

    return _by_group(area, time, event, exposure, weights, horizon, entry, cluster)


def _by_group(
    summary: Callable[[Steps, np.ndarray], tuple[float, np.ndarray]],
    time: Any,
    event: Any,
    exposure: Any,
    weights: Weights,
    horizon: float,
    entry: Any,
    cluster: Any,
) -> ArmMeans:
    if not np.isfinite(horizon) or horizon <= 0:
        raise ValueError("The horizon must be a positive number of days.")
    time, event, entry = arrays.survival(time, event, entry)
    levels, level = arrays.codes(exposure, "exposure", len(time))
    if len(weights.value) != len(time):
        raise ValueError(f"weights has {len(weights.value)} rows, but {len(time)} are expected.")
    estimate, derivative = np.zeros(len(levels)), np.zeros((len(time), len(levels)))
    n = np.zeros(len(levels))
    for k in range(len(levels)):
        rows = np.flatnonzero((level == k) & (weights.total > 0))
        require_weight(np.array([rows.size]))
        begun = None if entry is None else entry[rows]
        steps = weighted_steps(time[rows], event[rows], weights.total[rows], begun)
        if horizon > steps.time[-1] and steps.survival[-1] > 0:
            raise ValueError(
                f"The horizon of {horizon:g} days lies beyond the last day observed in a group, and its curve "
                "has not reached 0 there. Shorten the horizon."
            )
        estimate[k], derivative[rows, k] = summary(steps, event[rows])
        # A person's first row is the one that starts at day 0; without entry every row is a person.
        n[k] = weights.frequency[rows if entry is None else rows[begun == begun.min()]].sum()
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
