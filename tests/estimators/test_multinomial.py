"""Multinomial logistic regression against R's multinom, by hand, and where no estimate exists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.logistic import logistic
from stepdown.estimators.multinomial import multinomial

from .oracle import agrees, reference
from .regression_data import by_site, covariates, table


def test_agrees_with_r():
    theirs = reference("multinomial")["ending"]
    ours = multinomial(table()["ending"], covariates())
    agrees(ours.coefficients.ravel(), theirs["coefficients"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-8)
    agrees(multinomial(table()["ending"], covariates(), **by_site("CR0")).covariance, theirs["CR0"], 1e-8)
    assert ours.log_likelihood == pytest.approx(theirs["log_likelihood"], rel=1e-12)
    assert ours.levels.tolist() == ["completed", "dropout", "expelled", "transferred"]


def test_odds_by_hand():
    # Against a: b is 6/3 over 2/4 of the odds, c 1/3 over 4/4.
    outcome = np.repeat(["a", "b", "c", "a", "b", "c"], [3, 6, 1, 4, 2, 4])
    ours = multinomial(outcome, np.repeat([1, 0], [10, 10]))
    assert np.exp(ours.coefficients[:, 1]) == pytest.approx([4, 1 / 3], rel=1e-8)
    assert ours.std_error[0, 1] ** 2 == pytest.approx(1 / 3 + 1 / 6 + 1 / 4 + 1 / 2, rel=1e-8)
    assert ours.n_of_level.tolist() == [7, 8, 5]


def test_two_levels_are_logistic_regression():
    ours, theirs = (fit(table()["use"], covariates()) for fit in (multinomial, logistic))
    agrees(ours.coefficients[0], theirs.coefficients, 1e-8)
    agrees(ours.covariance, theirs.covariance, 1e-8)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.permutations("wxyz"))
def test_order_names_and_doubled_rows_do_not_matter(seed, names):
    renamed = dict(zip(["completed", "dropout", "expelled", "transferred"], names, strict=True))
    draw = np.random.default_rng(seed)
    order, times = draw.permutation(len(table())), draw.integers(1, 4, len(table()))
    ending, known = table()["ending"].to_numpy(str), covariates()
    ours = multinomial(np.repeat(ending, times), np.repeat(known, times, axis=0), "dropout", "HC0")
    theirs = multinomial(
        [renamed[label] for label in ending[order]], known[order], renamed["dropout"], "HC0", times[order]
    )
    for label, row in zip(ours.levels[1:], ours.coefficients, strict=True):
        position = theirs.levels.tolist().index(renamed[label]) - 1
        agrees(theirs.coefficients[position], row, 1e-7)
        agrees(theirs.std_error[position], ours.std_error[ours.levels.tolist().index(label) - 1], 1e-7)


def test_refuses_what_cannot_be_estimated():
    with pytest.raises(ValueError, match="same in all rows"):
        multinomial(["a", "a"], [0, 1])
    with pytest.raises(ValueError, match="not among the levels"):
        multinomial(["a", "b"], [0, 1], "c")
    with pytest.raises(ValueError, match="separates"):
        multinomial(["a", "a", "b", "b", "c", "c"], [0, 0, 1, 1, 0, 1])
    with pytest.raises(ValueError, match="HC0 or clusters"):
        multinomial(["a", "b"], [0, 1], variance="HC3")


def test_finds_known_log_odds():
    draw = np.random.default_rng(37)
    known = draw.normal(size=(5000, 2))
    truth = np.array([[0.3, 0.5, -0.4], [-0.5, 0.0, 0.8]])
    odds = np.exp(np.column_stack([np.zeros(5000), truth[:, 0] + known @ truth[:, 1:].T]))
    share = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)
    ours = multinomial((draw.random(5000)[:, np.newaxis] > share).sum(axis=1), known)
    assert np.all(np.abs(ours.coefficients - truth) < 4 * ours.std_error)
