"""Augmented weighting against stacked equations in R, and what "doubly robust" promises."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.doubly_robust import augmented_means, cross_fitted_means
from stepdown.estimators.doubly_robust_folds import folds_by_person
from stepdown.estimators.propensity import propensity
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weights import balancing_weights

from .confounded import exposure, known, table
from .oracle import agrees, reference


@pytest.mark.parametrize("case", [case for case in reference("weights_augmented") if case != "made_with"])
def test_agrees_with_stacked_equations_in_r(case):
    outcome, which, target = case.split("_")[:3]
    theirs = reference("weights_augmented")[case]
    ours = augmented_means(
        table()[outcome],
        propensity(exposure(which), known()),
        known()[:, :2],
        "linear" if outcome == "score" else "logistic",
        target=target,
        target_level=1,
        cluster=table()["site"] if case.endswith("site") else None,
    )
    agrees(ours.estimate, theirs["mean"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-6)


def world(seed: int, n: int = 4000) -> tuple[np.ndarray, ...]:
    """Effect 1 in everybody; x confounds, through its square in the outcome and through itself in the exposure."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=n)
    a = (draw.random(n) < 1 / (1 + np.exp(-x))).astype(int)
    return a, x, a + 2 * x + x**2 + draw.normal(size=n)


def wrong(x: np.ndarray) -> np.ndarray:
    """A covariate that leaves out what matters."""
    return np.cos(3 * x)


@pytest.mark.parametrize("right", ["both", "propensity", "outcome"])
def test_one_right_model_is_enough(right):
    a, x, y = world(3)
    square = np.column_stack([x, x**2])
    fitted = propensity(a, wrong(x) if right == "outcome" else x)
    ours = augmented_means(y, fitted, wrong(x) if right == "propensity" else square, "linear").difference(
        1, 0
    )
    assert abs(ours.estimate - 1) < 4 * ours.std_error


def test_two_wrong_models_are_not():
    a, x, y = world(3)
    ours = augmented_means(y, propensity(a, wrong(x)), wrong(x), "linear").difference(1, 0)
    assert ours.lower > 2


def test_augmenting_gains_precision():
    a, x, y = world(8)
    fitted, square = propensity(a, x), np.column_stack([x, x**2])
    plain = weighted_means(y, a, balancing_weights(fitted, "everyone")).difference(1, 0)
    ours = augmented_means(y, fitted, square, "linear").difference(1, 0)
    assert ours.std_error < 0.7 * plain.std_error


def test_cross_fitting_finds_the_effect_and_has_about_the_same_error():
    a, x, y = world(3)
    square = np.column_stack([x, x**2])
    plain = augmented_means(y, propensity(a, square), square, "linear").difference(1, 0)
    ours = cross_fitted_means(y, a, square, "linear", np.arange(len(y)), seed=1).difference(1, 0)
    assert abs(ours.estimate - 1) < 4 * ours.std_error
    assert ours.std_error == pytest.approx(plain.std_error, rel=0.1)
    assert abs(ours.estimate - plain.estimate) < plain.std_error


def test_cross_fitting_does_not_depend_on_the_order_of_rows():
    people, order = np.array([f"p{i}" for i in range(300)]), np.random.default_rng(1).permutation(300)
    one, other = (
        cross_fitted_means(
            table()["use"].to_numpy()[rows],
            exposure("three")[rows],
            known()[rows, :2],
            "logistic",
            people[rows],
            9,
        )
        for rows in (np.arange(300), order)
    )
    agrees(one.estimate, other.estimate, 1e-10)
    agrees(one.covariance, other.covariance, 1e-8)
    # By hand from the definition, for the first level.
    assert one.n.sum() == 300


def test_cross_fitting_by_hand_without_covariates():
    # Propensity and mean of the other fold, group by group.
    y, a = np.array([1.0, 4, 2, 6, 3, 9, 5, 0]), np.array([0, 1, 0, 1, 0, 1, 1, 0])
    ours = cross_fitted_means(y, a, None, "linear", np.arange(8), seed=2, n_folds=2, own_slopes=False)
    fold = folds_by_person(np.arange(8), 2, 2)
    expected = []
    for level in (0, 1):
        mean, weight = np.zeros(8), np.zeros(8)
        for k in (0, 1):
            other = fold != k
            mean[fold == k] = y[other & (a == level)].mean()
            weight[fold == k] = 1 / (a[other] == level).mean()
        own = a == level
        expected.append(mean.mean() + np.average((y - mean)[own], weights=weight[own]))
    assert ours.estimate == pytest.approx(expected, rel=1e-10)


def test_folds_keep_people_together_and_are_even():
    person = np.repeat(np.arange(23), 3)
    fold = folds_by_person(person, 5, 4)
    assert all(len(set(fold[person == one])) == 1 for one in range(23))
    assert sorted(np.bincount(fold[::3])) == [4, 4, 5, 5, 5]
    assert folds_by_person(person, 5, 5).tolist() != fold.tolist()


def test_refuses():
    with pytest.raises(ValueError, match="at least two folds"):
        folds_by_person([1, 2], 1, 0)
    with pytest.raises(ValueError, match="2 people cannot be dealt into 3 folds"):
        folds_by_person([1, 1, 2], 3, 0)
    with pytest.raises(ValueError, match="no maximum"):
        augmented_means(
            [1, 0, 1, 1, 1, 1], propensity([0, 0, 0, 1, 1, 1], None), [1, 2, 4, 1, 2, 5], "logistic"
        )
