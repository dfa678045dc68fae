"""Weighted means and risks of groups, with the estimation of the weights in their variance.

Source: Lunceford and Davidian, 10.1002/sim.1903 (each group's weights sum to 1); variance by
`m_estimation`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans, arm_means
from stepdown.estimators.m_estimation import influence_through_weights
from stepdown.estimators.weights import Weights


def weighted_means(outcome: Any, exposure: Any, weights: Weights, cluster: Any = None) -> ArmMeans:
    """Mean outcome of each group under weights; of a yes/no outcome the risk.

    Parameters
    ----------
    outcome : array, shape (n,), a number or a yes/no of each person
    exposure : array of labels, shape (n,)
    weights : Weights of the same n people
    cluster : array of labels, shape (n,), optional, such as sites or people

    Returns
    -------
    ArmMeans
        Differences and ratios come from its methods.

    Raises
    ------
    ValueError
        For invalid input, a group without weight, or fewer than two people or clusters.
    """
    outcome = arrays.numeric(outcome, "outcome", len(weights.value))
    levels, level = arrays.codes(exposure, "exposure", len(outcome))
    indicator = (level[:, np.newaxis] == np.arange(len(levels))).astype(float)
    total = weights.total @ indicator
    require_weight(total)
    estimate = (weights.total * outcome) @ indicator / total
    derivative = indicator * (outcome[:, np.newaxis] - estimate) / total
    influence = influence_through_weights(derivative, weights)
    n = weights.frequency @ indicator
    return arm_means(levels, n, estimate, influence, weights.frequency, cluster)


def require_weight(total: np.ndarray) -> None:
    """Refuse groups in which nobody has any weight."""
    if np.any(total <= 0):
        raise ValueError("A group has no weight: nobody in it can stand for the others.")
