"""Subdistribution hazards against R's `crr` and `finegray`, the Cox model, and a simulated truth."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.cox import cox
from stepdown.estimators.fine_gray import fine_gray

from .oracle import agrees, made_up, reference


def data(case: str) -> tuple:
    """Time, cause, covariates and cause of interest of a reference fit."""
    if case == "competing_ties":
        table = made_up(case)
        return table["time"], table["cause"], np.arange(1, len(table) + 1) % 3, 1
    table = made_up("competing")
    if case == "made_up_uncensored":
        table = table[table["cause"] > 0]
    if case == "made_up_one_cause":
        table = table[table["cause"] < 2]
    time = table["exact_time" if "exact" in case else "time"]
    covariates = table["age"] if "rare" in case else table[["age", "treated"]]
    of_cause = 2 if "second" in case else 3 if "rare" in case else 1
    return time, table["cause"], covariates, of_cause


CASES = [name for name in reference("fine_gray") if name != "made_with" and not name.endswith("finegray")]


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_crr(case):
    theirs = reference("fine_gray")[case]
    ours = fine_gray(*data(case))
    agrees(ours.coefficients, theirs["coefficients"], 1e-8)
    agrees(ours.covariance, theirs["covariance"], 1e-8)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-12)
    agrees(ours.log_likelihood_null, theirs["log_likelihood_null"], 1e-12)
    assert ours.n == theirs["n"]


def test_agrees_with_finegray_and_coxph_without_ties():
    theirs = reference("fine_gray")["made_up_exact_time_finegray"]
    ours = fine_gray(*data("made_up_exact_time"))
    agrees(ours.coefficients, theirs["coefficients"], 1e-8)


def test_counts():
    table = made_up("competing")
    ours = fine_gray(table["time"], table["cause"], table[["age", "treated"]], of_cause=2)
    assert (ours.n, ours.cause, ours.n_events) == (300, 2, int((table["cause"] == 2).sum()))
    assert ours.n_competing == int(table["cause"].isin([1, 3]).sum())
    np.testing.assert_allclose(ours.std_error, np.sqrt(np.diag(ours.covariance)))
    assert ((ours.p_value > 0) & (ours.p_value <= 1)).all()


def test_without_another_cause_it_is_cox_with_the_robust_variance():
    table = made_up("competing")
    time, cause, design = table["exact_time"], table["cause"] == 1, table[["age", "treated"]]
    # Events at one time only where there is one: Breslow's ties and Efron's are the same then.
    theirs = cox(time, cause, design, cluster=np.arange(len(table)))
    ours = fine_gray(time, cause, design)
    np.testing.assert_allclose(ours.coefficients, theirs.coefficients, rtol=1e-8)
    np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-8)
    assert ours.n_competing == 0


def test_without_censoring_those_taken_by_another_cause_stay_for_good():
    table = made_up("competing")
    table = table[table["cause"] > 0]
    own, design = table["cause"] == 1, table[["age", "treated"]]
    # The subdistribution time: infinite, so censored at the end, for whoever another cause has ended.
    time = table["exact_time"].where(own, 1e6)
    theirs = cox(time, own, design, cluster=np.arange(len(table)))
    ours = fine_gray(table["exact_time"], table["cause"], design)
    np.testing.assert_allclose(ours.coefficients, theirs.coefficients, rtol=1e-8)
    np.testing.assert_allclose(ours.covariance, theirs.covariance, rtol=1e-8)


def test_scale_and_order_do_not_matter():
    table = made_up("competing")
    one = fine_gray(table["time"], table["cause"], table[["age", "treated"]])
    other = table.sample(frac=1, random_state=4)
    design = np.column_stack([1000 * other["age"] + 50, other["treated"]])
    two = fine_gray(other["time"] * 7, other["cause"], design)
    np.testing.assert_allclose(two.coefficients * [1000, 1], one.coefficients, rtol=1e-8)
    np.testing.assert_allclose(two.p_value, one.p_value, rtol=1e-7)


def test_one_event_and_two_people():
    ours = fine_gray([3, 5, 5, 8, 12], [0, 1, 2, 0, 0], [1, 2, 3, 0, 2])
    assert ours.n_events == 1
    assert np.isfinite(ours.coefficients).all()
    with pytest.raises(ValueError, match=r"no maximum|singular"):
        fine_gray([4, 9], [1, 2], [1, 0])


@pytest.mark.parametrize(
    ("cause", "covariates", "message"),
    [
        ([0, 2, 0, 2], [1, 2, 3, 4], "no events of cause 1"),
        ([1, 2, 0, 1], [1, 1, 1, 1], "collinear"),
        ([1, 2, 0, 1], [[1, 2], [2, 4], [3, 6], [4, 8]], "collinear"),
        ([1, 1, 2, 0], [9, 8, 1, 0], "no maximum"),
        ([1, 2, 0, 1], [1, 2, float("nan"), 4], "missing"),
    ],
)
def test_refuses_what_cannot_be_estimated(cause, covariates, message):
    with pytest.raises(ValueError, match=message):
        fine_gray([1, 2, 3, 4], cause, covariates)


def test_finds_a_known_ratio_and_its_interval_covers():
    # Fine and Gray's own simulation: P(cause 1 by t | z) = 1 − (1 − p (1 − exp(−t)))^exp(b z), b = 0.5, p = 0.5.
    # Of 250 intervals 95 % ± 4 standard errors (1.4 points each) should cover, 89.5 % or more.
    draw = np.random.default_rng(29)
    truth, covered, found = 0.5, 0, []
    for _ in range(250):
        z = draw.integers(0, 2, 300)
        ratio = np.exp(truth * z)
        ever = 1 - (1 - 0.5) ** ratio
        own = draw.random(300) < ever
        u = draw.random(300) * ever
        first = -np.log(1 - (1 - (1 - u) ** (1 / ratio)) / 0.5)
        time = np.where(own, first, draw.exponential(1 / np.exp(-0.3 * z)))
        censoring = draw.uniform(0.3, 3, 300)
        cause = np.where(time <= censoring, np.where(own, 1, 2), 0)
        ours = fine_gray(np.minimum(time, censoring), cause, z)
        found.append(ours.coefficients[0])
        covered += abs(ours.coefficients[0] - truth) <= 1.96 * ours.std_error[0]
    assert abs(np.mean(found) - truth) < 4 * np.std(found) / np.sqrt(250)
    assert covered >= 0.895 * 250
