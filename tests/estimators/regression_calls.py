"""Regressions, weights, repeated measures and imputation, called on a `World`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from stepdown.estimators.balance import balance, categorical_difference, overlap
from stepdown.estimators.bootstrap import bootstrap
from stepdown.estimators.discrete.pack import pack_columns
from stepdown.estimators.discrete.standardization import standardized_means_of_cells
from stepdown.estimators.discrete.weighted_curve import weighted_curves
from stepdown.estimators.doubly_robust import augmented_means, cross_fitted_means
from stepdown.estimators.firth import firth
from stepdown.estimators.gee import gee
from stepdown.estimators.imputation import Column, impute
from stepdown.estimators.intraclass_correlation import intraclass_correlation
from stepdown.estimators.linear import linear
from stepdown.estimators.logistic import logistic
from stepdown.estimators.mixed import random_intercept
from stepdown.estimators.mmrm import mmrm
from stepdown.estimators.modified_poisson import modified_poisson
from stepdown.estimators.multinomial import multinomial
from stepdown.estimators.negative_binomial import negative_binomial
from stepdown.estimators.observation_weights import follow_up_weights, observation_weights
from stepdown.estimators.poisson import poisson
from stepdown.estimators.propensity import propensity
from stepdown.estimators.random_slope import random_slope
from stepdown.estimators.reference_based import impute_by_reference
from stepdown.estimators.separation import threatened_columns
from stepdown.estimators.site_shrinkage import shrink_sites
from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.standardization_bootstrap import bootstrapped_means
from stepdown.estimators.two_part import two_part_means
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weighted_survival_effects import weighted_restricted_means, weighted_risks
from stepdown.estimators.weights import balancing_weights, known_weights
from stepdown.estimators.weights_for_censoring import censoring_weights, person_periods

from .worlds import World


def contrasts(means: Any) -> tuple[Any, ...]:
    """All that a reader takes from means of groups: a mean, a difference and, where it exists, a ratio."""
    level, reference = "clinic", "control"
    found = (means.mean(level), means.mean(reference), means.difference(level, reference))
    if np.all(means.estimate > 0):
        found += (means.ratio(level, reference),)
    return found


def long(world: World) -> dict[str, np.ndarray]:
    """One row a person and visit kept."""
    person, visit = np.nonzero(~np.isnan(world.scores))
    design = np.column_stack([np.eye(world.scores.shape[1])[visit], world.covariates[person]])
    return {
        "outcome": world.scores[person, visit],
        "design": design,
        "person": person,
        "visit": visit,
    }


def _weights(world: World, target: str):
    fitted = propensity(world.group, world.covariates)
    return balancing_weights(fitted, target, "clinic" if target == "level" else None)


def _columns(world: World) -> list[Column]:
    outcome = np.where(np.isnan(world.scores[:, 2]), np.nan, world.yes)
    return [
        Column("age", world.covariates[:, 0], "number"),
        Column("score", world.scores[:, 2], "number"),
        Column("outcome", outcome, "category"),
    ]


def _by_site(world: World) -> Any:
    """Shrink the sites' own mean scores."""
    scores = [world.scores[world.cluster == site, 0] for site in np.unique(world.cluster)]
    errors = [one.std(ddof=1) / np.sqrt(len(one)) if len(one) > 1 else 0.0 for one in scores]
    return shrink_sites([one.mean() for one in scores], errors)


def _repeated(fit: Callable[..., Any], *columns: str, **options: Any) -> Callable[[World], Any]:
    def call(world: World) -> Any:
        rows = long(world)
        return fit(rows["outcome"], rows["design"], *(rows[name] for name in columns), **options)

    return call


def _packed(world: World):
    packed = pack_columns(np.round(world.covariates))
    assert packed is not None
    return packed


