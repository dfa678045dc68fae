"""Linear regression with HC3 against base R, by hand, and where it cannot be had."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.linear import linear

from . import help_study
from .oracle import agrees, made_up, reference
from .test_cox import MADE_UP_COVARIATES


def data(case: str) -> tuple:
    if case == "made_up":
        table = made_up("survival")
        return table["score"], table[MADE_UP_COVARIATES]
    table = help_study.six_months()
    return table["CES_D"], table[["treated", "cesd", "age", "male"]]


@pytest.mark.parametrize("case", ["symptoms_six_months", "made_up"])
def test_agrees_with_r(case):
    theirs = reference("linear")[case]
    ours = linear(*data(case))
    agrees(ours.coefficients, theirs["coefficients"], 1e-10)
    agrees(ours.covariance, theirs["covariance_hc3"], 1e-10)
    agrees(ours.p_value, theirs["p_value_hc3"], 1e-9)
    assert ours.residual_degrees_of_freedom == theirs["residual_degrees_of_freedom"]
    agrees(linear(*data(case), variance="model").covariance, theirs["covariance"], 1e-10)


def test_two_means_by_hand():
    # HC3 of a group of m: squared deviations / (1 − 1/m)², over m².
    low, high = np.array([1.0, 2.0, 6.0]), np.array([4.0, 8.0])
    ours = linear(np.concatenate([low, high]), [0, 0, 0, 1, 1])
    np.testing.assert_allclose(ours.coefficients, [3, 3], rtol=1e-12)
    variance_low = np.sum((low - 3) ** 2) / (1 - 1 / 3) ** 2 / 9
    variance_high = np.sum((high - 6) ** 2) / (1 - 1 / 2) ** 2 / 4
    assert ours.std_error[1] ** 2 == pytest.approx(variance_low + variance_high, rel=1e-12)
    # Two-sided 5 % point of Student's t on 3 degrees of freedom.
    assert ours.upper[1] - 3 == pytest.approx(3.182446305284263 * ours.std_error[1], rel=1e-9)


def test_equal_variance_is_the_t_test():
    from scipy.stats import ttest_ind

    one, two = np.array([3.0, 4, 6, 9]), np.array([5.0, 8, 9, 12, 13])
    ours = linear(np.concatenate([one, two]), np.repeat([0, 1], [4, 5]), variance="model")
    assert ours.p_value[1] == pytest.approx(ttest_ind(one, two).pvalue, rel=1e-10)


@pytest.mark.parametrize("outcome", [np.zeros(5), np.full(5, 21.0), 3 + 0.1 * np.array([1, 2, 3, 4, 6])])
def test_an_exact_fit_is_no_certainty(outcome):
    for variance in ("model", "HC3"):
        with pytest.raises(ValueError, match="without error"):
            linear(outcome, [1, 2, 3, 4, 6], variance=variance)


def test_refuses():
    with pytest.raises(ValueError, match="collinear: column 1"):
        linear([1, 2, 3, 4], [2, 2, 2, 2])
    with pytest.raises(ValueError, match="cannot be estimated from 2 rows"):
        linear([1, 2], [1, 2])
    with pytest.raises(ValueError, match="1 rows each determine a coefficient alone"):
        linear([1, 2, 3, 4], [0, 0, 0, 1])
    with pytest.raises(ValueError, match="in 1 rows"):
        linear([1, np.nan, 3, 4], [0, 1, 0, 1])


def test_interval_covers_when_spread_differs():
    # The smaller group has three times the spread: equal-variance intervals would cover about 80 %.
    # Of 400, HC3 should cover 95 % ± 4 standard errors.
    draw = np.random.default_rng(31)
    group = np.repeat([0, 1], [75, 25])
    covered = 0
    for _ in range(400):
        outcome = 10 + 2 * group + draw.normal(size=100) * (1 + 2 * group)
        ours = linear(outcome, group)
        covered += ours.lower[1] <= 2 <= ours.upper[1]
    assert 0.906 * 400 <= covered <= 0.994 * 400
