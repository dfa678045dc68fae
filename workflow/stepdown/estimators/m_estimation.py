"""M-estimation: variances from what each row adds to an estimate.

Stacked estimating equations in closed form: when an estimate T depends on weights w(θ) and θ is
estimated from the same rows, one copy of row i adds w_i ∂T/∂w_i + (Σ_j ∂T/∂w_j ∂w_j/∂θ) θ_i, θ_i
being what it adds to θ. Source: Stefanski and Boos, 10.1198/000313002753631330; for weighted
comparisons Lunceford and Davidian, 10.1002/sim.1903. Sums over clusters: Liang and Zeger,
10.1093/biomet/73.1.13.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.weights import Weights


def influence_through_weights(derivative: np.ndarray, weights: Weights) -> np.ndarray:
    """What one copy of each row adds to estimates that depend on the rows through their weights.

    Parameters
    ----------
    derivative : ndarray, shape (n, k), of each estimate by the total weight of each row
    weights : Weights of the n rows

    Returns
    -------
    ndarray, shape (n, k)
    """
    through = (weights.frequency[:, np.newaxis] * derivative).T @ weights.gradient
    return weights.value[:, np.newaxis] * derivative + weights.influence @ through.T


def covariance(influence: np.ndarray, frequency: np.ndarray, cluster: Any = None) -> tuple[np.ndarray, float]:
    """Covariance of estimates from what the rows add, rows of a cluster added up first.

    Times g / (g − 1) for g clusters (or rows), as in R's `survey`.

    Parameters
    ----------
    influence : ndarray, shape (n, k), per copy of a row
    frequency : ndarray, shape (n,), copies; copies are independent unless a cluster joins them
    cluster : array of labels, shape (n,), optional, such as sites or people

    Returns
    -------
    covariance : ndarray, shape (k, k)
    degrees_of_freedom : float, clusters − 1; infinite without clusters

    Raises
    ------
    ValueError
        With fewer than two clusters, or rows.
    """
    if cluster is None:
        independent = frequency.sum()
        if independent < 2:
            raise ValueError("A variance needs at least two people.")
        return _scaled(influence.T @ (frequency[:, np.newaxis] * influence), independent), np.inf
    code = arrays.codes(cluster, "cluster", len(influence))[1]
    counted = np.unique(code[frequency > 0]).size
    if counted < 2:
        raise ValueError("A cluster-robust variance needs at least two clusters.")
    sums = np.column_stack([np.bincount(code, frequency * column) for column in influence.T])
    return _scaled(sums.T @ sums, counted), float(counted - 1)


def _scaled(cross_product: np.ndarray, independent: float) -> np.ndarray:
    return cross_product * independent / (independent - 1)
