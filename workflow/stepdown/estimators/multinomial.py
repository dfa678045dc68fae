"""Multinomial logistic regression: odds of each level of an outcome against the first, such as how care ended.

Source: Agresti 2013, section 8.1; same as R's `nnet::multinom`, taken to the maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.categorical_likelihood import fit_levels
from stepdown.estimators.coefficients import wald
from stepdown.estimators.propensity import frequencies
from stepdown.estimators.sandwich import Variance, check, sandwich


@dataclass(frozen=True, eq=False)
class Multinomial:
    """A fitted model of an outcome with k levels; coefficients are log odds ratios against `levels[0]`.

    Attributes
    ----------
    levels : ndarray, shape (k,), the reference first
    coefficients, std_error, lower, upper, p_value : ndarrays, shape (k − 1, 1 + p), a row a level after the
        first, intercepts in column 0
    covariance : ndarray, shape (q, q) with q = (k − 1)(1 + p), level by level
    degrees_of_freedom : clusters − 1 with clusters, else infinite
    variance : model, HC0, CR0 or CR1 (see `sandwich`)
    log_likelihood : float
    n : rows
    n_of_level : ndarray, shape (k,), rows of each level, `frequency` counted
    """

    levels: np.ndarray
    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    p_value: np.ndarray
    degrees_of_freedom: float
    variance: str
    log_likelihood: float
    n: int
    n_of_level: np.ndarray


def multinomial(
    outcome: Any,
    covariates: Any,
    reference: Any = None,
    variance: Variance = "model",
    frequency: Any = None,
    cluster: Any = None,
) -> Multinomial:
    """Fit the log odds of each level on covariates; intercepts are added here.

    Parameters
    ----------
    outcome : array of labels, shape (n,)
    covariates : array, shape (n, p), without an intercept column
    reference : the level that others are compared with; the first in sorted order if not given
    variance : model, HC0, CR0 or CR1
    frequency : array, shape (n,), optional, how many times each row counts
    cluster : array of labels, shape (n,), for CR0 and CR1

    Returns
    -------
    Multinomial

    Raises
    ------
    ValueError
        For invalid input, fewer than two levels, an unknown reference, collinear covariates, or covariates
        that separate the levels.
    """
    check(variance, cluster)
    if variance == "HC3":
        raise ValueError("HC3 is for an outcome of one number a row: ask for HC0 or clusters.")
    outcome = np.asarray(outcome)
    copies = frequencies(frequency, len(outcome))
    labels, code = arrays.codes(outcome, "outcome", len(outcome))
    if len(labels) < 2:
        raise ValueError("The outcome is the same in all rows: odds ratios cannot be estimated.")
    first = 0 if reference is None else _position(labels, reference)
    order = np.array([first, *(k for k in range(len(labels)) if k != first)])
    level = np.argsort(order)[code]
    fitted = fit_levels(level, len(labels), arrays.matrix(covariates, "covariates", len(outcome)), copies)
    covariance, degrees = fitted.covariance, np.inf
    if variance != "model":
        # The influence is bread × score already.
        identity = np.eye(len(covariance))
        covariance, degrees = sandwich(identity, fitted.influence, variance, None, copies, cluster)
    found = wald(fitted.coefficients.ravel(), covariance, degrees)
    shaped = {
        name: value.reshape(fitted.coefficients.shape)
        for name, value in found.items()
        if name not in ("covariance", "degrees_of_freedom")
    }
    return Multinomial(
        levels=labels[order],
        covariance=covariance,
        degrees_of_freedom=degrees,
        variance=variance,
        log_likelihood=fitted.log_likelihood,
        n=len(outcome),
        n_of_level=np.bincount(level, copies, len(labels)),
        **shaped,
    )


def _position(labels: np.ndarray, reference: Any) -> int:
    found = np.flatnonzero(labels == reference)
    if found.size == 0:
        raise ValueError("The reference is not among the levels of the outcome.")
    return int(found[0])