# As `survival_calls.CALLS`.
CALLS: dict[str, Callable[[World], Any]] = {
    "logistic": lambda w: logistic(w.yes, w.covariates),
    "logistic: clusters": lambda w: logistic(w.yes, w.covariates, variance="CR1", cluster=w.cluster),
    "firth": lambda w: firth(w.yes, w.covariates),
    "threatened_columns": lambda w: threatened_columns(w.yes, w.covariates),
    "linear": lambda w: linear(w.scores[:, 0], w.covariates),
    "linear: model": lambda w: linear(w.scores[:, 0], w.covariates, variance="model"),
    "linear: clusters": lambda w: linear(w.scores[:, 0], w.covariates, variance="CR1", cluster=w.cluster),
    "poisson": lambda w: poisson(w.count, w.covariates),
    "poisson: clusters": lambda w: poisson(
        w.count, w.covariates, w.time + 1, variance="CR1", cluster=w.cluster
    ),
    "negative_binomial": lambda w: negative_binomial(w.count, w.covariates),
    "modified_poisson": lambda w: modified_poisson(w.yes, w.covariates),
    "modified_poisson: clusters": lambda w: modified_poisson(
        w.yes, w.covariates, variance="CR1", cluster=w.cluster
    ),
    "multinomial": lambda w: multinomial(w.cause, w.covariates),
    "two_part_means": lambda w: contrasts(two_part_means(w.cost, w.group, w.covariates)),
    "standardized_means": lambda w: contrasts(standardized_means(w.yes, w.group, w.covariates, "logistic")),
    "bootstrapped_means": lambda w: contrasts(
        bootstrapped_means(w.yes, w.group, w.covariates, "logistic", seed=1, unit=w.cluster, n_replicates=20)
    ),
    "standardized_means: delta": lambda w: contrasts(
        standardized_means(w.yes, w.group, w.covariates, "logistic", own_slopes=True, variance="delta")
    ),
    "standardized_means: linear": lambda w: contrasts(
        standardized_means(w.scores[:, 0], w.group, w.covariates, "linear")
    ),
    "standardized_means: no covariates": lambda w: contrasts(
        standardized_means(w.yes, w.group, None, "logistic")
    ),
    "standardized_means_of_cells": lambda w: contrasts(
        standardized_means_of_cells(w.yes, w.group, _packed(w))
    ),
    "weighted_curves": lambda w: weighted_curves(
        w.time, w.event, w.group == "clinic", _packed(w), n_bootstraps=20, seed=1
    ),
    "propensity": lambda w: propensity(w.group, w.covariates),
    "overlap": lambda w: overlap(propensity(w.group, w.covariates), "clinic"),
    "balance": lambda w: balance(w.covariates, w.group, "clinic", "control"),
    "categorical_difference": lambda w: categorical_difference(w.strata, w.group, "clinic", "control"),
    "weighted_means": lambda w: contrasts(weighted_means(w.yes, w.group, _weights(w, "everyone"))),
    "weighted_means: overlap": lambda w: contrasts(weighted_means(w.yes, w.group, _weights(w, "overlap"))),
    "weighted_means: treated": lambda w: contrasts(
        weighted_means(w.scores[:, 0], w.group, _weights(w, "level"))
    ),
    "weighted_means: matching": lambda w: contrasts(
        weighted_means(w.yes, w.group, _weights(w, "matching"), cluster=w.cluster)
    ),
    "weighted_means: known": lambda w: contrasts(weighted_means(w.yes, w.group, known_weights(w.weight))),
    "weighted_risks": lambda w: contrasts(
        weighted_risks(w.time, w.event, w.group, _weights(w, "everyone"), w.horizon)
    ),
    "weighted_restricted_means": lambda w: contrasts(
        weighted_restricted_means(w.time, w.event, w.group, _weights(w, "everyone"), w.horizon)
    ),
    "augmented_means": lambda w: contrasts(
        augmented_means(w.yes, propensity(w.group, w.covariates), w.covariates, "logistic", own_slopes=False)
    ),
    "cross_fitted_means": lambda w: contrasts(
        cross_fitted_means(
            w.yes,
            w.group,
            w.covariates,
            "logistic",
            np.arange(len(w.yes)),
            seed=1,
            n_folds=2,
            own_slopes=False,
        )
    ),
    "observation_weights": lambda w: observation_weights(np.isfinite(w.scores[:, 2]), w.covariates),
    "follow_up_weights": lambda w: follow_up_weights(w.time, w.event, w.covariates, w.horizon),
    "censoring_weights": lambda w: censoring_weights(
        periods := person_periods(w.time, w.event, [w.horizon * 1.25, w.horizon * 2.5]),
        w.scores[periods.person, 0],
    ),
    "gee": _repeated(gee, "person", family="gaussian"),
    "gee: ar1": lambda w: gee(
        long(w)["outcome"], long(w)["design"], long(w)["person"], "gaussian", "ar1", wave=long(w)["visit"]
    ),
    "gee: binomial": lambda w: gee(
        w.yes, np.column_stack([np.ones(len(w.yes)), w.covariates]), w.cluster, "binomial"
    ),
    "random_intercept": _repeated(random_intercept, "person", degrees_of_freedom="kenward_roger"),
    "random_slope": _repeated(random_slope, "person", "visit", degrees_of_freedom="satterthwaite"),
    "mmrm": _repeated(mmrm, "person", "visit"),
    "mmrm: toeplitz": _repeated(mmrm, "person", "visit", covariance="toeplitz"),
    "mmrm: ar1": _repeated(mmrm, "person", "visit", covariance="ar1", degrees_of_freedom="kenward_roger"),
    "impute": lambda w: impute(_columns(w), seed=1, n_imputations=2, n_cycles=4),
    "impute_by_reference": lambda w: impute_by_reference(
        w.scores, w.group, "control", "jump_to_reference", seed=1, n_imputations=2
    ),
    "intraclass_correlation": lambda w: intraclass_correlation(w.scores[:, 0], w.cluster),
    "shrink_sites": _by_site,
    "bootstrap": lambda w: bootstrap(
        lambda frequency: poisson(w.count, w.covariates, frequency=frequency).coefficients,
        w.cluster,
        seed=1,
        n_replicates=20,
    ),
}
