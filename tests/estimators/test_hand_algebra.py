"""Small cases whose answers are algebra: the worked examples of Therneau and Grambsch 2000, appendix E, and like them.

r stands for the hazard ratio exp(β). Every likelihood below is written out risk set by risk set.
"""

from __future__ import annotations

from math import acos, cos, log, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq

from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.cox import cox
from stepdown.estimators.discrete.pack import pack_columns
from stepdown.estimators.fine_gray import fine_gray
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.log_rank import log_rank
from stepdown.estimators.logistic import logistic
from stepdown.estimators.mixed import random_intercept
from stepdown.estimators.mmrm import mmrm
from stepdown.estimators.poisson import poisson
from stepdown.estimators.proportional_hazards import proportional_hazards_test

# E.1: two tied events on day 6.
TIME, EVENT, X = [9, 1, 1, 6, 6, 8], [1, 1, 0, 1, 1, 0], [0, 1, 1, 1, 0, 0]
# E.2: late entry and a tie on day 9.
START, STOP = [1, 2, 5, 2, 1, 7, 3, 4, 8, 8], [2, 3, 6, 7, 8, 9, 9, 9, 14, 17]
HAPPENED, Z = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0], [1, 0, 0, 1, 0, 1, 1, 1, 0, 0]


@pytest.fixture(params=["dense", "discrete"])
def fit(request):
    """Cox by either path: both must know the algebra."""

    def run(time, event, x, **options):
        columns = np.array(x, float)[:, np.newaxis]
        packed = pack_columns(columns) if request.param == "discrete" else columns
        return cox(time, event, packed, path=request.param, **options)

    return run


def test_breslow_of_the_first_example(fit):
    # ℓ(β) = 2β − log(3r + 3) − 2 log(r + 3), with its maximum at r = (3 + √33) / 2.
    ours, r = fit(TIME, EVENT, X, ties="breslow"), (3 + sqrt(33)) / 2
    assert ours.coefficients[0] == pytest.approx(log(r), rel=1e-9)
    assert ours.log_likelihood == pytest.approx(2 * log(r) - log(3 * r + 3) - 2 * log(r + 3), rel=1e-12)
    assert ours.log_likelihood_null == pytest.approx(-log(6) - 2 * log(4), rel=1e-12)
    information = r / (r + 1) ** 2 + 6 * r / (r + 3) ** 2
    assert ours.std_error[0] == pytest.approx(1 / sqrt(information), rel=1e-9)


def test_efron_of_the_first_example(fit):
    # ℓ(β) = 2β − log(3r + 3) − log(r + 3) − log((r + 5) / 2); r³ − 23 r − 30 = 0.
    ours = fit(TIME, EVENT, X)
    r = 2 * sqrt(23 / 3) * cos(acos((45 / 23) * sqrt(3 / 23)) / 3)
    assert r**3 == pytest.approx(23 * r + 30)
    assert ours.coefficients[0] == pytest.approx(log(r), rel=1e-9)
    value = 2 * log(r) - log(3 * r + 3) - log(r + 3) - log((r + 5) / 2)
    assert ours.log_likelihood == pytest.approx(value, rel=1e-12)
    information = r / (r + 1) ** 2 + 3 * r / (r + 3) ** 2 + 5 * r / (r + 5) ** 2
    assert ours.std_error[0] == pytest.approx(1 / sqrt(information), rel=1e-9)


@pytest.mark.parametrize(("ties", "last"), [("breslow", (3, 2)), ("efron", (2, 2))])
def test_late_entry_of_the_second_example(ties, last):
    # ℓ(β) = 4β − log(r+1) − log(r+2) − 2 log(3r+2) − 2 log(3r+1), less the second event of day 9: log(3r+2) for
    # Breslow, log(2r+2) for Efron, who takes half of the two events out of the risk set.
    sums = [(1, 1), (1, 2), (3, 2), (3, 2), (3, 1), (3, 1), last]

    def score(beta: float) -> float:
        r = np.exp(beta)
        return 4 - sum(a * r / (a * r + b) for a, b in sums)

    ours, beta = cox(STOP, HAPPENED, Z, START, ties=ties), brentq(score, -3, 3, xtol=1e-14)
    assert ours.coefficients[0] == pytest.approx(beta, rel=1e-8, abs=1e-10)
    r = np.exp(beta)
    value = 4 * beta - sum(log(a * r + b) for a, b in sums)
    assert ours.log_likelihood == pytest.approx(value, rel=1e-12)
    information = sum(a * b * r / (a * r + b) ** 2 for a, b in sums)
    assert ours.std_error[0] == pytest.approx(1 / sqrt(information), rel=1e-8)


def test_weights_of_the_first_example(fit):
    # A weight of 2 for whoever has x = 1 on day 1, Breslow: weights multiply events and risk alike.
    # ℓ(β) = 2β − 2 log(4r + 3) + β − 2 log(r + 3).
    ours = fit(TIME, EVENT, X, ties="breslow", weights=[1, 2, 1, 1, 1, 1])
    r = brentq(lambda r: 3 - 8 * r / (4 * r + 3) - 2 * r / (r + 3), 0.1, 100, xtol=1e-14)
    assert ours.coefficients[0] == pytest.approx(log(r), rel=1e-9)
    assert ours.log_likelihood == pytest.approx(3 * log(r) - 2 * log(4 * r + 3) - 2 * log(r + 3), rel=1e-12)


def test_one_event_in_each_group(fit):
    # First x = 1 of (2, 2), then x = 0 of (1, 2): ℓ(β) = β − log(2r + 2) − log(r + 2), so that r² = 2.
    ours = fit([1, 2, 3, 3], [1, 1, 0, 0], [1, 0, 1, 0])
    assert ours.coefficients[0] == pytest.approx(log(2) / 2, rel=1e-9)


