"""Which of several levels: maximum likelihood for the log odds of each level against the first.

With two levels this is logistic regression. Newton's steps on standardized columns, halved when
the likelihood falls. Source: Agresti 2013, section 8.1; same maxima as R's `glm(family =
binomial)` and `nnet::multinom`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from stepdown.estimators import arrays

# On standardized columns Newton needs fewer than 12 steps to a maximum; towards infinity each
# step is about 1 long, however many there are.
MOST_STEPS = 30
SMALLEST_STEP = 1e-9
# Below this share of its largest pivot the information is rounding error, not information.
SINGULAR = 1e-12

SEPARATED = (
    "The likelihood has no maximum: a covariate, or a combination of them, separates the levels, so that "
    "a coefficient is infinite. Merge sparse levels or leave the covariate out."
)


@dataclass(frozen=True, eq=False)
class CategoricalFit:
    """Fitted probabilities of k levels for n rows, and what estimating them adds to a variance.

    Attributes
    ----------
    probability : ndarray, shape (n, k), of each level in each row
    coefficients : ndarray, shape (k − 1, 1 + p), log odds against the first level, intercepts first
    covariance : ndarray, shape (q, q) with q = (k − 1)(1 + p), inverse information, level by level
    influence : ndarray, shape (n, q), what one copy of a row adds to the coefficients (I⁻¹ × score)
    log_likelihood : float
    design : ndarray, shape (n, 1 + p)
    converged : always True: a fit that does not converge raises
    """

    converged: ClassVar[bool] = True

    probability: np.ndarray
    coefficients: np.ndarray
    covariance: np.ndarray
    influence: np.ndarray
    log_likelihood: float
    design: np.ndarray

    def gradient(self, by_probability: np.ndarray) -> np.ndarray:
        """Chain rule: derivatives by the k probabilities, (n, k), to derivatives by the coefficients, (n, q)."""
        mean = np.einsum("ik,ik->i", by_probability, self.probability)
        by_predictor = self.probability * (by_probability - mean[:, np.newaxis])
        return _outer(by_predictor[:, 1:], self.design)


def fit_levels(level: np.ndarray, n_levels: int, covariates: Any, frequency: np.ndarray) -> CategoricalFit:
    """Fit by maximum likelihood.

    Parameters
    ----------
    level : ndarray of int, shape (n,), 0 … n_levels − 1
    n_levels : int, at least 2
    covariates : array, shape (n, p), without an intercept column, or None for the intercept alone
    frequency : ndarray, shape (n,), how many times each row counts; 0 leaves it out of the fit

    Returns
    -------
    CategoricalFit

    Raises
    ------
    ValueError
        For a level that nobody has, collinear covariates, or levels that covariates separate.
    """
    design = _design(covariates, len(level))
    counted = frequency > 0
    if np.any(np.bincount(level[counted], minlength=n_levels) == 0):
        raise ValueError("A level has no rows: its probability cannot be estimated.")
    arrays.require_independent_columns(design[counted], "covariates (the intercept is column 0)")
    centre, scale = design[counted].mean(axis=0), design[counted].std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    standardized = (design - centre) / scale
    indicator = (level[:, np.newaxis] == np.arange(n_levels)).astype(float)
    beta, probability, log_likelihood = _newton(indicator, standardized, frequency)

    # Back to the units of the covariates: an intercept takes up the centring.
    coefficients = beta / scale
    coefficients[:, 0] = beta[:, 0] - (beta[:, 1:] / scale[1:]) @ centre[1:]
    covariance = np.linalg.inv(_information(probability, standardized, frequency))
    back = np.diag(1 / scale)
    back[0, 1:] = -centre[1:] / scale[1:]
    back = np.kron(np.eye(n_levels - 1), back)
    covariance = back @ covariance @ back.T
    scores = _outer((indicator - probability)[:, 1:], design)
    return CategoricalFit(probability, coefficients, covariance, scores @ covariance, log_likelihood, design)


def _design(covariates: Any, n_rows: int) -> np.ndarray:
    if covariates is None:
        return np.ones((n_rows, 1))
    return np.column_stack([np.ones(n_rows), arrays.matrix(covariates, "covariates", n_rows)])


def _newton(
    indicator: np.ndarray, design: np.ndarray, frequency: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    beta = np.zeros((indicator.shape[1] - 1, design.shape[1]))
    share = frequency @ indicator / frequency.sum()
    beta[:, 0] = np.log(share[1:] / share[0])
    probability, log_likelihood = _evaluate(beta, indicator, design, frequency)
    for _ in range(MOST_STEPS):
        residual = frequency[:, np.newaxis] * (indicator - probability)[:, 1:]
        score = (residual.T @ design).ravel()
        step = _solve(_information(probability, design, frequency), score).reshape(beta.shape)
        for _ in range(20):
            probability, reached = _evaluate(beta + step, indicator, design, frequency)
            if reached >= log_likelihood - 1e-9 * abs(log_likelihood):
                break
            step /= 2
        beta, log_likelihood = beta + step, reached
        if np.abs(step).max() < SMALLEST_STEP:
            return beta, probability, log_likelihood
    raise ValueError(SEPARATED)


def _evaluate(
    beta: np.ndarray, indicator: np.ndarray, design: np.ndarray, frequency: np.ndarray
) -> tuple[np.ndarray, float]:
    predictor = np.column_stack([np.zeros(len(design)), design @ beta.T])
    predictor -= predictor.max(axis=1, keepdims=True)
    odds = np.exp(predictor)
    total = odds.sum(axis=1)
    own = np.einsum("ik,ik->i", predictor, indicator)
    return odds / total[:, np.newaxis], float(frequency @ (own - np.log(total)))


def _information(probability: np.ndarray, design: np.ndarray, frequency: np.ndarray) -> np.ndarray:
    """Σ f (diag(e) − e eᵀ) ⊗ x xᵀ over the levels but the first."""
    k, p = probability.shape[1] - 1, design.shape[1]
    information = np.empty((k, p, k, p))
    for j in range(k):
        for m in range(j, k):
            spread = frequency * probability[:, j + 1] * ((j == m) - probability[:, m + 1])
            block = design.T @ (spread[:, np.newaxis] * design)
            information[j, :, m, :] = information[m, :, j, :] = block
    return information.reshape(k * p, k * p)


def _solve(information: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Newton's step; a singular information means that some odds have run to infinity."""
    try:
        pivots = np.diag(np.linalg.cholesky(information)) ** 2
    except np.linalg.LinAlgError:
        raise ValueError(SEPARATED) from None
    if pivots.min() < SINGULAR * pivots.max():
        raise ValueError(SEPARATED)
    return np.linalg.solve(information, score)


def _outer(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Row-wise outer product, (n, a) and (n, b) → (n, a b)."""
    return np.einsum("ia,ib->iab", left, right).reshape(len(left), -1)
