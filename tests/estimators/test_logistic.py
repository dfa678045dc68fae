"""Logistic regression against R's `glm`, by hand, and where no estimate exists."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.logistic import logistic

from . import help_study
from .oracle import agrees, made_up, reference
from .test_cox import MADE_UP_COVARIATES


def data(case: str) -> tuple:
    if case == "made_up":
        table = made_up("survival")
        return table["event"], table[MADE_UP_COVARIATES]
    table = help_study.attrition()
    return table["missed"], table[help_study.ATTRITION_COVARIATES]


@pytest.mark.parametrize("case", ["missed_six_months", "made_up"])
def test_agrees_with_r(case):
    theirs = reference("logistic")[case]
    ours = logistic(*data(case))
    agrees(ours.coefficients, theirs["coefficients"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-9)
    agrees(ours.p_value, theirs["p_value"], 1e-8)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-12)
    assert ours.n == theirs["n"]


def test_two_by_two_table_by_hand():
    # 12 of 30 exposed and 5 of 25 others: odds ratio (12/18) / (5/20).
    outcome = np.repeat([1, 0, 1, 0], [12, 18, 5, 20])
    exposed = np.repeat([1, 0], [30, 25])
    ours = logistic(outcome, exposed)
    assert np.exp(ours.coefficients[0]) == pytest.approx(5 / 20, rel=1e-10)
    assert np.exp(ours.coefficients[1]) == pytest.approx((12 / 18) / (5 / 20), rel=1e-10)
    assert ours.std_error[1] ** 2 == pytest.approx(1 / 12 + 1 / 18 + 1 / 5 + 1 / 20, rel=1e-10)
    assert (ours.n, ours.n_events) == (55, 17)


def test_units_and_origin_of_a_covariate_do_not_matter():
    outcome, covariates = data("made_up")
    plain = logistic(outcome, covariates["age"])
    moved = logistic(outcome, 1e5 + 1e3 * covariates["age"])
    assert moved.coefficients[1] * 1e3 == pytest.approx(plain.coefficients[1], rel=1e-8)


@pytest.mark.parametrize(
    ("outcome", "covariate"),
    [
        pytest.param([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6], id="complete separation"),
        pytest.param([0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1], id="a level where everybody has it"),
        pytest.param([0, 0, 0, 1, 1, 1], [1, 2, 3, 3, 4, 5], id="separation but for a tie"),
    ],
)
def test_refuses_an_infinite_odds_ratio(outcome, covariate):
    with pytest.raises(ValueError, match="no maximum"):
        logistic(outcome, covariate)


@pytest.mark.parametrize("seed", range(40))
def test_never_returns_an_estimate_on_its_way_to_infinity(seed):
    # Tiny samples, about a third of them separated: an estimate is given only with a usable error.
    draw = np.random.default_rng(seed)
    n = int(draw.integers(4, 16))
    outcome, covariate = draw.integers(0, 2, n), draw.integers(0, 2, n)
    table = [np.count_nonzero((outcome == y) & (covariate == x)) for y in (0, 1) for x in (0, 1)]
    if min(table) > 0:
        assert np.all(logistic(outcome, covariate).std_error < 5)
    else:
        with pytest.raises(ValueError):
            logistic(outcome, covariate)


def test_refuses_collinear_and_constant_input():
    with pytest.raises(ValueError, match="collinear: column 1"):
        logistic([0, 1, 0, 1], [3, 3, 3, 3])
    with pytest.raises(ValueError, match="collinear: column 2"):
        logistic([0, 1, 0, 1], [[1, 2], [2, 4], [3, 6], [1, 2]])
    with pytest.raises(ValueError, match="same in all rows"):
        logistic([1, 1, 1], [1, 2, 3])
    with pytest.raises(ValueError, match="must be 0 or 1"):
        logistic([1, 2, 0], [1, 2, 3])


def test_finds_known_log_odds_ratios():
    # Fixed seed; each of 4 coefficients within 4 standard errors of the truth.
    draw = np.random.default_rng(23)
    truth = np.array([-0.7, 0.8, -0.4, 0.0])
    covariates = draw.normal(size=(5000, 3))
    outcome = draw.random(5000) < 1 / (1 + np.exp(-(truth[0] + covariates @ truth[1:])))
    ours = logistic(outcome, covariates)
    assert np.all(np.abs(ours.coefficients - truth) < 4 * ours.std_error)