def test_strata_add_their_likelihoods(fit):
    # Twice the same stratum: the same estimate, twice the information.
    one = fit(TIME, EVENT, X)
    two = fit(TIME * 2, EVENT * 2, X * 2, strata=["a"] * 6 + ["b"] * 6)
    assert two.coefficients[0] == pytest.approx(one.coefficients[0], rel=1e-9)
    assert two.std_error[0] == pytest.approx(one.std_error[0] / sqrt(2), rel=1e-9)
    assert two.log_likelihood == pytest.approx(2 * one.log_likelihood, rel=1e-12)


def test_the_score_test_of_the_likelihood_is_the_log_rank_test():
    # Without ties, the Cox score at 0 squared over its information is the log-rank statistic.
    time, event, x = [2, 3, 5, 8, 9], [1, 1, 0, 1, 1], [0, 1, 1, 0, 1]
    shares = [3 / 5, 3 / 4, 1 / 2, 1]
    score = 2 - sum(shares)
    information = sum(share * (1 - share) for share in shares)
    assert log_rank(time, event, x).chi_square == pytest.approx(score**2 / information, rel=1e-12)


def test_greenwood_of_the_first_example():
    # 5/6 on day 1; of four on day 6 two leave; of one on day 9 one.
    curve = kaplan_meier(TIME, EVENT)
    assert curve.survival == pytest.approx([5 / 6, 5 / 12, 5 / 12, 0])
    greenwood = [5 / 6 * sqrt(1 / 30), 5 / 12 * sqrt(1 / 30 + 2 / 8)]
    assert curve.std_error[:2] == pytest.approx(greenwood, rel=1e-12)
    reach = 1.959963984540054 * sqrt(1 / 30) / abs(log(5 / 6))
    assert curve.lower[0] == pytest.approx((5 / 6) ** np.exp(reach), rel=1e-12)


def test_two_causes_of_the_first_example():
    # Day 6 takes one by each cause: both from the same 5/6.
    curve = aalen_johansen(TIME, [1, 1, 0, 1, 2, 0])
    assert curve.incidence[:, 0] == pytest.approx(
        [1 / 6, 1 / 6 + 5 / 24, 1 / 6 + 5 / 24, 1 / 6 + 5 / 24 + 5 / 12]
    )
    assert curve.incidence[:, 1] == pytest.approx([0, 5 / 24, 5 / 24, 5 / 24])


def test_fine_and_gray_without_censoring_keeps_whoever_another_cause_took():
    # x = 1 leaves by the other cause on day 1 and stays: ℓ = β − log(2r + 2) on day 2, then −log(r + 2) on day 3.
    ours = fine_gray([1, 2, 3, 4], [2, 1, 1, 2], [1, 1, 0, 0])
    assert ours.coefficients[0] == pytest.approx(log(2) / 2, rel=1e-9)


def test_proportional_hazards_of_events_on_two_days():
    # The score of a coefficient on x g(t), given β, for two strata of one pair each: by hand.
    time, event, x = [1, 1, 2, 2, 3, 3, 4, 4], [1, 0, 1, 0, 1, 0, 1, 0], [1, 0, 0, 1, 1, 0, 1, 0]
    strata = [1, 1, 2, 2, 3, 3, 4, 4]
    # Three of four pairs to x = 1: r = 3, every pair's variance is 3/16.
    fitted = cox(time, event, x, strata=strata)
    assert fitted.coefficients[0] == pytest.approx(log(3), rel=1e-9)
    test = proportional_hazards_test(time, event, x, fitted.coefficients, strata=strata, transform="identity")
    residual, day = np.array([1 / 4, -3 / 4, 1 / 4, 1 / 4]), np.array([1, 2, 3, 4])
    score = (residual * day).sum()
    variance = 3 / 16 * ((day**2).sum() - day.sum() ** 2 / 4)
    assert test.chi_square[0] == pytest.approx(score**2 / variance, rel=1e-9)


def test_two_by_two_tables():
    # 6 of 10 against 3 of 9: the log odds ratio with Woolf's error, and the rate ratio of counts with √(1/a + 1/b).
    x = np.repeat([1, 0], [10, 9])
    outcome = np.r_[np.ones(6), np.zeros(4), np.ones(3), np.zeros(6)]
    odds = logistic(outcome, x)
    assert odds.coefficients[1] == pytest.approx(log((6 / 4) / (3 / 6)), rel=1e-9)
    assert odds.std_error[1] == pytest.approx(sqrt(1 / 6 + 1 / 4 + 1 / 3 + 1 / 6), rel=1e-8)
    rate = poisson(outcome, x, variance="model")
    assert rate.coefficients[1] == pytest.approx(log((6 / 10) / (3 / 9)), rel=1e-9)
    assert rate.std_error[1] == pytest.approx(sqrt(1 / 6 + 1 / 3), rel=1e-8)


def test_complete_pairs_are_the_paired_t_test():
    # Two visits, everybody seen twice: random intercept and MMRM both say mean difference, with √(variance / n).
    first, second = np.array([20.0, 25, 31, 18, 27]), np.array([22.0, 24, 36, 25, 30])
    change = second - first
    outcome, person, visit = np.r_[first, second], np.tile(np.arange(5), 2), np.repeat([0, 1], 5)
    design = np.column_stack([np.ones(10), visit])
    for ours in (random_intercept(outcome, design, person), mmrm(outcome, design, person, visit)):
        assert ours.coefficients[1] == pytest.approx(change.mean(), rel=1e-9)
        assert ours.std_error[1] == pytest.approx(change.std(ddof=1) / sqrt(5), rel=1e-7)
    assert mmrm(outcome, design, person, visit).degrees_of_freedom[1] == pytest.approx(4, rel=1e-6)
