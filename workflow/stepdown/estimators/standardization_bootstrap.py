"""Standardized means whose intervals come from a bootstrap over people: no formula for the error, and no shape for it.

The outcome model is fitted anew in every replicate. Limits are percentiles, standard errors those of the replicates, P
values of their normal statistic, for a ratio on the log scale. Source: Efron and Tibshirani 1993, chapters 13 and 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import Mean, Ratio, position_of
from stepdown.estimators.bootstrap import bootstrap
from stepdown.estimators.restricted_mean import Difference
from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.standardization_model import Family
from stepdown.estimators.visible_error import joint_error, seen


@dataclass(frozen=True, eq=False)
class BootstrapMeans:
    """Estimated means of k groups, and of them in m replicates.

    Attributes
    ----------
    levels : ndarray, shape (k,)
    n : ndarray, shape (k,), people of each group
    estimate : ndarray, shape (k,)
    replicates : ndarray, shape (m, k)
    n_failed : replicates that could not be estimated
    """

    converged: ClassVar[bool] = True

    levels: np.ndarray
    n: np.ndarray
    estimate: np.ndarray
    replicates: np.ndarray
    n_failed: int

    def mean(self, level: Any, probability: bool = False) -> Mean:
        """One group's mean; percentiles of a probability stay within 0 and 1 by themselves."""
        i = self._position(level)
        estimate, draws = float(self.estimate[i]), self.replicates[:, i]
        error = float(draws.std(ddof=1))
        lower, upper = np.quantile(draws, [0.025, 0.975]) if seen(estimate, error) else (np.nan, np.nan)
        return Mean(estimate, error, float(lower), float(upper))

    def difference(self, level: Any, reference: Any) -> Difference:
        """Mean of `level` minus that of `reference`.

        Raises
        ------
        ValueError
            If one of them is a single person, or nothing varies in either.
        """
        i, j = self._position(level), self._position(reference)
        draws = self.replicates[:, i] - self.replicates[:, j]
        return Difference(*self._compared(float(self.estimate[i] - self.estimate[j]), draws, i, j))

    def ratio(self, level: Any, reference: Any) -> Ratio:
        """Mean of `level` over that of `reference`; the standard error is that of its logarithm.

        Raises
        ------
        ValueError
            If either mean is not above 0, here or in a replicate, and as `difference`.
        """
        i, j = self._position(level), self._position(reference)
        if min(self.estimate[[i, j]].min(), self.replicates[:, [i, j]].min()) <= 0:
            raise ValueError("A ratio needs two means above 0, in every replicate.")
        draws = np.log(self.replicates[:, i]) - np.log(self.replicates[:, j])
        found = self._compared(float(np.log(self.estimate[i] / self.estimate[j])), draws, i, j)
        estimate, error, lower, upper, p_value = found
        return Ratio(float(np.exp(estimate)), error, float(np.exp(lower)), float(np.exp(upper)), p_value)

    def _position(self, level: Any) -> int:
        return position_of(self.levels, level)

    def _compared(
        self, estimate: float, draws: np.ndarray, i: int, j: int
    ) -> tuple[float, float, float, float, float]:
        error = joint_error(estimate, float(draws.std(ddof=1)), int(self.n[i]), int(self.n[j]))
        lower, upper = np.quantile(draws, [0.025, 0.975])
        return estimate, error, float(lower), float(upper), float(arrays.normal_p_value(estimate, error)[0])


def bootstrapped_means(
    outcome: Any,
    exposure: Any,
    covariates: Any,
    family: Family,
    seed: int | np.random.SeedSequence,
    own_slopes: bool = False,
    unit: Any = None,
    n_replicates: int = 500,
) -> BootstrapMeans:
    """Standardized means and their bootstrap.

    Parameters
    ----------
    outcome, exposure, covariates, family, own_slopes : as `standardized_means`
    seed : of the whole bootstrap
    unit : array of labels, shape (n,), who is resampled; every row by itself where it is not given
    n_replicates : 2 or more

    Returns
    -------
    BootstrapMeans

    Raises
    ------
    ValueError
        As `standardized_means`, or if more than 5 % of the replicates cannot be estimated.
    """
    levels, level = arrays.codes(np.asarray(exposure), "exposure", len(exposure))

    def means(frequency: np.ndarray) -> np.ndarray:
        if np.any(np.bincount(level, frequency, len(levels)) == 0):
            raise ValueError("Nobody of a group is in this sample.")
        return standardized_means(
            outcome, exposure, covariates, family, own_slopes, frequency=frequency
        ).estimate

    units = np.arange(len(level)) if unit is None else unit
    found = bootstrap(means, units, seed, n_replicates)
    return BootstrapMeans(
        levels, np.bincount(level, minlength=len(levels)), found.estimate, found.replicates, found.n_failed
    )
