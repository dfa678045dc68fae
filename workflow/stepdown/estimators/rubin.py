"""Rubin's rules: one estimate from those of several imputed sets of data.

Sources: Rubin 1987, 10.1002/9780470316696, chapter 3 (variance); Barnard and Rubin,
10.1093/biomet/86.4.948 (degrees of freedom); same numbers as R's `mice::pool.scalar`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans, Mean, Ratio
from stepdown.estimators.distributions import student_975, student_tail
from stepdown.estimators.restricted_mean import Difference


@dataclass(frozen=True)
class Pooled:
    """An estimate pooled over m imputed sets.

    Attributes
    ----------
    estimate : mean of the sets' estimates
    std_error : root of the total variance T = W + (1 + 1/m) B
    lower, upper, p_value : Student's 95 % interval, and two-sided P for no effect
    within, between : W, mean variance of the sets, and B, variance of their estimates
    degrees_of_freedom : Barnard and Rubin's; infinite when nothing was imputed and the complete data's are
    missing_information : fraction of the information that is missing
    """

    estimate: float
    std_error: float
    lower: float
    upper: float
    p_value: float
    within: float
    between: float
    degrees_of_freedom: float
    missing_information: float


def pool(estimates: Any, variances: Any, complete_df: float = np.inf) -> Pooled:
    """Pool estimates that are about normal: means, differences, coefficients, logarithms of ratios.

    Parameters
    ----------
    estimates, variances : arrays, shape (m,), m of 2 or more: each set's estimate and its variance
    complete_df : degrees of freedom had nothing been missing

    Returns
    -------
    Pooled

    Raises
    ------
    ValueError
        For unequal or missing input, fewer than 2 sets, a negative variance, or no variance in any set.
    """
    found = arrays.numeric(estimates, "estimates")
    m = len(found)
    spread = arrays.numeric(variances, "variances", m)
    if m < 2:
        raise ValueError("Pooling needs at least two imputed sets.")
    if (spread < 0).any():
        raise ValueError(f"variances are negative in {int((spread < 0).sum())} sets.")
    if not complete_df > 0:
        raise ValueError("There are no degrees of freedom to pool with.")
    within, between = float(spread.mean()), float(found.var(ddof=1))
    if within == 0:
        raise ValueError("No imputed set gives a standard error.")
    extra = (1 + 1 / m) * between
    total = within + extra
    degrees = _barnard_rubin(m, extra / total, complete_df)
    increase = extra / within
    estimate, std_error = float(found.mean()), float(np.sqrt(total))
    reach = student_975(degrees) * std_error
    return Pooled(
        estimate=estimate,
        std_error=std_error,
        lower=estimate - reach,
        upper=estimate + reach,
        p_value=student_tail(estimate / std_error, degrees),
        within=within,
        between=between,
        degrees_of_freedom=degrees,
        missing_information=(increase + 2 / (degrees + 3)) / (1 + increase),
    )


def pool_ratio(log_ratios: Any, variances: Any, complete_df: float = np.inf) -> Ratio:
    """Pool ratios on the log scale; takes their logarithms and the variances of these, as `pool` does."""
    found = pool(log_ratios, variances, complete_df)
    ratio, lower, upper = np.exp([found.estimate, found.lower, found.upper])
    return Ratio(float(ratio), found.std_error, float(lower), float(upper), found.p_value)


def _barnard_rubin(m: int, share: float, complete_df: float) -> float:
    """Degrees of freedom; `share` is λ, the part of the variance that is due to what is missing."""
    observed = (
        np.inf if np.isinf(complete_df) else (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    )
    between = (m - 1) / share**2 if share > 0 else np.inf
    if np.isinf(between) or np.isinf(observed):
        return float(min(between, observed))
    return float(between * observed / (between + observed))


@dataclass(frozen=True, eq=False)
class PooledMeans:
    """Means of several groups in m imputed sets, pooled contrast by contrast; read like `ArmMeans`.

    Attributes
    ----------
    levels : ndarray, shape (k,)
    n : ndarray, shape (k,), people of each group
    sets : the means in each imputed set
    complete_df : degrees of freedom had nothing been missing
    """

    levels: np.ndarray
    n: np.ndarray
    sets: tuple[ArmMeans, ...]
    complete_df: float

    def mean(self, level: Any, probability: bool = False) -> Mean:
        """One group's mean; a probability's interval is symmetric in its log odds, so it stays within 0 and 1."""
        found = [one.mean(level) for one in self.sets]
        pooled = self._pool([one.estimate for one in found], [one.std_error for one in found])
        if not (probability and 0 < pooled.estimate < 1):
            return Mean(pooled.estimate, pooled.std_error, pooled.lower, pooled.upper)
        centre = np.log(pooled.estimate / (1 - pooled.estimate))
        reach = (pooled.upper - pooled.estimate) / (pooled.estimate * (1 - pooled.estimate))
        lower, upper = (float(1 / (1 + np.exp(-end))) for end in (centre - reach, centre + reach))
        return Mean(pooled.estimate, pooled.std_error, lower, upper)

    def difference(self, level: Any, reference: Any) -> Difference:
        """Mean of `level` minus that of `reference`."""
        found = [one.difference(level, reference) for one in self.sets]
        pooled = self._pool([one.estimate for one in found], [one.std_error for one in found])
        return Difference(pooled.estimate, pooled.std_error, pooled.lower, pooled.upper, pooled.p_value)

    def ratio(self, level: Any, reference: Any) -> Ratio:
        """Mean of `level` over that of `reference`, pooled on the log scale.

        Raises
        ------
        ValueError
            If either mean is not above 0 in every set.
        """
        found = [one.ratio(level, reference) for one in self.sets]
        variances = np.square([one.std_error for one in found])
        return pool_ratio(np.log([one.estimate for one in found]), variances, self.complete_df)

    def _pool(self, estimates: Sequence[float], errors: Sequence[float]) -> Pooled:
        return pool(estimates, np.square(errors), self.complete_df)


def pool_means(sets: Sequence[ArmMeans], complete_df: float = np.inf) -> PooledMeans:
    """Put the means of the imputed sets together; all have the same groups."""
    return PooledMeans(sets[0].levels, sets[0].n, tuple(sets), complete_df)
