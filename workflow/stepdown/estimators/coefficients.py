"""Coefficients of a regression with their intervals, however they were estimated.

Source: Wald 1943, 10.1090/S0002-9947-1943-0012401-3 (estimate ± quantile × standard error).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.distributions import student_975, student_tail
from stepdown.estimators.kaplan_meier import Z95


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Fitted coefficients, the intercept first; logarithms of ratios where the link is a logarithm.

    Attributes
    ----------
    coefficients, std_error, lower, upper, p_value : ndarrays of float, shape (1 + p,); 95 % intervals and
        two-sided P values
    covariance : ndarray of float, shape (1 + p, 1 + p)
    degrees_of_freedom : of Student's t behind the intervals; infinite for normal ones
    variance : model, HC0, HC3, CR0 or CR1 (see `sandwich`)
    n : rows
    converged : always True: a fit that does not converge raises
    """

    converged: ClassVar[bool] = True

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    p_value: np.ndarray
    degrees_of_freedom: float
    variance: str
    n: int


def require_error(coefficients: np.ndarray, std_error: np.ndarray) -> None:
    """Raise `ValueError` where a coefficient has no error beyond rounding: a robust variance of 0 is no certainty."""
    if not np.all(std_error > 1e-12 * np.maximum(1.0, np.abs(coefficients))):
        raise ValueError("A coefficient has no error that can be seen: too few rows or clusters vary.")


def wald(
    coefficients: np.ndarray, covariance: np.ndarray, degrees_of_freedom: float = np.inf
) -> dict[str, np.ndarray | float]:
    """Standard errors, 95 % intervals and P values, as the fields of `Coefficients`.

    Raises
    ------
    ValueError
        If a coefficient has no variance that can be seen: a robust variance of 0 is no certainty.
    """
    std_error = np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    require_error(coefficients, std_error)
    quantile = Z95
    p_value = arrays.normal_p_value(coefficients, std_error)
    if np.isfinite(degrees_of_freedom):
        quantile = student_975(degrees_of_freedom)
        p_value = np.array([student_tail(ratio, degrees_of_freedom) for ratio in coefficients / std_error])
    return {
        "coefficients": coefficients,
        "covariance": covariance,
        "std_error": std_error,
        "lower": coefficients - quantile * std_error,
        "upper": coefficients + quantile * std_error,
        "p_value": p_value,
        "degrees_of_freedom": degrees_of_freedom,
    }
