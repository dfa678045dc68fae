"""Standardization (the g-formula): mean outcomes, had everybody been in each group.

Sources: Robins, 10.1016/0270-0255(86)90088-6; delta method as in R's `marginaleffects` and Stata's
`margins`. An odds ratio is not the effect of standardization: it does not collapse over covariates.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans, arm_means
from stepdown.estimators.propensity import frequencies
from stepdown.estimators.standardization_model import Family, fit_outcome


def standardized_means(
    outcome: Any,
    exposure: Any,
    covariates: Any,
    family: Family,
    own_slopes: bool = False,
    target: Any = None,
    variance: Literal["sandwich", "delta"] = "sandwich",
    frequency: Any = None,
    cluster: Any = None,
) -> ArmMeans:
    """Predict every person's outcome in each group from a model, and average.

    Parameters
    ----------
    outcome : array, shape (n,), yes/no for a logistic model, a number for a linear one
    exposure : array of labels, shape (n,)
    covariates : array, shape (n, p), or None
    family : logistic or linear
    own_slopes : whether covariates have slopes of their own in every group
    target : an exposure level to average over its people only; None for everybody
    variance : sandwich (the people are a sample, the model may be misspecified) or delta (the covariates are
        fixed and the model is true)
    frequency : array, shape (n,), optional, how many times each row counts
    cluster : array of labels, shape (n,), optional, for the sandwich only

    Returns
    -------
    ArmMeans

    Raises
    ------
    ValueError
        For invalid input, a target that nobody had, collinear covariates, a separated outcome, or
        `cluster` with the delta method.
    """
    exposure = np.asarray(exposure)
    levels, level = arrays.codes(exposure, "exposure", len(exposure))
    counts = frequencies(frequency, len(exposure))
    over = counts if target is None else counts * (exposure == target)
    if over.sum() == 0:
        raise ValueError("Nobody had the level whose people the means are for.")
    model = fit_outcome(outcome, level, len(levels), covariates, counts, family, own_slopes)
    return averaged_means(model, levels, level, counts, over, variance, cluster)


class Predicts(Protocol):
    """A fitted model of the mean outcome in each group; see `OutcomeModel`."""

    @property
    def covariance(self) -> np.ndarray: ...

    @property
    def influence(self) -> np.ndarray: ...

    def predict(self, level: int) -> tuple[np.ndarray, np.ndarray]: ...


def averaged_means(
    model: Predicts,
    levels: np.ndarray,
    level: np.ndarray,
    counts: np.ndarray,
    over: np.ndarray,
    variance: Literal["sandwich", "delta"],
    cluster: Any,
) -> ArmMeans:
    """Average a model's predictions in each group, with what estimating the model adds to the error.

    Parameters
    ----------
    model : of the n rows
    levels, level : the k groups, and the position of each row's own, shape (n,)
    counts : ndarray, shape (n,), how many times each row counts
    over : ndarray, shape (n,), the same for the rows to average over, 0 elsewhere
    variance, cluster : as `standardized_means`
    """
    if variance == "delta" and cluster is not None:
        raise ValueError("The delta method takes rows as independent: use the sandwich with clusters.")
    share = over / over.sum()
    estimate, own, slopes = np.zeros(len(levels)), np.zeros((len(level), len(levels))), []
    for k in range(len(levels)):
        mean, slope = model.predict(k)
        estimate[k] = share @ mean
        slopes.append(share @ slope)
        # One copy of a row: its own prediction, where the row belongs to the target.
        own[:, k] = (over > 0) / over.sum() * (mean - estimate[k])
    by_coefficient = np.vstack(slopes)
    n = np.bincount(level, counts, len(levels))
    through_model = model.influence @ by_coefficient.T
    if variance == "delta":
        covariance = by_coefficient @ model.covariance @ by_coefficient.T
        return ArmMeans(levels, n, estimate, covariance, through_model, np.inf)
    return arm_means(levels, n, estimate, own + through_model, counts, cluster)
