"""Standardized means against stacked equations in R, by hand, and against a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.standardization import standardized_means

from .confounded import exposure, known, table
from .oracle import agrees, reference

CASES = {
    "use_two": ("use", "two", {"family": "logistic"}),
    "use_two_own_slopes": ("use", "two", {"family": "logistic", "own_slopes": True, "cluster": "site"}),
    "use_three_treated": ("use", "three", {"family": "logistic", "target": "residential"}),
    "score_three": ("score", "three", {"family": "linear", "own_slopes": True}),
}


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    outcome, which, options = CASES[case]
    theirs = reference("weights_standardization")[case]
    cluster = {"cluster": table()["site"]} if "cluster" in options else {}
    ours = standardized_means(table()[outcome], exposure(which), known(), **(options | cluster))
    agrees(ours.estimate, theirs["mean"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-6)
    options = {name: value for name, value in options.items() if name != "cluster"}
    delta = standardized_means(table()[outcome], exposure(which), known(), variance="delta", **options)
    agrees(delta.covariance, theirs["delta_covariance"], 1e-6)


def test_one_yes_no_covariate_by_hand():
    # A saturated model is the weighted average of stratum risks: 1/4 and 3/4 of 8 rows each level.
    x = np.repeat([0, 1], [8, 8])
    a = np.tile([0, 0, 0, 0, 1, 1, 1, 1], 2)
    y = np.array([1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0])
    ours = standardized_means(y, a, x, "logistic", own_slopes=True)
    assert ours.estimate == pytest.approx([(1 / 4 + 2 / 4) / 2, (2 / 4 + 3 / 4) / 2])
    ratio, difference = ours.ratio(1, 0), ours.difference(1, 0)
    assert (ratio.estimate, difference.estimate) == (pytest.approx(5 / 3), pytest.approx(1 / 4))
    assert ratio.lower < 1 < ratio.estimate < ratio.upper
    risk = ours.mean(1, probability=True)
    assert 0 < risk.lower < risk.estimate < risk.upper < 1


def test_without_covariates_it_is_the_share_of_each_group():
    y, a = np.array([1, 1, 0, 0, 1, 0]), np.array(["b", "b", "b", "a", "a", "a"])
    ours = standardized_means(y, a, None, "logistic")
    assert ours.estimate == pytest.approx([1 / 3, 2 / 3])
    # Sandwich: p (1 − p) / n, times 6 / 5 for the sample as a whole; delta: without.
    assert ours.covariance[0, 0] == pytest.approx(2 / 9 / 3 * 6 / 5)
    delta = standardized_means(y, a, None, "logistic", variance="delta")
    assert delta.covariance[0, 0] == pytest.approx(2 / 9 / 3)
    assert delta.covariance[0, 1] == pytest.approx(0, abs=1e-15)


def test_linear_without_own_slopes_is_the_coefficient():
    from stepdown.estimators.linear import linear

    ours = standardized_means(table()["score"], exposure("two"), known(), "linear", variance="delta")
    model = linear(table()["score"], np.column_stack([exposure("two"), known()]), variance="model")
    difference = ours.difference(1, 0)
    assert difference.estimate == pytest.approx(model.coefficients[1], rel=1e-10)
    assert difference.std_error == pytest.approx(model.std_error[1], rel=1e-10)


def test_counts_and_an_empty_level_of_a_count():
    counts = np.arange(300) % 3
    rows = np.repeat(np.arange(300), counts)
    counted = standardized_means(table()["use"], exposure("two"), known(), "logistic", frequency=counts)
    repeated = standardized_means(table()["use"][rows], exposure("two")[rows], known()[rows], "logistic")
    agrees(counted.estimate, repeated.estimate, 1e-9)
    agrees(counted.covariance, repeated.covariance, 1e-9)


def test_refuses():
    y, a = np.array([1, 0, 1, 0, 1, 0]), np.array([0, 0, 0, 1, 1, 1])
    with pytest.raises(ValueError, match="Nobody had the level"):
        standardized_means(y, a, None, "logistic", target=2)
    with pytest.raises(ValueError, match="rows as independent"):
        standardized_means(y, a, None, "logistic", variance="delta", cluster=a)
    with pytest.raises(ValueError, match="same in all rows"):
        standardized_means(np.ones(6), a, None, "logistic")
    with pytest.raises(ValueError, match="no maximum"):
        standardized_means(np.array([1, 1, 1, 0, 1, 0]), a, None, "logistic")
    with pytest.raises(ValueError, match="cannot be estimated from 2 rows"):
        standardized_means([1.0, 2.0], [0, 1], None, "linear")


def test_finds_known_risks_that_the_odds_ratio_hides():
    draw = np.random.default_rng(5)
    n = 20_000
    x = draw.normal(size=n) * 2
    a = (draw.random(n) < 1 / (1 + np.exp(-x / 2))).astype(int)
    y = draw.random(n) < 1 / (1 + np.exp(-(-0.5 + a + x)))
    ours = standardized_means(y, a, x, "logistic").difference(1, 0)
    grid = np.linspace(-8, 8, 4001) * 2
    density = np.exp(-((grid / 2) ** 2) / 2)
    truth = np.average(1 / (1 + np.exp(-(0.5 + grid))) - 1 / (1 + np.exp(-(-0.5 + grid))), weights=density)
    assert abs(ours.estimate - truth) < 4 * ours.std_error
