"""Random-intercept model: people differ by a constant, their repeated measures scatter around it.

Source: Laird and Ware, 10.2307/2529876 (model, REML); same estimates as R's `nlme::lme`
and `lme4::lmer`. With λ the ratio of the between-person to the residual variance, a person
with m rows has V⁻¹ = I − λ / (1 + m λ) 11'. So the whole likelihood depends on the data through
X'X and, for each m, the sum over people of their row totals' outer products: one search over λ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.random_effects import RandomEffectSums, random_effects_precision
from stepdown.estimators.small_sample import Contrast, JointTest, SmallSample, require_method


@dataclass(frozen=True, eq=False)
class Mixed:
    """A fitted random-intercept model; coefficients in units of the outcome.

    Attributes
    ----------
    coefficients, std_error, p_value : ndarrays of float, shape (p,); two-sided P values
    covariance : ndarray of float, shape (p, p): (X'V⁻¹X)⁻¹, or Kenward and Roger's adjusted one
    between_variance, residual_variance : variances of the intercepts and of single rows
    log_likelihood : restricted log-likelihood
    n, n_people : rows and people
    singular : whether the between-person variance is 0
    converged : always True: a fit that does not converge raises
    small_sample : where intervals, tests and degrees of freedom come from
    path : always "discrete": the sums by number of rows are sufficient, whatever the covariates
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    between_variance: float
    residual_variance: float
    log_likelihood: float
    n: int
    n_people: int
    singular: bool
    converged: bool
    small_sample: SmallSample
    path: str = "discrete"

    def contrast(self, weights: Any) -> Contrast:
        """Estimate Σ weight × coefficient; weights of shape (p,), not all 0 (else ValueError)."""
        return self.small_sample.contrast(self.coefficients, weights)

    def joint_test(self, contrast_matrix: Any) -> JointTest:
        """F test that several linear combinations, the rows of a (k, p) matrix, are all 0."""
        return self.small_sample.joint_test(self.coefficients, contrast_matrix)


def random_intercept(outcome: Any, covariates: Any, person: Any, degrees_of_freedom: str = "normal") -> Mixed:
    """Fit by restricted maximum likelihood.

    Parameters
    ----------
    outcome : array, shape (n,)
    covariates : array, shape (n, p), with the intercept column
    person : array of labels, shape (n,), whose row it is
    degrees_of_freedom : normal, satterthwaite or kenward_roger

    Returns
    -------
    Mixed
        A between-person variance of 0 is a valid estimate.

    Raises
    ------
    ValueError
        For invalid input; collinear covariates; nobody with two rows; no more rows than
        coefficients; or people whose rows do not scatter at all.
    """
    outcome = arrays.numeric(outcome, "outcome")
    design = arrays.matrix(covariates, "covariates", len(outcome))
    arrays.require_independent_columns(design, "covariates")
    require_method(degrees_of_freedom)
    if len(outcome) <= design.shape[1]:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {len(outcome)} rows.")
    labels, code = arrays.codes(person, "person", len(outcome))
    if len(labels) == len(outcome):
        raise ValueError(
            "Nobody has two rows: between-person variance cannot be told from residual variance."
        )

    # Work on what least squares leaves over: small numbers keep their digits.
    start = np.linalg.lstsq(design, outcome, rcond=None)[0]
    residual = outcome - design @ start
    if not residual @ residual > 1e-20 * (outcome @ outcome):
        raise ValueError("The covariates fit the outcome without error: variances cannot be estimated.")
    data = _sums(np.column_stack([design, residual]), code)
    ratio = _best_ratio(data)
    fitted = _profile(data, ratio)
    coefficients = start + fitted.shift
    between = ratio * fitted.residual_variance
    small = random_effects_precision(
        data.random_effects(), np.array([[between]]), fitted.residual_variance, degrees_of_freedom
    )
    return Mixed(
        coefficients=coefficients,
        covariance=small.covariance,
        std_error=np.sqrt(np.diag(small.covariance)),
        p_value=small.p_values(coefficients),
        between_variance=between,
        residual_variance=fitted.residual_variance,
        log_likelihood=-fitted.deviance / 2,
        n=len(outcome),
        n_people=len(labels),
        singular=ratio == 0,
        converged=True,
        small_sample=small,
    )


@dataclass(frozen=True, eq=False)
class _Sums:
    """Sufficient sums of z = [X | y]: over rows, and over people by their number of rows."""

    n: int
    sizes: np.ndarray
    n_people: np.ndarray
    products: np.ndarray
    totals: np.ndarray

    def random_effects(self) -> RandomEffectSums:
        """The same sums as those of one random effect, Z being a column of ones."""
        sizes = self.sizes[:, np.newaxis, np.newaxis]
        return RandomEffectSums(
            self.n,
            self.products,
            sizes.astype(float),
            self.n_people,
            lambda weights: np.tensordot(weights[:, 0, 0], self.totals, axes=1),
        )


def _sums(rows: np.ndarray, code: np.ndarray) -> _Sums:
    totals = np.column_stack([np.bincount(code, column) for column in rows.T])
    size = np.bincount(code)
    sizes, n_people = np.unique(size, return_counts=True)
    by_size = np.stack([totals[size == m].T @ totals[size == m] for m in sizes])
    return _Sums(len(rows), sizes, n_people, rows.T @ rows, by_size)


@dataclass(frozen=True, eq=False)
class _Profile:
    """The restricted likelihood with all but the variance ratio maximised out."""

    deviance: float
    slope: float
    shift: np.ndarray
    inverse: np.ndarray
    residual_variance: float


def _profile(data: _Sums, ratio: float) -> _Profile:
    """Evaluate −2 restricted log-likelihood and its derivative by the variance ratio."""
    spread = 1 + data.sizes * ratio
    weighted = data.products - np.tensordot(ratio / spread, data.totals, axes=1)
    change = -np.tensordot(1 / spread**2, data.totals, axes=1)
    inverse = np.linalg.inv(weighted[:-1, :-1])
    shift = inverse @ weighted[:-1, -1]
    contrast = np.append(-shift, 1.0)
    sum_of_squares = contrast @ weighted @ contrast
    degrees = data.n - len(shift)
    variance = sum_of_squares / degrees
    deviance = degrees * (np.log(2 * np.pi * variance) + 1) + data.n_people @ np.log(spread)
    deviance += np.linalg.slogdet(weighted[:-1, :-1])[1]
    slope = data.n_people @ (data.sizes / spread) + np.sum(inverse * change[:-1, :-1])
    slope += (contrast @ change @ contrast) / variance
    return _Profile(float(deviance), float(slope), shift, inverse, float(variance))


def _best_ratio(data: _Sums) -> float:
    """Find the variance ratio: the best of a wide grid, then the exact zero of the slope beside it."""
    from scipy.optimize import brentq

    grid = np.concatenate([[0.0], np.logspace(-6, 6, 121)])
    best = int(np.argmin([_profile(data, ratio).deviance for ratio in grid]))
    if best == len(grid) - 1:
        raise ValueError("People's rows do not scatter around their own mean: the model cannot be fitted.")
    rising = _profile(data, grid[best]).slope >= 0
    if rising and best == 0:
        return 0.0
    low, high = (grid[best - 1], grid[best]) if rising else (grid[best], grid[best + 1])
    return float(brentq(lambda ratio: _profile(data, ratio).slope, low, high, xtol=1e-300, rtol=1e-14))
