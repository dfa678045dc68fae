"""Propensities against R's `glm` and `multinom`, and where there are none."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.logistic import logistic
from stepdown.estimators.propensity import propensity

from .confounded import exposure, known
from .oracle import agrees, reference


def test_two_levels_agree_with_glm():
    theirs = reference("weights_propensity")["two"]
    ours = propensity(exposure("two"), known()).fit
    agrees(ours.coefficients[0], theirs["coefficients"], 1e-10)
    agrees(ours.covariance, theirs["covariance"], 1e-10)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-12)


def test_three_levels_agree_with_multinom():
    theirs = reference("weights_propensity")["three"]
    ours = propensity(exposure("three"), known())
    agrees(ours.fit.coefficients.ravel(), theirs["coefficients"], 1e-9)
    agrees(ours.fit.coefficients.ravel(), theirs["multinom"], 1e-5)
    agrees((ours.probability**2).sum(axis=0), theirs["probability_sum"], 1e-10)


def test_two_levels_are_logistic_regression():
    ours, same = propensity(exposure("two"), known()).fit, logistic(exposure("two"), known())
    agrees(ours.coefficients[0], same.coefficients, 1e-12)
    agrees(ours.covariance, same.covariance, 1e-12)


def test_a_count_of_two_is_a_row_twice():
    rows = np.repeat(np.arange(300), np.arange(300) % 3)
    counted = propensity(exposure("three"), known(), np.arange(300) % 3)
    repeated = propensity(exposure("three")[rows], known()[rows])
    agrees(counted.fit.coefficients, repeated.fit.coefficients, 1e-9)
    agrees(counted.probability[rows], repeated.probability, 1e-9)


def test_without_covariates_it_is_the_share():
    ours = propensity(["b", "a", "b", "c"], None)
    agrees(ours.probability[0], [0.25, 0.5, 0.25], 1e-12)
    agrees(ours.own, [0.5, 0.25, 0.5, 0.25], 1e-12)


@pytest.mark.parametrize(
    ("exposed", "covariates", "message"),
    [
        pytest.param([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6], "no maximum", id="complete separation"),
        pytest.param([0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1], "no maximum", id="a level with one exposure"),
        pytest.param([0, 1, 2, 0, 1, 2], [0, 0, 1, 0, 0, 1], "no maximum", id="one of three separated"),
        pytest.param([1, 1, 1], [1, 2, 3], "fewer than two levels", id="one level"),
        pytest.param([0, 1, 0, 1], [[1, 2], [2, 4], [3, 6], [1, 2]], "collinear: column 2", id="collinear"),
        pytest.param([0, 1, 0, 1], [5, 5, 5, 5], "collinear: column 1", id="constant"),
        pytest.param([0, 1, None, 1], [1, 5, 2, 5], "missing in 1 rows", id="missing exposure"),
    ],
)
def test_refuses(exposed, covariates, message):
    with pytest.raises(ValueError, match=message):
        propensity(np.array(exposed, dtype=object if None in exposed else None), covariates)


def test_refuses_negative_counts_and_a_level_that_is_counted_nowhere():
    with pytest.raises(ValueError, match="negative; it is in 1 rows"):
        propensity([0, 1, 0, 1], [1, 2, 2, 1], [1, -1, 1, 1])
    with pytest.raises(ValueError, match="A level has no rows"):
        propensity([0, 1, 2, 0, 1], None, [1, 1, 0, 1, 1])


@pytest.mark.parametrize("seed", range(30))
def test_never_returns_an_estimate_on_its_way_to_infinity(seed):
    # Tiny samples, many of them separated: a two-way table without an empty cell has an estimate, others have none.
    draw = np.random.default_rng(seed)
    n = int(draw.integers(5, 20))
    exposed, covariate = draw.integers(0, 3, n), draw.integers(0, 2, n)
    cells = [np.count_nonzero((exposed == a) & (covariate == x)) for a in np.unique(exposed) for x in (0, 1)]
    if min(cells) > 0 and len(cells) > 2:
        assert np.all(np.diag(propensity(exposed, covariate).fit.covariance) < 25)
    else:
        with pytest.raises(ValueError):
            propensity(exposed, covariate)
