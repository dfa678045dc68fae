"""Means of several groups that may share people's information, and contrasts between them.

Variances of contrasts from the groups' influence, Stefanski and Boos, 10.1198/000313002753631330; ratios by the delta
method on the log scale, probabilities' intervals on that of the log odds (Agresti 2013, sections 3.1 and 16.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.distributions import student_975, student_tail
from stepdown.estimators.kaplan_meier import Z95
from stepdown.estimators.m_estimation import covariance as covariance_of
from stepdown.estimators.restricted_mean import Difference
from stepdown.estimators.visible_error import joint_error, normal_interval


@dataclass(frozen=True)
class Mean:
    """A group's mean (a risk, a score, days) with its 95 % interval; NaN where nothing varies (see `visible_error`)."""

    estimate: float
    std_error: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Ratio:
    """One mean over another; the standard error is that of its logarithm, P two-sided for a ratio of 1."""

    estimate: float
    std_error: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True, eq=False)
class ArmMeans:
    """Estimated means of k groups.

    Attributes
    ----------
    levels : ndarray, shape (k,)
    n : ndarray, shape (k,), people of each group, unweighted
    estimate : ndarray, shape (k,)
    covariance : ndarray, shape (k, k)
    influence : ndarray, shape (n_rows, k), what one copy of a row adds to each mean
    degrees_of_freedom : clusters − 1, or infinite: intervals are Student's or normal
    path : "discrete" (from counts of cells) or "dense": which computation ran
    converged : always True: a model behind the means that does not converge raises
    path_reason : why that one
    """

    converged: ClassVar[bool] = True

    levels: np.ndarray
    n: np.ndarray
    estimate: np.ndarray
    covariance: np.ndarray
    influence: np.ndarray
    degrees_of_freedom: float
    path: str = "dense"
    path_reason: str = ""

    def mean(self, level: Any, probability: bool = False) -> Mean:
        """One group's mean; a probability's interval is symmetric in its log odds, so it stays within 0 and 1."""
        i = self._position(level)
        estimate, std_error = float(self.estimate[i]), float(np.sqrt(self.covariance[i, i]))
        if probability and 0 < estimate < 1:
            reach = self._quantile() * std_error / (estimate * (1 - estimate))
            odds = estimate / (1 - estimate)
            low, high = odds * np.exp(-reach), odds * np.exp(reach)
            return Mean(estimate, std_error, float(low / (1 + low)), float(high / (1 + high)))
        return Mean(estimate, std_error, *normal_interval(estimate, std_error, self._quantile()))

    def difference(self, level: Any, reference: Any) -> Difference:
        """Mean of `level` minus that of `reference`.

        Raises
        ------
        ValueError
            If one of them is a single person, or nothing varies in either.
        """
        i, j = self._position(level), self._position(reference)
        contrast = self._contrast({i: 1.0, j: -1.0})
        estimate = float(contrast @ self.estimate)
        std_error, p_value = self._error(contrast, estimate, i, j)
        reach = self._quantile() * std_error
        return Difference(estimate, std_error, estimate - reach, estimate + reach, p_value)

    def ratio(self, level: Any, reference: Any) -> Ratio:
        """Mean of `level` over that of `reference`, interval by the delta method on the log scale.

        Raises
        ------
        ValueError
            If either mean is not above 0, and as `difference`.
        """
        i, j = self._position(level), self._position(reference)
        if self.estimate[i] <= 0 or self.estimate[j] <= 0:
            raise ValueError("A ratio needs two means above 0.")
        contrast = self._contrast({i: 1 / self.estimate[i], j: -1 / self.estimate[j]})
        log_ratio = float(np.log(self.estimate[i] / self.estimate[j]))
        std_error, p_value = self._error(contrast, log_ratio, i, j)
        lower, upper = np.exp(log_ratio + np.array([-1, 1]) * self._quantile() * std_error)
        return Ratio(float(np.exp(log_ratio)), std_error, float(lower), float(upper), p_value)

    def _position(self, level: Any) -> int:
        return position_of(self.levels, level)

    def _contrast(self, parts: dict[int, float]) -> np.ndarray:
        contrast = np.zeros(len(self.levels))
        for position, factor in parts.items():
            contrast[position] += factor
        return contrast

    def _error(self, contrast: np.ndarray, estimate: float, *positions: int) -> tuple[float, float]:
        std_error = float(np.sqrt(max(contrast @ self.covariance @ contrast, 0.0)))
        joint_error(estimate, std_error, *(int(self.n[position]) for position in positions))
        if np.isinf(self.degrees_of_freedom):
            return std_error, float(arrays.normal_p_value(estimate, std_error)[0])
        return std_error, student_tail(estimate / std_error, self.degrees_of_freedom)

    def _quantile(self) -> float:
        if np.isinf(self.degrees_of_freedom):
            return Z95
        return student_975(self.degrees_of_freedom)


def position_of(levels: np.ndarray, level: Any) -> int:
    """Where a level stands among those compared; a ValueError if it does not."""
    found = np.flatnonzero(levels == level)
    if found.size == 0:
        raise ValueError("There is no such level among those compared.")
    return int(found[0])


def arm_means(
    levels: np.ndarray,
    n: np.ndarray,
    estimate: np.ndarray,
    influence: np.ndarray,
    frequency: np.ndarray,
    cluster: Any = None,
) -> ArmMeans:
    """Put means together with the covariance that their influence gives."""
    covariance, degrees = covariance_of(influence, frequency, cluster)
    return ArmMeans(levels, n, estimate, covariance, influence, degrees)
