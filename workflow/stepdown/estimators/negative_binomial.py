"""Negative binomial regression: counts that vary more than a Poisson model says.

Variance μ + μ²/size; mean and size are estimated in turn, each by maximum likelihood. Sources: Lawless,
10.2307/3314912; same as R's `MASS::glm.nb`, whose standard errors likewise take the size as known (the
two are independent in large samples).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import generalized_linear
from stepdown.estimators.coefficients import Coefficients, wald
from stepdown.estimators.generalized_linear import negative_binomial_family
from stepdown.estimators.poisson import count_data, covariance_of
from stepdown.estimators.sandwich import Variance, check

# A size this large is a Poisson model to any count that occurs.
LARGEST_SIZE = 1e6
NOT_OVERDISPERSED = "The counts vary no more than a Poisson model says: use Poisson regression."


@dataclass(frozen=True, eq=False)
class NegativeBinomial(Coefficients):
    """A fitted negative binomial model; coefficients are logarithms of rate ratios, the intercept first.

    Attributes
    ----------
    log_likelihood : float
    size, size_std_error : float; the smaller the size, the more counts vary
    """

    log_likelihood: float
    size: float
    size_std_error: float


def negative_binomial(
    count: Any,
    covariates: Any,
    exposure_time: Any = None,
    variance: Variance = "HC0",
    frequency: Any = None,
    cluster: Any = None,
) -> NegativeBinomial:
    """Fit the logarithm of a rate on covariates; parameters and errors as `poisson`.

    Returns
    -------
    NegativeBinomial

    Raises
    ------
    ValueError
        As `poisson`, or counts that vary no more than a Poisson model says.
    """
    check(variance, cluster)
    outcome, design, offset, copies = count_data(count, covariates, exposure_time, frequency)
    fitted = generalized_linear.fit(outcome, design, generalized_linear.POISSON, offset, copies)
    size = np.inf
    for _ in range(100):
        before, size = size, _size(outcome, fitted.mean, copies)
        family = negative_binomial_family(size)
        fitted = generalized_linear.fit(outcome, design, family, offset, copies)
        if abs(size - before) < 1e-11 * size:
            break
    else:
        raise ValueError("The size of the negative binomial did not settle.")
    covariance, degrees = covariance_of(fitted, design, variance, copies, cluster)
    return NegativeBinomial(
        **wald(fitted.coefficients, covariance, degrees),
        variance=variance,
        n=len(outcome),
        log_likelihood=_log_likelihood(outcome, fitted.mean, size, copies),
        size=size,
        size_std_error=float(1 / np.sqrt(_size_information(outcome, fitted.mean, size, copies))),
    )


def _size(outcome: np.ndarray, mean: np.ndarray, copies: np.ndarray) -> float:
    """The size at which the likelihood, means given, is largest: the root of its derivative on a log scale."""
    from scipy.optimize import brentq
    from scipy.special import digamma

    def slope(log_size: float) -> float:
        size = np.exp(log_size)
        own = (
            digamma(outcome + size) - digamma(size) - np.log1p(mean / size) + (mean - outcome) / (mean + size)
        )
        return float(copies @ own) * size

    low, high = np.log(1e-6), np.log(LARGEST_SIZE)
    # Still rising at a huge size: the likelihood is largest where the model is Poisson.
    if not (slope(low) > 0 > slope(high)):
        raise ValueError(NOT_OVERDISPERSED)
    return float(np.exp(brentq(slope, low, high, xtol=1e-13, rtol=1e-14)))


def _size_information(outcome: np.ndarray, mean: np.ndarray, size: float, copies: np.ndarray) -> float:
    """Minus the second derivative of the log-likelihood by the size."""
    from scipy.special import polygamma

    total = mean + size
    own = (
        polygamma(1, outcome + size) - polygamma(1, size) + 1 / size - 2 / total + (outcome + size) / total**2
    )
    return float(-(copies @ own))


def _log_likelihood(outcome: np.ndarray, mean: np.ndarray, size: float, copies: np.ndarray) -> float:
    from scipy.special import gammaln, xlogy

    own = gammaln(outcome + size) - gammaln(size) - gammaln(outcome + 1) - size * np.log1p(mean / size)
    return float(copies @ (own + xlogy(outcome, mean / (mean + size))))
