"""Generalized linear models by Fisher scoring, with offsets: the common core of the regressions here.

Source: McCullagh and Nelder 1989, section 2.5; same maxima as R's `glm`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stepdown.estimators import arrays

# Fisher scoring needs fewer than 15 steps to a maximum; towards infinity each step moves a predictor by
# about 1, however many there are.
MOST_STEPS = 30
SMALLEST_STEP = 1e-9
# Beyond this a mean is 0 or infinite to a double; no finite maximum lies there.
LARGEST_PREDICTOR = 300.0

NO_MAXIMUM = (
    "The likelihood has no maximum: a covariate, or a combination of them, marks rows in which nothing (or "
    "everything) happened, so that a ratio is 0 or infinite. Merge sparse levels or leave the covariate out."
)


@dataclass(frozen=True)
class Family:
    """A distribution with its link.

    Attributes
    ----------
    mean : predictor → mean
    slope : predictor, mean → derivative of the mean by the predictor
    variance : mean → variance, in units of the dispersion
    log_likelihood : outcome, mean → of each row, up to what does not depend on the mean
    """

    mean: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray, np.ndarray], np.ndarray]
    variance: Callable[[np.ndarray], np.ndarray]
    log_likelihood: Callable[[np.ndarray, np.ndarray], np.ndarray]


def _log_mean(outcome: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """y log μ, 0 where y is 0 (μ may be 0 to a double there)."""
    return np.where(outcome > 0, outcome * np.log(np.where(mean > 0, mean, 1e-300)), 0.0)


GAUSSIAN = Family(
    mean=lambda eta: eta,
    slope=lambda eta, mu: np.ones_like(mu),
    variance=lambda mu: np.ones_like(mu),
    log_likelihood=lambda y, mu: -((y - mu) ** 2) / 2,
)
BINOMIAL = Family(
    mean=lambda eta: 1 / (1 + np.exp(-eta)),
    slope=lambda eta, mu: mu * (1 - mu),
    variance=lambda mu: mu * (1 - mu),
    log_likelihood=lambda y, mu: _log_mean(y, mu) + _log_mean(1 - y, 1 - mu),
)
POISSON = Family(
    mean=np.exp,
    slope=lambda eta, mu: mu,
    variance=lambda mu: mu,
    log_likelihood=lambda y, mu: _log_mean(y, mu) - mu,
)
GAMMA = Family(
    mean=np.exp,
    slope=lambda eta, mu: mu,
    variance=lambda mu: mu**2,
    log_likelihood=lambda y, mu: -y / mu - np.log(mu),
)


def negative_binomial_family(size: float) -> Family:
    """Counts with variance μ + μ²/size and a log link."""
    return Family(
        mean=np.exp,
        slope=lambda eta, mu: mu,
        variance=lambda mu: mu + mu**2 / size,
        log_likelihood=lambda y, mu: _log_mean(y, mu) - (y + size) * np.log(mu + size),
    )


@dataclass(frozen=True, eq=False)
class GeneralizedLinear:
    """A maximum of the likelihood with q coefficients for n rows.

    Attributes
    ----------
    coefficients : ndarray, shape (q,)
    bread : ndarray, shape (q, q), inverse expected information at dispersion 1
    mean : ndarray, shape (n,)
    scores : ndarray, shape (n, q), derivative of one copy of each row's log-likelihood, at dispersion 1
    weight : ndarray, shape (n,), Fisher weights: the information is Σ f w x xᵀ
    pearson : float, Σ f (y − μ)² / V(μ)
    """

    coefficients: np.ndarray
    bread: np.ndarray
    mean: np.ndarray
    scores: np.ndarray
    weight: np.ndarray
    pearson: float


def fit(
    outcome: np.ndarray,
    design: np.ndarray,
    family: Family,
    offset: np.ndarray | float = 0.0,
    frequency: np.ndarray | None = None,
) -> GeneralizedLinear:
    """Maximise the likelihood.

    Parameters
    ----------
    outcome : ndarray, shape (n,), checked by the caller
    design : ndarray, shape (n, q), with its intercept
    family : Family
    offset : added to the predictor, shape (n,)
    frequency : ndarray, shape (n,), how many times each row counts; 0 leaves it out of the fit

    Raises
    ------
    ValueError
        For collinear columns, or a likelihood without a maximum.
    """
    count = np.ones(len(outcome)) if frequency is None else frequency
    counted = count > 0
    arrays.require_independent_columns(design[counted], "covariates (the intercept is column 0)")
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        beta = _maximum(outcome, design, family, offset, count)
    predictor = design @ beta + offset
    mean = family.mean(predictor)
    slope, variance = family.slope(predictor, mean), family.variance(mean)
    weight = slope**2 / variance
    root = np.sqrt(count * weight)[:, np.newaxis] * design
    inverse = np.linalg.inv(np.linalg.qr(root, mode="r"))
    residual = outcome - mean
    return GeneralizedLinear(
        coefficients=beta,
        bread=inverse @ inverse.T,
        mean=mean,
        scores=(residual * slope / variance)[:, np.newaxis] * design,
        weight=weight,
        pearson=float(count @ (residual**2 / variance)),
    )


def _maximum(outcome, design, family, offset, count) -> np.ndarray:
    scale = np.sqrt(np.mean(design**2, axis=0))
    columns = design / np.where(scale > 0, scale, 1.0)
    beta = _start(outcome, columns, family, offset, count)
    reached = _value(beta, outcome, columns, family, offset, count)
    for _ in range(MOST_STEPS):
        step = _fisher_step(beta, outcome, columns, family, offset, count)
        for _ in range(30):
            value = _value(beta + step, outcome, columns, family, offset, count)
            if value >= reached - 1e-9 * abs(reached):
                break
            step = step / 2
        beta, reached = beta + step, value
        moved = np.abs(columns[count > 0] @ step).max()
        if moved < SMALLEST_STEP:
            return beta / np.where(scale > 0, scale, 1.0)
    raise ValueError(NO_MAXIMUM)


def _start(outcome, columns, family, offset, count) -> np.ndarray:
    """Least squares of what the link makes of the outcome, pulled to the overall mean."""
    overall = count @ outcome / count.sum()
    if family is GAUSSIAN:
        working = outcome - offset
    elif family is BINOMIAL:
        pulled = (outcome + overall) / 2
        pulled = np.clip(pulled, 1e-6, 1 - 1e-6)
        working = np.log(pulled / (1 - pulled)) - offset
    else:
        working = np.log(np.maximum((outcome + overall) / 2, 1e-6)) - offset
    root = np.sqrt(count)
    return np.linalg.lstsq(root[:, np.newaxis] * columns, root * working, rcond=None)[0]


def _value(beta, outcome, columns, family, offset, count) -> float:
    predictor = columns @ beta + offset
    if not np.abs(predictor).max() < LARGEST_PREDICTOR and family is not GAUSSIAN:
        return -np.inf
    value = float(count @ family.log_likelihood(outcome, family.mean(predictor)))
    return value if np.isfinite(value) else -np.inf


def _fisher_step(beta, outcome, columns, family, offset, count) -> np.ndarray:
    predictor = columns @ beta + offset
    mean = family.mean(predictor)
    slope, variance = family.slope(predictor, mean), family.variance(mean)
    if not (np.all(slope[count > 0] > 0) and np.isfinite(variance).all()):
        raise ValueError(NO_MAXIMUM)
    root = np.sqrt(count * slope**2 / variance)
    orthonormal, upper = np.linalg.qr(root[:, np.newaxis] * columns)
    pivots = np.abs(np.diag(upper))
    if pivots.min() < 1e-8 * pivots.max():
        raise ValueError(NO_MAXIMUM)
    return np.linalg.solve(upper, orthonormal.T @ (np.sqrt(count / variance) * (outcome - mean)))
