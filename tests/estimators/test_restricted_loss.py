"""Days lost by cause against R's `survfit` and its influence, by hand, and against the restricted mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.restricted_loss import (
    restricted_loss,
    restricted_loss_difference,
    restricted_loss_ratio,
)
from stepdown.estimators.restricted_mean import restricted_mean, restricted_mean_difference

from .oracle import agrees, made_up, reference
from .test_aalen_johansen import CASES, data


@pytest.mark.parametrize("case", [name for name in CASES if "horizon" in reference("aalen_johansen")[name]])
def test_agrees_with_r(case):
    theirs = reference("aalen_johansen")[case]
    time, cause, entry, n_causes = data(case)
    for k in range(n_causes):
        ours = restricted_loss(time, cause, theirs["horizon"], k + 1, entry, n_causes)
        agrees(ours.estimate, theirs["days_lost"][k], 1e-12)
        # With late entry R's jackknife is another estimate of the same variance.
        assert ours.std_error == pytest.approx(
            theirs["days_lost_std_error"][k], rel=0.05 if "late" in case else 1e-9, abs=1e-7
        )
        assert ours.n == len(time)
        assert ours.n_events == np.sum((np.asarray(cause) == k + 1) & (np.asarray(time) <= theirs["horizon"]))


def test_by_hand():
    # Cause 1 stands at 1/4 from day 1 to day 3, cause 2 at 1/4 from day 2 to day 3.
    first, second = (restricted_loss([1, 2, 2, 3], [1, 2, 0, 1], 3, k) for k in (1, 2))
    assert (first.estimate, second.estimate) == (pytest.approx(0.5), pytest.approx(0.25))
    # Cause 1 on day 1 adds 2 days and takes a third of cause 2's day to come from 3/4 of the people; neither
    # is left to do anything to cause 1's own: variance (1/4)² (1 · 2² − 2²/4).
    assert first.std_error**2 == pytest.approx((4 - 1) / 16)
    # Day 1: −1/3 for one of four; day 2: 1 for one of three, after 3/4 survived day 1.
    assert second.std_error**2 == pytest.approx((1 / 9 - 1 / 36) / 16 + (3 / 4) ** 2 / 9 * (1 - 1 / 3))


def test_without_censoring_it_is_the_mean_of_the_days_lost():
    time, cause = np.array([1, 1, 3, 4, 4, 4, 9, 20]), np.array([1, 2, 1, 1, 2, 2, 1, 2])
    lost = np.where(cause == 2, np.maximum(7 - time, 0), 0)
    ours = restricted_loss(time, cause, 7, 2)
    assert ours.estimate == pytest.approx(lost.mean(), rel=1e-12)
    assert ours.std_error == pytest.approx(lost.std() / np.sqrt(8), rel=1e-12)
    assert ours.n_events == 3


rows = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=2, max_size=40)


@settings(max_examples=60, deadline=None)
@given(rows)
def test_days_lost_and_days_free_add_up_to_the_horizon(people):
    time, cause = np.array([t for t, _ in people]), np.array([c for _, c in people])
    horizon = max(1, int(time.max()))
    if time.max() == 0 and (cause == 0).any():
        return
    lost = sum(restricted_loss(time, cause, horizon, k, n_causes=3).estimate for k in (1, 2, 3))
    assert lost + restricted_mean(time, cause > 0, horizon).estimate == pytest.approx(horizon)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 1)), min_size=2, max_size=40))
def test_with_one_cause_it_is_the_horizon_less_the_restricted_mean(people):
    time, cause = [t for t, _ in people], [c for _, c in people]
    lost, free = restricted_loss(time, cause, max(time)), restricted_mean(time, cause, max(time))
    assert lost.estimate == pytest.approx(max(time) - free.estimate, abs=1e-9)
    assert lost.std_error == pytest.approx(free.std_error, abs=1e-7)


def test_late_entry_against_numeric_derivatives():
    """The variance is Σ over days of the gradient by that day's hazards, times their multinomial covariance."""
    table, horizon = made_up("competing").head(60), 45.0
    time, cause, entry = (table[name].to_numpy() for name in ("time", "cause", "entry"))
    days = np.unique(time)
    at_risk = np.array([np.sum((entry < day) & (time >= day)) for day in days])
    hazards = np.array([[np.sum((time == day) & (cause == k)) for k in (1, 2, 3)] for day in days])
    hazards = hazards / at_risk[:, np.newaxis]

    def area(hazards):
        survival = np.cumprod(1 - hazards.sum(axis=1))
        curve = np.cumsum(np.concatenate([[1], survival[:-1]]) * hazards[:, 0])
        within = days < horizon
        return np.sum(np.diff([*days[within], horizon]) * curve[within])

    variance = 0.0
    for i in range(len(days)):
        gradient = np.zeros(3)
        for k in range(3):
            up, down = hazards.copy(), hazards.copy()
            up[i, k] += 1e-5
            down[i, k] -= 1e-5
            gradient[k] = (area(up) - area(down)) / 2e-5
        covariance = (np.diag(hazards[i]) - np.outer(hazards[i], hazards[i])) / at_risk[i]
        variance += gradient @ covariance @ gradient
    ours = restricted_loss(time, cause, horizon, 1, entry)
    assert ours.estimate == pytest.approx(area(hazards), rel=1e-12)
    assert ours.std_error == pytest.approx(np.sqrt(variance), rel=1e-6)


