"""Restricted mean against R's `survmean`, by hand, and why lifelines' variance is another one."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.restricted_loss import restricted_loss
from stepdown.estimators.restricted_mean import (
    restricted_mean,
    restricted_mean_difference,
    restricted_mean_ratio,
)

from .oracle import agrees, made_up, reference
from .test_kaplan_meier import data

CASES = [name for name, case in reference("kaplan_meier").items() if "horizon" in case]


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    theirs = reference("kaplan_meier")[case]
    time, event, _ = data(case)
    ours = restricted_mean(time, event, theirs["horizon"][0])
    agrees(ours.estimate, theirs["restricted_mean"][0], 1e-12)
    agrees(ours.std_error, theirs["restricted_mean_std_error"][0], 1e-12)
    assert ours.n == len(time)


def test_by_hand():
    # Survival 3/4 on [1, 2), 1/2 on [2, 3): area 1 + 3/4 + 1/2.
    ours = restricted_mean([1, 2, 2, 3], [1, 1, 0, 1], horizon=3)
    assert ours.estimate == pytest.approx(2.25)
    # Areas after days 1 and 2 are 5/4 and 1/2; d / (n (n − d)) are 1/12 and 1/6.
    assert ours.std_error**2 == pytest.approx((5 / 4) ** 2 / 12 + (1 / 2) ** 2 / 6)
    assert ours.n_events == 3


def test_without_censoring_it_is_the_mean_of_the_truncated_times():
    time = np.array([1, 1, 3, 4, 4, 4, 9, 20])
    ours = restricted_mean(time, np.ones(8), horizon=7)
    truncated = np.minimum(time, 7)
    assert ours.estimate == pytest.approx(truncated.mean(), rel=1e-12)
    assert ours.std_error == pytest.approx(truncated.std() / np.sqrt(8), rel=1e-12)
    assert ours.n_events == 6


# lifelines integrates the step curve by quadrature and warns that it does not converge.
@pytest.mark.filterwarnings("ignore:The maximum number of subdivisions")
def test_lifelines_variance_is_that_of_one_persons_time_not_of_the_mean():
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    time = np.array([1, 1, 3, 4, 4, 4, 9, 20])
    curve = KaplanMeierFitter().fit(time, np.ones(8))
    mean, variance = restricted_mean_survival_time(curve, t=7, return_variance=True)
    ours = restricted_mean(time, np.ones(8), horizon=7)
    assert mean == pytest.approx(ours.estimate, rel=1e-9)
    # Theirs does not shrink with n; without censoring it is exactly n times the mean's variance.
    assert variance == pytest.approx(8 * ours.std_error**2, rel=1e-6)


def test_difference_of_two_arms():
    treated, control = (restricted_mean(*data(f"linkage_{arm}")[:2], 365) for arm in (1, 0))
    ours = restricted_mean_difference(treated, control)
    assert ours.estimate == treated.estimate - control.estimate
    assert ours.std_error == pytest.approx(np.sqrt(treated.std_error**2 + control.std_error**2), rel=1e-15)
    assert ours.lower < ours.estimate < ours.upper < 0
    assert ours.p_value < 1e-10


def test_nobody_has_an_event():
    ours = restricted_mean([10, 10, 12], [0, 0, 0], horizon=10)
    assert (ours.estimate, ours.std_error, ours.n_events) == (10, 0, 0)
    # Ten days in three people is no proof that everybody has ten: there is no interval.
    assert np.isnan([ours.lower, ours.upper]).all()
    for compare in (restricted_mean_difference, restricted_mean_ratio):
        with pytest.raises(ValueError, match="nothing varies"):
            compare(ours, ours)


def test_late_entry_is_what_is_not_lost():
    draw = np.random.default_rng(3)
    time = draw.integers(6, 60, 80).astype(float)
    event, entry = draw.random(80) < 0.7, np.floor(draw.random(80) * time * 0.6)
    entry[:10] = 0
    ours = restricted_mean(time, event, 50, entry)
    lost = restricted_loss(time, event.astype(int), 50, 1, entry)
    assert ours.estimate == pytest.approx(50 - lost.estimate, rel=1e-12)
    assert ours.std_error == pytest.approx(lost.std_error, rel=1e-9)
    assert ours.estimate != restricted_mean(time, event, 50).estimate


def test_one_person_is_no_group():
    alone = restricted_mean([4], [1], horizon=10)
    assert (alone.estimate, alone.std_error) == (4, 0) and np.isnan(alone.lower)
    others = restricted_mean([3, 5, 9], [1, 1, 1], horizon=10)
    with pytest.raises(ValueError, match="one person"):
        restricted_mean_difference(alone, others)


def test_horizon_beyond_the_data_is_known_only_if_nobody_is_left():
    assert restricted_mean([1, 2], [1, 1], horizon=50).estimate == pytest.approx(1.5)
    with pytest.raises(ValueError, match="beyond the last day observed"):
        restricted_mean([1, 2], [1, 0], horizon=50)
    # The last day observed itself is still known.
    assert restricted_mean([1, 2], [1, 0], horizon=2).estimate == pytest.approx(1.5)


@pytest.mark.parametrize("horizon", [0, -5, float("nan"), float("inf")])
def test_refuses_an_impossible_horizon(horizon):
    with pytest.raises(ValueError, match="positive number of days"):
        restricted_mean([1, 2], [1, 0], horizon)


def test_refuses_unequal_horizons():
    with pytest.raises(ValueError, match="horizons differ"):
        restricted_mean_difference(restricted_mean([3], [0], 3), restricted_mean([3], [0], 2))


def test_interval_covers_a_known_mean():
    # Exponential with mean 40 up to day 60: 40 (1 − exp(−1.5)). Of 400 intervals 95 % ± 4 standard errors
    # (1.1 points each) should cover, 90.6 % to 99.4 %.
    draw = np.random.default_rng(3)
    truth = 40 * (1 - np.exp(-1.5))
    covered = 0
    for _ in range(400):
        time, censoring = draw.exponential(40, 150), draw.uniform(30, 120, 150)
        ours = restricted_mean(np.minimum(time, censoring), time <= censoring, 60)
        covered += ours.lower <= truth <= ours.upper
    assert 0.906 * 400 <= covered <= 0.994 * 400


def test_ratio_is_by_the_delta_method():
    # Of survRM2: the variance of a log mean is its variance over its square.
    table = made_up("survival")
    treated, control = (
        restricted_mean(arm["time"], arm["event"], 40)
        for arm in (table[table["treated"] == k] for k in (1, 0))
    )
    ours = restricted_mean_ratio(treated, control)
    error = np.sqrt((treated.std_error / treated.estimate) ** 2 + (control.std_error / control.estimate) ** 2)
    assert ours.estimate == pytest.approx(treated.estimate / control.estimate)
    assert ours.std_error == pytest.approx(error)
    assert ours.lower * ours.upper == pytest.approx(ours.estimate**2)
    assert restricted_mean_ratio(control, treated).estimate == pytest.approx(1 / ours.estimate)
    with pytest.raises(ValueError, match="0 days"):
        restricted_mean_ratio(restricted_mean([0, 0], [1, 1], 5), control_of(5))
    with pytest.raises(ValueError, match="horizons differ"):
        restricted_mean_ratio(control_of(5), control_of(6))


def control_of(horizon):
    return restricted_mean([4, 9, 12], [1, 1, 0], horizon)
