"""Funnel limits: how far a site of a given size may lie from the target by chance.

Source: Spiegelhalter, 10.1002/sim.1970: exact binomial limits, interpolated between the two counts
that enclose the tail, so that they do not jump with the size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays


@dataclass(frozen=True, eq=False)
class FunnelLimits:
    """Limits for the share of sites of given sizes; shape (k,) each, within 0 and 1."""

    size: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def funnel_limits(size: Any, target: float, tail: float = 0.025) -> FunnelLimits:
    """Limits within which a site's share lies with probability 1 − 2 × tail, if the target is its truth.

    Parameters
    ----------
    size : array, shape (k,), whole numbers of people above 0
    target : share expected of every site, between 0 and 1
    tail : 0.025 for 95 % limits, 0.001 for 99.8 %

    Raises
    ------
    ValueError
        For sizes that are no whole numbers above 0, or a target or tail outside their range.
    """
    size = arrays.numeric(size, "size")
    if np.any(size < 1) or np.any(size != np.floor(size)):
        raise ValueError("Sizes must be whole numbers above 0.")
    if not 0 < target < 1 or not 0 < tail < 0.5:
        raise ValueError("The target lies between 0 and 1, the tail between 0 and one half.")
    return FunnelLimits(size, *(_quantile(size, target, share) for share in (tail, 1 - tail)))


def _quantile(size: np.ndarray, target: float, share: float) -> np.ndarray:
    from scipy.stats import binom

    count = binom.ppf(share, size, target)
    reached, at = binom.cdf(count, size, target), binom.pmf(count, size, target)
    return np.clip((count - (reached - share) / at) / size, 0.0, 1.0)
