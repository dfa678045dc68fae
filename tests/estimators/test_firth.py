"""Firth's penalized likelihood against R's brglm2, by hand, and under separation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.firth import firth
from stepdown.estimators.logistic import logistic
from stepdown.estimators.separation import THREAT, threatened_columns

from .oracle import agrees, reference
from .regression_data import table


def data(case: str) -> tuple[np.ndarray, np.ndarray]:
    few = table()[:60]
    if case == "ordinary":
        return few["use"].to_numpy(), few[["treated", "age"]].to_numpy(float)
    separated = (few["severe"] == 1) & (few["use"] == 1) & (few["age"] > 0)
    return few["use"].to_numpy(), np.column_stack([few["treated"], separated]).astype(float)


@pytest.mark.parametrize("case", ["ordinary", "separated"])
@pytest.mark.parametrize("part", ["coefficients", "covariance", "lower", "upper", "p_value"])
def test_agrees_with_r(case, part):
    agrees(getattr(firth(*data(case)), part), reference("firth")[case][part], 1e-8)


def test_where_logistic_points_to():
    with pytest.raises(ValueError, match="firth"):
        logistic(*data("separated"))


def test_two_by_two_table_by_hand():
    # With one yes/no covariate the penalty adds half a person to every cell (Firth 1993).
    outcome, exposed = np.repeat([1, 1, 0], [6, 3, 7]), np.repeat([1, 0, 0], [6, 3, 7])
    ours = firth(outcome, exposed)
    assert ours.coefficients[1] == pytest.approx(np.log(6.5 / 0.5) - np.log(3.5 / 7.5), rel=1e-8)
    assert np.all(np.isfinite([ours.lower, ours.upper, ours.std_error]))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.floats(-50, 50))
def test_row_order_units_and_coding_do_not_matter(seed, factor, shift):
    outcome, known = data("separated")
    order = np.random.default_rng(seed).permutation(len(outcome))
    ours, moved = firth(outcome, known), firth(outcome[order], known[order] * [1, factor] + [0, shift])
    scale = np.array([1, factor])
    for part in ("coefficients", "lower", "upper"):
        agrees(getattr(moved, part)[1:] * scale, getattr(ours, part)[1:], 1e-6)
    flipped = firth(1 - outcome, known)
    agrees(flipped.coefficients, -ours.coefficients, 1e-8)
    agrees(flipped.p_value, ours.p_value, 1e-6)


def test_a_calendar_year_as_it_is_written():
    # The intercept is then two thousand years away, and all but a multiple of the year's column.
    outcome, known = data("separated")
    year = 2015.0 + np.arange(len(outcome)) % 7
    ours = firth(outcome, np.column_stack([known, year]))
    theirs = firth(outcome, np.column_stack([known, year - 2018]))
    for part in ("coefficients", "lower", "upper", "p_value"):
        np.testing.assert_allclose(getattr(ours, part)[1:], getattr(theirs, part)[1:], rtol=1e-5, atol=1e-7)


def test_refuses_what_cannot_be_estimated():
    with pytest.raises(ValueError, match="same in all rows"):
        firth([1, 1, 1], [0, 1, 1])
    with pytest.raises(ValueError, match="collinear: column 1"):
        firth([1, 0, 1], [1, 1, 1])


def test_tells_when_separation_threatens():
    outcome = np.repeat([1, 0, 1, 0], [6, 1, 10, 10])
    sparse = np.repeat([1, 1, 0, 0], [6, 1, 10, 10])
    balanced = np.tile([0, 1, 1], 9)
    assert threatened_columns(outcome, np.column_stack([balanced, sparse])) == (1,)
    assert threatened_columns(outcome, np.linspace(0, 1, 27)) == ()
    assert "firth" in THREAT
    for path in ("dense", "discrete"):
        assert logistic(outcome, np.column_stack([balanced, sparse]), path).threatened == (1,)
    # Two people are few, but no longer one.
    wider = np.repeat([1, 0, 1, 0], [6, 2, 10, 10])
    assert logistic(wider, np.repeat([1, 1, 0, 0], [6, 2, 10, 10])).threatened == ()


def test_small_samples_have_no_bias_away_from_0():
    # 60 worlds of 40 people, each with its closed form; the mean within 4 Monte Carlo errors of the truth.
    draw, known, found = np.random.default_rng(31), np.repeat([0.0, 1.0], 20), []
    for _ in range(60):
        outcome = draw.random(40) < 1 / (1 + np.exp(0.5 - 1.5 * known))
        found.append(firth(outcome, known).coefficients[1])
    assert abs(np.mean(found) - 1.5) < 4 * np.std(found) / np.sqrt(60)
