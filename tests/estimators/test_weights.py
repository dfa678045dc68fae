"""Weights: what they balance, their derivatives, and the effects under them against M-estimation in R."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.propensity import propensity
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weights import (
    balancing_weights,
    effective_sample_size,
    known_weights,
    product,
    stabilized,
    tilting,
    truncated,
    within_bounds,
)

from .confounded import exposure, known, table
from .oracle import agrees, reference

TARGETS = ["everyone", "overlap", "matching", "level"]
POSITION = {"two": 1, "three": "outpatient"}


def fitted(which: str, **options):
    return propensity(exposure(which), known(), **options)


def weights_for(which: str, target: str):
    # R's `position` 2: the treated, or the second level in sorted order.
    return balancing_weights(fitted(which), target, POSITION[which])


@pytest.mark.parametrize(
    "case", [case for case in reference("weights_means") if case not in ("made_with", "survey")]
)
def test_means_agree_with_stacked_equations_in_r(case):
    outcome, which, target = case.split("_")[:3]
    theirs, weights = reference("weights_means")[case], weights_for(which, target)
    cluster = table()["site"] if case.endswith("by_site") else None
    ours = weighted_means(table()[outcome], exposure(which), weights, cluster)
    agrees(ours.estimate, theirs["mean"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-7)
    agrees(weights.value.sum(), theirs["weight_sum"], 1e-9)
    _, level = np.unique(exposure(which), return_inverse=True)
    agrees(effective_sample_size(weights.value, level, len(ours.levels)), theirs["effective"], 1e-9)


def test_known_weights_agree_with_survey():
    theirs = reference("weights_means")["survey"]
    known_ones = known_weights(weights_for("two", "everyone").value)
    ours = weighted_means(table()["score"], exposure("two"), known_ones, table()["site"])
    agrees(ours.estimate, theirs["mean"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-9)
    assert ours.degrees_of_freedom == 13


@pytest.mark.parametrize("which", ["two", "three"])
@pytest.mark.parametrize("target", TARGETS)
def test_derivatives_are_those_of_the_weights(which, target):
    # Move one coefficient and look: central differences of the weights themselves.
    start = fitted(which)
    weights = balancing_weights(start, target, POSITION[which])
    for j in (0, 3, weights.gradient.shape[1] - 1):
        moved = [_with_coefficients(start, j, step) for step in (1e-6, -1e-6)]
        up, down = (balancing_weights(one, target, POSITION[which]).value for one in moved)
        np.testing.assert_allclose(weights.gradient[:, j], (up - down) / 2e-6, rtol=1e-5, atol=1e-6)


def _with_coefficients(start, position: int, step: float):
    from dataclasses import replace

    coefficients = start.fit.coefficients.copy()
    coefficients.ravel()[position] += step
    predictor = np.column_stack([np.zeros(len(start.level)), start.fit.design @ coefficients.T])
    odds = np.exp(predictor)
    fit = replace(start.fit, coefficients=coefficients, probability=odds / odds.sum(axis=1, keepdims=True))
    return replace(start, fit=fit)


def test_overlap_weights_balance_every_mean_exactly():
    for column in known().T:
        means = weighted_means(column, exposure("two"), weights_for("two", "overlap"))
        assert means.estimate[1] == pytest.approx(means.estimate[0], abs=1e-9)
        # What cannot differ has no error, so there is nothing to compare.
        with pytest.raises(ValueError, match="nothing varies"):
            means.difference(1, 0)


def test_two_level_weights_are_the_textbook_ones():
    start = fitted("two")
    treated, e = start.level == 1, start.probability[:, 1]
    agrees(balancing_weights(start, "everyone").value, np.where(treated, 1 / e, 1 / (1 - e)), 1e-12)
    agrees(balancing_weights(start, "overlap").value, np.where(treated, 1 - e, e), 1e-12)
    agrees(balancing_weights(start, "level", 1).value, np.where(treated, 1, e / (1 - e)), 1e-12)
    lowest = np.minimum(e, 1 - e)
    agrees(balancing_weights(start, "matching").value, lowest / np.where(treated, e, 1 - e), 1e-12)
    assert tilting(start, "everyone").value == pytest.approx(1)


def test_stabilizing_changes_the_weights_and_no_mean():
    plain = weights_for("three", "everyone")
    stable = stabilized(plain, fitted("three"))
    assert stable.value.mean() == pytest.approx(1, abs=0.05)
    one, other = (weighted_means(table()["score"], exposure("three"), w) for w in (plain, stable))
    agrees(one.estimate, other.estimate, 1e-12)
    agrees(one.covariance, other.covariance, 1e-9)


def test_truncation_and_trimming():
    weights = weights_for("two", "everyone")
    ours = truncated(weights, 0.9)
    bound = np.sort(weights.value)[269]
    agrees(ours.value, np.minimum(weights.value, bound), 1e-15)
    assert np.all(ours.gradient[weights.value > bound] == 0)
    kept = within_bounds(fitted("two"), 0.2)
    e = fitted("two").probability[:, 1]
    assert kept.tolist() == ((e >= 0.2) & (e <= 0.8)).tolist()
    with pytest.raises(ValueError, match=r"between 0.5 and 1"):
        truncated(weights, 1.0)
    with pytest.raises(ValueError, match="nobody could be left"):
        within_bounds(fitted("two"), 0.5)


def test_products_multiply_values_and_differentiate_both_factors():
    one, other = weights_for("two", "overlap"), weights_for("three", "everyone")
    ours = product(one, other)
    agrees(ours.value, one.value * other.value, 1e-15)
    assert ours.gradient.shape[1] == one.gradient.shape[1] + other.gradient.shape[1]


def test_refuses():
    with pytest.raises(ValueError, match="Nobody had the level"):
        balancing_weights(fitted("two"), "level", 2)
    with pytest.raises(ValueError, match="negative; they are in 1 rows"):
        known_weights([1, -1])
    with pytest.raises(ValueError, match="A group has no weight"):
        weighted_means([1, 2, 3], [0, 0, 1], known_weights([1, 1, 0]))
    with pytest.raises(ValueError, match="at least two clusters"):
        weighted_means([1, 2, 3], [0, 0, 1], known_weights([1, 1, 1]), ["a", "a", "a"])
    means = weighted_means([-1, 1, 3], [0, 0, 1], known_weights([1, 1, 1]))
    with pytest.raises(ValueError, match="two means above 0"):
        means.ratio(1, 0)
    with pytest.raises(ValueError, match="no such level"):
        means.difference(1, 2)


def test_effective_sample_size_by_hand():
    # Weights 1, 1, 2: 16 / 6.
    assert effective_sample_size(np.array([1, 1, 2, 5.0]), np.array([0, 0, 0, 1]), 3) == pytest.approx(
        [16 / 6, 1, 0]
    )


def analysed(rows: np.ndarray, target: str, counts: np.ndarray | None = None, names=(0, 1)):
    exposed = np.asarray(names)[exposure("two")[rows]]
    start = propensity(exposed, known()[rows], counts)
    means = weighted_means(
        table()["score"].to_numpy()[rows], exposed, balancing_weights(start, target, names[1])
    )
    difference = means.difference(names[1], names[0])
    return difference.estimate, difference.std_error


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), target=st.sampled_from(TARGETS))
def test_rows_may_come_in_any_order_and_groups_may_have_any_name(seed, target):
    order = np.random.default_rng(seed).permutation(300)
    plain = analysed(np.arange(300), target)
    agrees(analysed(order, target), plain, 1e-8)
    agrees(analysed(order, target, names=("z", "a")), plain, 1e-8)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), target=st.sampled_from(TARGETS))
def test_a_count_of_two_is_a_row_twice(seed, target):
    counts = np.random.default_rng(seed).integers(1, 4, 300)
    counted = analysed(np.arange(300), target, counts)
    agrees(analysed(np.repeat(np.arange(300), counts), target), counted, 1e-8)


def world(seed: int, n: int) -> tuple[np.ndarray, ...]:
    """Half a point of effect in everybody, and one more in the severe, who are treated more often."""
    draw = np.random.default_rng(seed)
    x = (draw.random(n) < 0.4).astype(float)
    a = (draw.random(n) < np.where(x == 1, 0.7, 0.3)).astype(int)
    return a, x, 0.5 * a + a * x + 2 * x + draw.normal(size=n)


# What each target asks: the average of 0.5 + x over it; shares of the severe follow from the tilt.
SEVERE = {"everyone": 0.4, "level": 0.28 / 0.46, "overlap": 0.4, "matching": 0.4}


@pytest.mark.parametrize("target", TARGETS)
def test_finds_a_known_effect_in_its_own_target(target):
    a, x, y = world(7, 20_000)
    start = propensity(a, x)
    ours = weighted_means(y, a, balancing_weights(start, target, 1)).difference(1, 0)
    assert abs(ours.estimate - (0.5 + SEVERE[target])) < 4 * ours.std_error
    naive = weighted_means(y, a, known_weights(np.ones(len(y)))).difference(1, 0)
    assert naive.lower > 1.2
