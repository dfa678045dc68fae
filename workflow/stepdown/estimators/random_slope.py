"""Random-slope model: people differ by a constant and by a slope in time, their rows scatter around both.

Source: Laird and Ware, 10.2307/2529876 (model, REML); same estimates as R's `lme4::lmer` with (1 + time | person).
With Z = [1, time] of one person, the covariance of the person's rows is σ² (I + ZΛΛ'Z') with Λ lower
triangular, and its inverse needs of Z only Z'Z. So people who were seen at the same times share all but
their sums Z'[X | y], and the cross-products of those, added up within each pattern of times, are all
that the likelihood needs (the discrete path). Where patterns are as many as people, the sums are
kept for each person (the dense path).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.path import DENSE, DISCRETE, Path
from stepdown.estimators.random_effects import RandomEffectSums, random_effects_precision
from stepdown.estimators.random_slope_likelihood import RandomSlopeData, evaluate, random_slope_data
from stepdown.estimators.random_slope_search import best_factor
from stepdown.estimators.small_sample import Contrast, JointTest, SmallSample, require_method

# Fewer people than this to a pattern of times, and summing by pattern saves nothing.
PEOPLE_A_PATTERN = 4
# A standard deviation of less than this share of the residual one is 0.
SINGULAR = 1e-4


@dataclass(frozen=True, eq=False)
class RandomSlope:
    """A fitted random-slope model; coefficients in units of the outcome.

    Attributes
    ----------
    coefficients, std_error, p_value : ndarrays of float, shape (p,); two-sided P values
    covariance : ndarray of float, shape (p, p): (X'V⁻¹X)⁻¹, or Kenward and Roger's adjusted one
    between_covariance : ndarray of float, shape (2, 2), of people's constants and slopes
    residual_variance : float
    log_likelihood : restricted log-likelihood
    n, n_people : rows and people
    singular : whether the constants or the slopes do not vary, or are tied to each other
    converged : always True: a fit that does not converge raises
    path : "discrete" (sums by pattern of times) or "dense" (sums by person): which computation ran
    path_reason : why that one
    small_sample : where intervals, tests and degrees of freedom come from
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    between_covariance: np.ndarray
    residual_variance: float
    log_likelihood: float
    n: int
    n_people: int
    singular: bool
    converged: bool
    path: str
    path_reason: str
    small_sample: SmallSample

    def contrast(self, weights: Any) -> Contrast:
        """Estimate Σ weight × coefficient; weights of shape (p,), not all 0 (else ValueError)."""
        return self.small_sample.contrast(self.coefficients, weights)

    def joint_test(self, contrast_matrix: Any) -> JointTest:
        """F test that several linear combinations, the rows of a (k, p) matrix, are all 0."""
        return self.small_sample.joint_test(self.coefficients, contrast_matrix)


def random_slope(
    outcome: Any,
    covariates: Any,
    person: Any,
    time: Any,
    path: str = "auto",
    degrees_of_freedom: str = "normal",
) -> RandomSlope:
    """Fit by restricted maximum likelihood.

    Parameters
    ----------
    outcome : array, shape (n,)
    covariates : array, shape (n, p), with the intercept column and, as a rule, the time
    person : array of labels, shape (n,), whose row it is
    time : array, shape (n,), in any unit; slopes are per unit
    path : "auto", or "discrete" or "dense" to ask for one
    degrees_of_freedom : normal, satterthwaite or kenward_roger

    Returns
    -------
    RandomSlope

    Raises
    ------
    ValueError
        For invalid input; collinear covariates; a time that does not vary; nobody with three rows; no more
        rows than coefficients; or a likelihood without a maximum.
    """
    outcome = arrays.numeric(outcome, "outcome")
    n = len(outcome)
    design = arrays.matrix(covariates, "covariates", n)
    time = arrays.numeric(time, "time", n)
    arrays.require_independent_columns(design, "covariates")
    require_method(degrees_of_freedom)
    if n <= design.shape[1]:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {n} rows.")
    labels, code = arrays.codes(person, "person", n)
    centre, spread = time.mean(), time.std()
    if not spread > 1e-12 * (1 + abs(centre)):
        raise ValueError("time does not vary: slopes cannot be estimated.")
    if np.bincount(code).max() < 3:
        raise ValueError("Nobody has three rows: slopes cannot be told from residual variance.")

    # Work on what least squares leaves over, and in units of spread: small numbers keep their digits.
    start = np.linalg.lstsq(design, outcome, rcond=None)[0]
    residual = outcome - design @ start
    unit = float(np.sqrt(residual @ residual / n))
    if not unit > 1e-10 * np.sqrt(outcome @ outcome / n):
        raise ValueError("The covariates fit the outcome without error: variances cannot be estimated.")
    data = random_slope_data(np.column_stack([design, residual / unit]), code, (time - centre) / spread)
    chosen = _choose(path, data)
    if chosen.name == DISCRETE:
        data = data.by_pattern()
    parameters = best_factor(data)
    fitted = evaluate(data, parameters)

    # Back from (time − centre) / spread to time.
    factor = np.array([[parameters[0], 0.0], [parameters[1], parameters[2]]])
    to_time = np.array([[1.0, -centre / spread], [0.0, 1 / spread]])
    residual_variance = unit**2 * fitted.residual_variance
    sums = RandomEffectSums(n, data.products, data.times, data.pattern_size, data.folded)
    between = fitted.residual_variance * factor @ factor.T
    small = random_effects_precision(sums, between, fitted.residual_variance, degrees_of_freedom).in_units(
        unit
    )
    coefficients = start + unit * fitted.shift
    return RandomSlope(
        coefficients=coefficients,
        covariance=small.covariance,
        std_error=np.sqrt(np.diag(small.covariance)),
        p_value=small.p_values(coefficients),
        between_covariance=residual_variance * to_time @ factor @ factor.T @ to_time.T,
        residual_variance=residual_variance,
        log_likelihood=-(fitted.deviance + (n - design.shape[1]) * np.log(unit**2)) / 2,
        n=n,
        n_people=len(labels),
        singular=bool(np.abs(parameters[[0, 2]]).min() < SINGULAR),
        converged=True,
        path=chosen.name,
        path_reason=chosen.reason,
        small_sample=small,
    )


def _choose(path: str, data: RandomSlopeData) -> Path:
    if path in (DISCRETE, DENSE):
        return Path(path, "asked for")
    if path != "auto":
        raise ValueError(f"path must be auto, {DISCRETE} or {DENSE}; it is {path!r}.")
    n_patterns = len(data.pattern_size)
    if n_patterns * PEOPLE_A_PATTERN <= len(data.pattern):
        return Path(DISCRETE, f"{n_patterns:,} patterns of times")
    return Path(DENSE, "nearly as many patterns of times as people")
