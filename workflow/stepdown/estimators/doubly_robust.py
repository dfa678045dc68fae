"""Augmented weighting: right when either the propensity or the outcome model is right.

Each group's mean is the average prediction in the target population plus the weighted average
error of the predictions in the group. Sources: Robins, Rotnitzky and Zhao,
10.1080/01621459.1994.10476818; other targets than everybody: Mao, Li and Greene,
10.1177/0962280218781171; cross-fitting: Chernozhukov et al., 10.1111/ectj.12097.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.arm_means import ArmMeans, arm_means
from stepdown.estimators.doubly_robust_folds import folds_by_person
from stepdown.estimators.m_estimation import influence_through_weights
from stepdown.estimators.propensity import Propensity, frequencies, propensity
from stepdown.estimators.standardization_model import Family, fit_outcome
from stepdown.estimators.weighted_means import require_weight
from stepdown.estimators.weights import Target, Weights, balancing_weights, known_weights, tilting


def augmented_means(
    outcome: Any,
    fitted: Propensity,
    covariates: Any,
    family: Family,
    own_slopes: bool = True,
    target: Target = "everyone",
    target_level: Any = None,
    cluster: Any = None,
) -> ArmMeans:
    """Augmented weighted mean of each group, both models fitted in everybody.

    The variance stacks the equations of both models, so that it holds if either is right.

    Parameters
    ----------
    outcome : array, shape (n,), yes/no for a logistic outcome model, a number for a linear one
    fitted : Propensity of the same n people
    covariates : array, shape (n, p), of the outcome model
    own_slopes : whether covariates have slopes of their own in every group
    target, target_level : as for `weights.tilting`
    cluster : array of labels, shape (n,), optional

    Returns
    -------
    ArmMeans

    Raises
    ------
    ValueError
        As `fit_outcome` and `tilting`.
    """
    counts, n_levels = fitted.frequency, len(fitted.levels)
    tilt, weights = tilting(fitted, target, target_level), balancing_weights(fitted, target, target_level)
    model = fit_outcome(outcome, fitted.level, n_levels, covariates, counts, family, own_slopes)
    predicted, slopes = zip(*(model.predict(k) for k in range(n_levels)), strict=True)
    estimate, influence = _augmented(
        np.asarray(outcome, float), fitted.level, np.column_stack(predicted), tilt, weights
    )
    for k, slope in enumerate(slopes):
        in_group = weights.total * (fitted.level == k)
        through_model = tilt.total @ slope / tilt.total.sum() - in_group @ slope / in_group.sum()
        influence[:, k] += model.influence @ through_model
    n = np.bincount(fitted.level, counts, n_levels)
    return arm_means(fitted.levels, n, estimate, influence, counts, cluster)


def cross_fitted_means(
    outcome: Any,
    exposure: Any,
    covariates: Any,
    family: Family,
    person: Any,
    seed: int,
    n_folds: int = 5,
    own_slopes: bool = True,
    frequency: Any = None,
    cluster: Any = None,
) -> ArmMeans:
    """Augmented inverse-probability-weighted mean of each group, every person predicted from the other folds.

    The effect is that in everybody; the variance is that of the efficient influence function.

    Parameters
    ----------
    outcome, exposure, covariates, family, own_slopes, frequency, cluster : as for `augmented_means` and
        `propensity`; the covariates are those of both models
    person : array of labels, shape (n,); the rows of a person stay in one fold
    seed : decides with the labels which fold a person is in, whatever the order of rows
    n_folds : 2 or more

    Returns
    -------
    ArmMeans

    Raises
    ------
    ValueError
        As `propensity` and `fit_outcome`, in any of the folds, or for more folds than people.
    """
    exposure = np.asarray(exposure)
    levels, level = arrays.codes(exposure, "exposure", len(exposure))
    counts = frequencies(frequency, len(exposure))
    fold = folds_by_person(person, n_folds, seed)
    predicted, inverse = np.zeros((len(level), len(levels))), np.zeros(len(level))
    for held_out in range(n_folds):
        others, here = counts * (fold != held_out), fold == held_out
        model = fit_outcome(outcome, level, len(levels), covariates, others, family, own_slopes)
        predicted[here] = np.column_stack([model.predict(k)[0][here] for k in range(len(levels))])
        inverse[here] = 1 / propensity(exposure, covariates, others).own[here]
    everyone, weights = known_weights(np.ones(len(level)), counts), known_weights(inverse, counts)
    estimate, influence = _augmented(np.asarray(outcome, float), level, predicted, everyone, weights)
    n = np.bincount(level, counts, len(levels))
    return arm_means(levels, n, estimate, influence, counts, cluster)


def _augmented(
    outcome: np.ndarray, level: np.ndarray, predicted: np.ndarray, tilt: Weights, weights: Weights
) -> tuple[np.ndarray, np.ndarray]:
    """Average prediction under the tilt plus average error under the weights, and their influence, (n, k)."""
    indicator = (level[:, np.newaxis] == np.arange(predicted.shape[1])).astype(float)
    total, in_group = tilt.total.sum(), weights.total @ indicator
    require_weight(in_group)
    average = tilt.total @ predicted / total
    error = outcome[:, np.newaxis] - predicted
    average_error = weights.total @ (indicator * error) / in_group
    influence = influence_through_weights((predicted - average) / total, tilt)
    influence += influence_through_weights(indicator * (error - average_error) / in_group, weights)
    return average + average_error, influence
