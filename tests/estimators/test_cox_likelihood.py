"""The partial likelihood's score and information against numerical derivatives of its value."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators import arrays
from stepdown.estimators.cox_likelihood import event_scores, information, partial_likelihood, score_residuals
from stepdown.estimators.risk_sets import risk_sets

from .oracle import made_up


@pytest.fixture(scope="module")
def problem():
    table = made_up("survival")
    time, event, entry = arrays.survival(table["time"], table["event"], table["entry"])
    stratum = arrays.codes(table["stratum"], "strata", len(time))[1]
    weights = table["weight"].to_numpy()
    covariates = table[["age", "treated"]].to_numpy(dtype=float)
    return risk_sets(time, event, entry, stratum, weights), covariates, weights, np.array([0.3, -0.2])


def test_score_is_the_gradient(problem):
    sets, covariates, weights, beta = problem
    score = event_scores(*problem[:3], partial_likelihood(*problem)).sum(axis=0)
    for column, unit in enumerate(np.eye(2) * 1e-5):
        up, down = (partial_likelihood(sets, covariates, weights, beta + s * unit) for s in (1, -1))
        slope = (up.log_likelihood - down.log_likelihood) / 2e-5
        assert score[column] == pytest.approx(slope, rel=1e-6)


def test_information_is_the_curvature(problem):
    sets, covariates, weights, beta = problem
    ours = information(sets, covariates, partial_likelihood(*problem))
    for column, unit in enumerate(np.eye(2) * 1e-5):
        up, down = (
            event_scores(
                sets, covariates, weights, partial_likelihood(sets, covariates, weights, beta + s * unit)
            )
            for s in (1, -1)
        )
        np.testing.assert_allclose(ours[column], -(up - down).sum(axis=0) / 2e-5, rtol=1e-6)


def test_rows_contributions_add_up_to_the_score(problem):
    sets, covariates, weights, _ = problem
    at = partial_likelihood(*problem)
    total = score_residuals(sets, covariates, weights, at).sum(axis=0)
    np.testing.assert_allclose(total, event_scores(sets, covariates, weights, at).sum(axis=0), rtol=1e-10)


def test_a_step_too_far_is_minus_infinity_not_a_warning(problem):
    sets, covariates, weights, _ = problem
    assert partial_likelihood(sets, covariates, weights, np.array([1e6, 0.0])).log_likelihood == -np.inf
