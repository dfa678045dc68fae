"""Standardization (the g-formula): mean outcomes, had everybody been in each group.

Sources: Robins, 10.1016/0270-0255(86)90088-6; delta method as in R's `marginaleffects` and Stata's
`margins`. An odds ratio is not the effect of standardization: it does not collapse over covariates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, Protocol

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans, arm_means
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.path import DISCRETE, Path, decide, discrete_covariates
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
    path: str = "auto",
) -> ArmMeans:
    """Predict every person's outcome in each group from a model, and average.

    Parameters
    ----------
    outcome : array, shape (n,), yes/no for a logistic model, a number for a linear one
    exposure : array of labels, shape (n,)
    covariates : array, shape (n, p), or None; or the same, packed
    family : logistic or linear
    own_slopes : whether covariates have slopes of their own in every group
    target : an exposure level to average over its people only; None for everybody
    variance : sandwich (the people are a sample, the model may be misspecified) or delta (the covariates are
        fixed and the model is true)
    frequency : array, shape (n,), optional, how many times each row counts
    cluster : array of labels, shape (n,), optional, for the sandwich only
    path : "auto", or "discrete" (count the people of each cell first) or "dense" to ask for one; see `path`

    Returns
    -------
    ArmMeans
        On the discrete path `influence` has a row a cell.

    Raises
    ------
    ValueError
        For invalid input, a target that nobody had, collinear covariates, a separated outcome, or
        `cluster` with the delta method.
    """
    exposure = np.asarray(exposure)
    if covariates is not None and not isinstance(covariates, Packed):
        covariates = arrays.matrix(covariates, "covariates", len(exposure))
    asked = {
        "no covariates to count by": covariates is None,
        "a linear model": family != "logistic",
        "rows that are counts already": frequency is not None,
        "clusters": cluster is not None,
    }
    chosen, packed = _choose(
        path, covariates, len(exposure), [what for what, holds in asked.items() if holds]
    )
    if packed is not None:
        from stepdown.estimators.discrete.standardization import standardized_means_of_cells

        by_cell = standardized_means_of_cells(outcome, exposure, packed, own_slopes, target, variance)
        return replace(by_cell, path_reason=chosen.reason)
    covariates = covariates.dense() if isinstance(covariates, Packed) else covariates
    levels, level = arrays.codes(exposure, "exposure", len(exposure))
    counts = frequencies(frequency, len(exposure))
    over = counts if target is None else counts * (exposure == target)
    if over.sum() == 0:
        raise ValueError("Nobody had the level whose people the means are for.")
    model = fit_outcome(outcome, level, len(levels), covariates, counts, family, own_slopes)
    means = averaged_means(model, levels, level, counts, over, variance, cluster)
    return replace(means, path=chosen.name, path_reason=chosen.reason)


def _choose(
    path: str, covariates: np.ndarray | Packed | None, n: int, obstacles: list[str]
) -> tuple[Path, Packed | None]:
    """The path, and the covariates that it counts by if it is the discrete one."""
    if obstacles or covariates is None:
        return decide(path, n, obstacles), None
    chosen, packed = discrete_covariates(path, covariates)
    return chosen, packed if chosen.name == DISCRETE else None


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
