"""Estimators that take counts of people, called on a `World` and a count for each of its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from stepdown.estimators.accelerated_failure_time import accelerated_failure_time
from stepdown.estimators.cox import cox
from stepdown.estimators.doubly_robust import augmented_means
from stepdown.estimators.grouped_hazards import grouped_hazards
from stepdown.estimators.modified_poisson import modified_poisson
from stepdown.estimators.multinomial import multinomial
from stepdown.estimators.negative_binomial import negative_binomial
from stepdown.estimators.poisson import poisson
from stepdown.estimators.propensity import propensity
from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.turnbull import turnbull
from stepdown.estimators.two_part import two_part_means
from stepdown.estimators.weighted_log_rank import weighted_log_rank
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weighted_survival import weighted_kaplan_meier
from stepdown.estimators.weighted_survival_effects import weighted_restricted_means, weighted_risks
from stepdown.estimators.weights import balancing_weights, known_weights

from .regression_calls import contrasts
from .survival_calls import in_quarters
from .worlds import World


def _weighted(world: World, counts: np.ndarray, target: str) -> Any:
    fitted = propensity(world.group, world.covariates, counts)
    return balancing_weights(fitted, target, "clinic" if target == "level" else None)


# name -> the call, and the smallest count it takes.
COUNTED: dict[str, tuple[Callable[[World, np.ndarray], Any], int]] = {
    "cox: breslow": (
        lambda w, c: cox(w.time, w.event, w.covariates, weights=c, ties="breslow").coefficients,
        1,
    ),
    "accelerated_failure_time": (
        lambda w, c: accelerated_failure_time(w.time, w.event, w.covariates, weights=c),
        1,
    ),
    "grouped_hazards": (lambda w, c: grouped_hazards(*in_quarters(w), w.covariates, weights=c), 1),
    "turnbull": (lambda w, c: turnbull(*in_quarters(w), weights=c), 1),
    "weighted_log_rank": (
        lambda w, c: weighted_log_rank(w.time, w.event, w.group, w.strata, counts=c).chi_square,
        1,
    ),
    "weighted_kaplan_meier": (
        lambda w, c: weighted_kaplan_meier(w.time, w.event, c).at([20.0, 40.0, 60.0])[0],
        0,
    ),
    "poisson": (lambda w, c: poisson(w.count, w.covariates, w.time, frequency=c), 0),
    "poisson: clusters": (
        lambda w, c: poisson(w.count, w.covariates, variance="CR1", frequency=c, cluster=w.cluster),
        0,
    ),
    "negative_binomial": (lambda w, c: negative_binomial(w.count, w.covariates, frequency=c), 0),
    "modified_poisson": (lambda w, c: modified_poisson(w.yes, w.covariates, frequency=c), 0),
    "modified_poisson: HC3": (
        lambda w, c: modified_poisson(w.yes, w.covariates, variance="HC3", frequency=c),
        0,
    ),
    "multinomial": (lambda w, c: multinomial(w.cause, w.covariates, frequency=c), 0),
    "propensity": (lambda w, c: propensity(w.group, w.covariates, c).fit.coefficients, 0),
    "standardized_means": (
        lambda w, c: contrasts(standardized_means(w.yes, w.group, w.covariates, "logistic", frequency=c)),
        0,
    ),
    "standardized_means: delta": (
        lambda w, c: contrasts(
            standardized_means(w.scores[:, 0], w.group, w.covariates, "linear", variance="delta", frequency=c)
        ),
        0,
    ),
    "two_part_means": (
        lambda w, c: contrasts(two_part_means(w.cost, w.group, w.covariates, frequency=c)),
        0,
    ),
    "augmented_means": (
        lambda w, c: contrasts(
            augmented_means(w.scores[:, 0], propensity(w.group, w.covariates, c), w.covariates, "linear")
        ),
        0,
    ),
    "weighted_means: everyone": (
        lambda w, c: contrasts(weighted_means(w.yes, w.group, _weighted(w, c, "everyone"))),
        0,
    ),
    "weighted_means: overlap": (
        lambda w, c: contrasts(weighted_means(w.yes, w.group, _weighted(w, c, "overlap"))),
        0,
    ),
    "weighted_means: matching": (
        lambda w, c: contrasts(weighted_means(w.yes, w.group, _weighted(w, c, "matching"))),
        0,
    ),
    "weighted_means: known": (
        lambda w, c: contrasts(weighted_means(w.scores[:, 0], w.group, known_weights(w.weight, c))),
        0,
    ),
    "weighted_risks": (
        lambda w, c: contrasts(weighted_risks(w.time, w.event, w.group, _weighted(w, c, "level"), w.horizon)),
        0,
    ),
    "weighted_restricted_means": (
        lambda w, c: contrasts(
            weighted_restricted_means(w.time, w.event, w.group, known_weights(w.weight, c), w.horizon)
        ),
        0,
    ),
}
