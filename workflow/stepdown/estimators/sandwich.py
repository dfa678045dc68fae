"""Variances that do not trust the model: the empirical "sandwich" of what each row, or cluster, adds.

Bread × meat × bread. Sources: Huber 1967 and White, 10.2307/1912526 (HC0); MacKinnon and White,
10.1016/0304-4076(85)90158-7 (HC3); Liang and Zeger, 10.1093/biomet/73.1.13 (CR0); Cameron and Miller,
10.3368/jhr.50.2.317 (CR1). Same as R's `sandwich::vcovHC`, and `clubSandwich::vcovCR` of types CR0 and CR1.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays

Variance = Literal["model", "HC0", "HC3", "CR0", "CR1"]
FULL_LEVERAGE = 1 - 1e-9


def sandwich(
    bread: np.ndarray,
    scores: np.ndarray,
    kind: Variance,
    leverage: np.ndarray | None = None,
    frequency: np.ndarray | None = None,
    cluster: Any = None,
) -> tuple[np.ndarray, float]:
    """Robust covariance of coefficients.

    Parameters
    ----------
    bread : ndarray, shape (q, q), inverse information
    scores : ndarray, shape (n, q), what one copy of each row adds to the estimating equations
    kind : HC0 (rows independent), HC3 (the same, each row's residual as if it had been left out: for
        small samples), CR0 (rows of a cluster added up), or CR1 (CR0 × g / (g − 1) for g clusters)
    leverage : ndarray, shape (n,), of one copy of each row; for HC3
    frequency : ndarray, shape (n,), copies of each row
    cluster : array of labels, shape (n,); for CR0 and CR1

    Returns
    -------
    covariance : ndarray, shape (q, q)
    degrees_of_freedom : clusters − 1, infinite without clusters

    Raises
    ------
    ValueError
        If clusters are missing, not asked for, or fewer than two; or a row alone determines a coefficient
        (HC3).
    """
    check(kind, cluster)
    count = np.ones(len(scores)) if frequency is None else frequency
    if kind in ("HC0", "HC3"):
        if kind == "HC3":
            scores = scores / (1 - _seen(leverage, count))[:, np.newaxis]
        return bread @ (scores.T @ (count[:, np.newaxis] * scores)) @ bread, np.inf
    code = arrays.codes(cluster, "cluster", len(scores))[1]
    clusters = int(np.unique(code[count > 0]).size)
    if clusters < 2:
        raise ValueError("A cluster-robust variance needs at least two clusters.")
    sums = np.column_stack([np.bincount(code, count * column) for column in scores.T])
    factor = clusters / (clusters - 1) if kind == "CR1" else 1.0
    return factor * bread @ (sums.T @ sums) @ bread, float(clusters - 1)


def check(kind: str, cluster: Any) -> None:
    """Clusters are given if and only if a variance by clusters is asked for."""
    if kind not in ("model", "HC0", "HC3", "CR0", "CR1"):
        raise ValueError("A variance is one of model, HC0, HC3, CR0 and CR1.")
    if (cluster is not None) != kind.startswith("CR"):
        raise ValueError("Clusters go with the variances CR0 and CR1, and only with them.")


def leverage(design: np.ndarray, weight: np.ndarray, bread: np.ndarray) -> np.ndarray:
    """Diagonal of the hat matrix, w xᵀ (XᵀWX)⁻¹ x, of one copy of each row, shape (n,)."""
    return weight * np.einsum("ij,jk,ik->i", design, bread, design, optimize=True)


def _seen(leverage: np.ndarray | None, count: np.ndarray) -> np.ndarray:
    """HC3 divides by 1 − leverage; a row with leverage 1 has a residual of 0 and tells nothing."""
    if leverage is None:
        raise ValueError("HC3 needs the leverage of each row.")
    alone = int(np.count_nonzero((leverage > FULL_LEVERAGE) & (count > 0)))
    if alone:
        raise ValueError(f"{alone} rows each determine a coefficient alone; a robust variance cannot be had.")
    return np.where(count > 0, leverage, 0.0)
