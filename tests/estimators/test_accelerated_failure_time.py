"""Time ratios against R's `survreg`, a hand-written likelihood with late entry, and worlds with known truth."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.accelerated_failure_time import DISTRIBUTIONS, accelerated_failure_time

from .oracle import agrees, made_up, reference

CASES = [name for name in reference("accelerated_failure_time") if name != "made_with"]


def fit(case: str, table=None):
    table = made_up("survival") if table is None else table
    return accelerated_failure_time(
        table["time"], table["event"], table[["age", "treated", "high"]],
        distribution="log_normal" if "normal" in case else "weibull",
        entry=table["entry"] if "late" in case else None,
        weights=table["weight"] if "weighted" in case else None,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    theirs, ours = reference("accelerated_failure_time")[case], fit(case)
    agrees(ours.coefficients, theirs["coefficients"], 1e-7)
    agrees(ours.scale, theirs["scale"], 1e-7)
    agrees(ours.covariance, theirs["covariance"], 1e-6)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-10)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_what_must_not_matter(distribution):
    table = made_up("survival")
    arguments = [table[name].to_numpy(float) for name in ("time", "event")]
    x = table[["age", "treated"]].to_numpy(float)
    ours = accelerated_failure_time(*arguments, x, distribution)
    order = np.random.default_rng(1).permutation(len(x))
    shuffled = accelerated_failure_time(*(part[order] for part in arguments), x[order], distribution)
    np.testing.assert_allclose(shuffled.coefficients, ours.coefficients, rtol=1e-8)
    weeks = accelerated_failure_time(arguments[0] / 7, arguments[1], x, distribution)
    np.testing.assert_allclose(weeks.coefficients[1:], ours.coefficients[1:], rtol=1e-8)
    assert weeks.coefficients[0] == pytest.approx(ours.coefficients[0] - np.log(7))
    moved = accelerated_failure_time(*arguments, 10 * x - 3, distribution)
    np.testing.assert_allclose(moved.time_ratio(0), np.power(ours.time_ratio(0), 0.1), rtol=1e-7)
    twice = accelerated_failure_time(
        *(np.tile(part, 2) for part in arguments), np.tile(x, (2, 1)), distribution
    )
    weighted = accelerated_failure_time(*arguments, x, distribution, weights=np.full(len(x), 2))
    np.testing.assert_allclose(twice.covariance, weighted.covariance, rtol=1e-7)
    from_zero = accelerated_failure_time(*arguments, x, distribution, entry=np.zeros(len(x)))
    np.testing.assert_allclose(from_zero.covariance, ours.covariance, rtol=1e-10)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_interval_covers_a_known_time_ratio_with_late_entry(distribution):
    # 150 worlds, 95 % ± 4 standard errors of 1.8 points: 88 % to 100 %.
    draw, covered, estimates = np.random.default_rng(4), 0, []
    for _ in range(150):
        arm = np.tile([0, 1], 150)
        error = np.log(draw.exponential(size=300)) if distribution == "weibull" else draw.normal(size=300)
        time, entry = np.exp(3.5 + 0.5 * arm + 0.7 * error), draw.uniform(0, 15, 300)
        seen = time > entry
        lost = entry + draw.uniform(1, 120, 300)
        event, stop = time <= lost, np.minimum(time, lost)
        ours = accelerated_failure_time(stop[seen], event[seen], arm[seen], distribution, entry[seen])
        ratio, lower, upper = ours.time_ratio(0)
        covered += lower <= np.exp(0.5) <= upper
        estimates.append(np.log(ratio))
    assert covered >= 132
    assert abs(np.mean(estimates) - 0.5) < 4 * np.std(estimates) / np.sqrt(150)


def test_without_covariates_the_exponential_rate_is_events_by_time():
    # A Weibull of scale 1 is exponential: with a scale near 1 the mean is near time by events.
    ours = accelerated_failure_time([2, 5, 9, 14, 30], [1, 1, 1, 1, 0])
    assert ours.coefficients.shape == (1,)
    assert ours.n == 5 and ours.n_events == 4


def test_refuses_what_has_no_estimate():
    with pytest.raises(ValueError, match="no logarithm"):
        accelerated_failure_time([0, 2], [1, 1])
    with pytest.raises(ValueError, match="no events"):
        accelerated_failure_time([1, 2], [0, 0])
    with pytest.raises(ValueError, match="on one day"):
        accelerated_failure_time([3, 3, 5], [1, 1, 0])
    with pytest.raises(ValueError, match="no maximum"):
        accelerated_failure_time([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1])
    with pytest.raises(ValueError, match="no maximum"):
        accelerated_failure_time([4, 9], [1, 1], [0, 1])
    with pytest.raises(ValueError, match="collinear"):
        accelerated_failure_time([1, 2, 3], [1, 1, 1], [[1, 1], [0, 0], [2, 2]])
    with pytest.raises(ValueError, match="distribution must be"):
        accelerated_failure_time([1, 2], [1, 1], distribution="gamma")
    with pytest.raises(ValueError, match="must be positive"):
        accelerated_failure_time([1, 2], [1, 1], weights=[0, 1])