def test_difference_of_two_arms():
    table = made_up("competing")
    arms = [table[table["treated"] == arm] for arm in (1, 0)]
    treated, control = (restricted_loss(arm["time"], arm["cause"], 45) for arm in arms)
    ours = restricted_loss_difference(treated, control)
    assert ours.estimate == treated.estimate - control.estimate
    assert ours.std_error == pytest.approx(np.hypot(treated.std_error, control.std_error))
    # With one cause it is the difference of restricted means with its sign turned.
    lost = [restricted_loss(arm["time"], arm["cause"] > 0, 45) for arm in arms]
    free = [restricted_mean(arm["time"], arm["cause"] > 0, 45) for arm in arms]
    one, other = restricted_loss_difference(*lost), restricted_mean_difference(*free)
    assert one.estimate == pytest.approx(-other.estimate)
    assert one.p_value == pytest.approx(other.p_value)


def test_no_events_of_the_cause():
    ours = restricted_loss([10, 10, 12], [0, 1, 0], 10, 2, n_causes=2)
    assert (ours.estimate, ours.std_error, ours.n_events) == (0, 0, 0)
    assert np.isnan([ours.lower, ours.upper]).all()


def test_refuses_what_is_unknown():
    assert restricted_loss([1, 2], [1, 2], 50).estimate == pytest.approx(24.5)
    with pytest.raises(ValueError, match="beyond the last day observed"):
        restricted_loss([1, 2], [1, 0], 50)
    with pytest.raises(ValueError, match="positive number of days"):
        restricted_loss([1, 2], [1, 0], 0)
    with pytest.raises(ValueError, match="cause of interest"):
        restricted_loss([1, 2], [1, 0], 2, of_cause=2)
    with pytest.raises(ValueError, match="causes differ"):
        restricted_loss_difference(*(restricted_loss([1, 2], [1, 2], 2, k) for k in (1, 2)))
    with pytest.raises(ValueError, match="horizons differ"):
        restricted_loss_difference(*(restricted_loss([1, 2], [1, 2], h) for h in (1, 2)))


def test_interval_covers_a_known_loss():
    # Hazards 1/40 and 1/60: F1 = 0.6 (1 − exp(−t/24)), its area to day 50 is 0.6 (50 − 24 (1 − exp(−50/24))).
    # Of 400 intervals 95 % ± 4 standard errors (1.1 points each) should cover, 90.6 % to 99.4 %.
    draw = np.random.default_rng(23)
    truth = 0.6 * (50 - 24 * (1 - np.exp(-50 / 24)))
    covered = 0
    for _ in range(400):
        first, second, censoring = (
            draw.exponential(40, 150),
            draw.exponential(60, 150),
            draw.uniform(30, 120, 150),
        )
        time = np.minimum(np.minimum(first, second), censoring)
        cause = np.select([time == first, time == second], [1, 2], 0)
        ours = restricted_loss(time, cause, min(50.0, time.max()), n_causes=2)
        covered += ours.lower <= truth <= ours.upper
    assert 0.906 * 400 <= covered <= 0.994 * 400


def test_ratio_of_two_arms():
    table = made_up("competing")
    arms = [table[table["treated"] == arm] for arm in (1, 0)]
    treated, control = (restricted_loss(arm["time"], arm["cause"], 45) for arm in arms)
    ours = restricted_loss_ratio(treated, control)
    assert ours.estimate == pytest.approx(treated.estimate / control.estimate)
    assert ours.std_error == pytest.approx(
        np.hypot(treated.std_error / treated.estimate, control.std_error / control.estimate)
    )
    with pytest.raises(ValueError, match="causes differ"):
        restricted_loss_ratio(*(restricted_loss([1, 2], [1, 2], 2, k) for k in (1, 2)))
    with pytest.raises(ValueError, match="0 days"):
        restricted_loss_ratio(restricted_loss([10, 10], [0, 0], 10), restricted_loss([1, 10], [1, 0], 10))
