"""Intervals and tests of a model of repeated measures, with degrees of freedom for few people.

Three ways: `normal` (none), `satterthwaite` (Fai and Cornelius, 10.1080/00949659608811740, for
several contrasts at once) and `kenward_roger` (10.2307/2533558), which also widens the covariance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.distributions import chi_square_tail, f_tail, student_975, student_tail
from stepdown.estimators.kenward_roger import scaled_f

DegreesOfFreedom = Literal["normal", "satterthwaite", "kenward_roger"]
METHODS: tuple[str, ...] = ("normal", "satterthwaite", "kenward_roger")


@dataclass(frozen=True)
class Contrast:
    """A linear combination of coefficients, with its 95 % t interval and two-sided P value."""

    estimate: float
    std_error: float
    degrees_of_freedom: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True)
class JointTest:
    """The F test that several linear combinations are all 0; an infinite denominator is a chi-square."""

    statistic: float
    numerator: int
    denominator: float
    p_value: float


@dataclass(frozen=True, eq=False)
class SmallSample:
    """How sure the coefficients are, and how sure that is.

    Attributes
    ----------
    method : normal, satterthwaite or kenward_roger
    covariance : ndarray, shape (p, p), that standard errors come from: Kenward and Roger's adjusted one, or the model's
    model_covariance : ndarray, shape (p, p), Φ = (X'V⁻¹X)⁻¹
    gradient : ndarray, shape (k, p, p), derivative of Φ by each covariance parameter
    parameter_covariance : ndarray, shape (k, k), of the covariance parameters: from the observed information for
        Satterthwaite, from the expected one for Kenward and Roger
    """

    method: DegreesOfFreedom
    covariance: np.ndarray
    model_covariance: np.ndarray
    gradient: np.ndarray
    parameter_covariance: np.ndarray

    def in_units(self, unit: float) -> SmallSample:
        """The same for an outcome measured in a unit so many times smaller."""
        return SmallSample(
            self.method,
            unit**2 * self.covariance,
            unit**2 * self.model_covariance,
            self.gradient,
            unit**4 * self.parameter_covariance,
        )

    def degrees_of_freedom(self, weights: np.ndarray) -> float:
        """Match a chi-square to the contrast's variance v: 2 v² / Var(v)."""
        if self.method == "normal":
            return np.inf
        variance = weights @ self.model_covariance @ weights
        slope = self.gradient @ weights @ weights
        spread = slope @ self.parameter_covariance @ slope
        return float(2 * variance**2 / spread) if spread > 0 else np.inf

    def p_values(self, coefficients: np.ndarray) -> np.ndarray:
        """Two-sided P value of each coefficient."""
        return np.array([self.contrast(coefficients, row).p_value for row in np.eye(len(coefficients))])

    def contrast(self, coefficients: np.ndarray, weights: Any) -> Contrast:
        """Estimate Σ weight × coefficient; weights of shape (p,), not all 0 (else ValueError)."""
        weights = arrays.numeric(weights, "weights", len(coefficients))
        if not weights.any():
            raise ValueError("weights are all 0: there is nothing to estimate.")
        estimate = float(weights @ coefficients)
        std_error = float(np.sqrt(weights @ self.covariance @ weights))
        degrees = self.degrees_of_freedom(weights)
        half_width = student_975(degrees) * std_error
        return Contrast(
            estimate=estimate,
            std_error=std_error,
            degrees_of_freedom=degrees,
            lower=estimate - half_width,
            upper=estimate + half_width,
            p_value=student_tail(estimate / std_error, degrees),
        )

    def joint_test(self, coefficients: np.ndarray, contrast_matrix: Any) -> JointTest:
        """Test that the rows of a (k, p) matrix are all 0.

        Raises
        ------
        ValueError
            For a wrong shape, rows that depend on each other, or too few people for Kenward and Roger's F.
        """
        rows = contrast_rows(contrast_matrix, len(coefficients))
        estimate = rows @ coefficients
        count = len(rows)
        statistic = float(estimate @ np.linalg.solve(rows @ self.covariance @ rows.T, estimate)) / count
        if self.method == "normal":
            return JointTest(statistic, count, np.inf, chi_square_tail(statistic * count, count))
        if self.method == "satterthwaite":
            denominator = self._fai_cornelius(rows)
        else:
            scale, denominator = scaled_f(
                rows, self.model_covariance, self.gradient, self.parameter_covariance
            )
            statistic *= scale
        return JointTest(statistic, count, denominator, f_tail(statistic, count, denominator))

    def _fai_cornelius(self, rows: np.ndarray) -> float:
        """Denominator of the mean of independent t² with degrees of freedom ν each: 2E / (E − k), E = Σ ν / (ν − 2)."""
        _, vectors = np.linalg.eigh(rows @ self.model_covariance @ rows.T)
        degrees = np.array([self.degrees_of_freedom(direction @ rows) for direction in vectors.T])
        if np.ptp(degrees) < 1e-8 * degrees.max():
            return float(degrees.mean())
        if degrees.min() <= 2:
            return 2.0
        expected = float(np.sum(degrees / (degrees - 2)))
        return 2 * expected / (expected - len(degrees))


def contrast_rows(contrast_matrix: Any, n_coefficients: int) -> np.ndarray:
    """Check a matrix of contrasts, one a row."""
    rows = np.atleast_2d(np.asarray(contrast_matrix, dtype=float))
    if rows.shape[1] != n_coefficients:
        raise ValueError(f"A contrast needs {n_coefficients} weights; it has {rows.shape[1]}.")
    arrays.require_independent_columns(rows.T, "contrasts")
    return rows


def require_method(method: str) -> None:
    """Refuse an unknown way to degrees of freedom."""
    if method not in METHODS:
        raise ValueError(f"degrees_of_freedom must be {', '.join(METHODS[:-1])} or {METHODS[-1]}.")
