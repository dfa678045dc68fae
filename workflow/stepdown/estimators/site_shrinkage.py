"""Empirical-Bayes estimates of sites: each drawn towards the mean of all, the more the less it tells.

Sources: DerSimonian and Laird, 10.1016/0197-2456(86)90046-2, and Paule and Mandel 1982 (variance
between sites); Morris, 10.1080/01621459.1983.10477920 (shrinkage and its uncertainty).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.kaplan_meier import Z95


@dataclass(frozen=True, eq=False)
class SiteShrinkage:
    """Estimates of k sites, drawn towards their mean.

    Attributes
    ----------
    mean, mean_std_error : weighted mean of all sites
    between_variance : τ², variance of the sites' true values
    reliability : ndarray, shape (k,), τ² / (τ² + s²), the share of a site's own estimate that is kept
    estimate, std_error, lower, upper : ndarrays, shape (k,); the error counts that of the mean too, not that of τ²
    """

    mean: float
    mean_std_error: float
    between_variance: float
    reliability: np.ndarray
    estimate: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def shrink_sites(estimate: Any, std_error: Any) -> SiteShrinkage:
    """Shrink sites' estimates, such as case-mix-adjusted log odds.

    Parameters
    ----------
    estimate : array, shape (k,)
    std_error : array, shape (k,), above 0

    Raises
    ------
    ValueError
        For invalid input, or fewer than three sites.
    """
    estimate = arrays.numeric(estimate, "estimate")
    variance = arrays.numeric(std_error, "std_error", len(estimate)) ** 2
    if len(estimate) < 3:
        raise ValueError("Shrinkage needs at least three sites: two tell too little about how sites vary.")
    if np.any(variance <= 0):
        raise ValueError("Every site needs a standard error above 0.")
    between = paule_mandel(estimate, variance)
    weights = 1 / (between + variance)
    mean, mean_variance = float(weights @ estimate / weights.sum()), float(1 / weights.sum())
    reliability = between / (between + variance)
    shrunk = mean + reliability * (estimate - mean)
    error = np.sqrt(reliability * variance + (1 - reliability) ** 2 * mean_variance)
    return SiteShrinkage(
        mean,
        float(np.sqrt(mean_variance)),
        between,
        reliability,
        shrunk,
        error,
        shrunk - Z95 * error,
        shrunk + Z95 * error,
    )


def paule_mandel(estimate: np.ndarray, variance: np.ndarray) -> float:
    """Variance between sites at which the weighted squares add up to k − 1; 0 if they never reach it."""
    from scipy.optimize import brentq

    def excess(between: float) -> float:
        weights = 1 / (between + variance)
        mean = weights @ estimate / weights.sum()
        return float(weights @ (estimate - mean) ** 2) - (len(estimate) - 1)

    if excess(0.0) <= 0:
        return 0.0
    high = float(np.var(estimate, ddof=1)) + 1e-300
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-14, rtol=1e-14))
