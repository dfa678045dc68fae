"""Times in intervals: against R's `glm` on rows by person and cell, a likelihood maximised by numbers, and known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.cox import cox
from stepdown.estimators.grouped_hazards import grouped_hazards
from stepdown.estimators.interval_grid import interval_grid
from stepdown.estimators.turnbull import turnbull

from .oracle import agrees, made_up, numbers, reference

CASES = [name for name in reference("grouped_hazards") if name != "made_with"]
# The length of stay of TEDS: days 1 to 30, then seven intervals.
TEDS = np.array([31, 46, 61, 91, 121, 181, 366])


def in_codes(day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last day of the TEDS code of each day."""
    code = np.searchsorted(TEDS, day, side="right")
    starts, ends = np.append(0, TEDS), np.append(0, np.append(TEDS[1:] - 1, np.inf))
    return np.where(code, starts[code], day).astype(float), np.where(code, ends[code], day).astype(float)


def covariates() -> np.ndarray:
    table = made_up("intervals")
    return np.column_stack([table["care"] == 1, table["care"] == 2, table["severe"]]).astype(float)


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    table, theirs = made_up("intervals"), reference("grouped_hazards")[case]
    lowest, highest = (
        (table["band_lowest"], table["band_highest"])
        if "bands" in case
        else (numbers(theirs["lowest"]), numbers(theirs["highest"]))
    )
    ours = grouped_hazards(
        lowest, highest, covariates(), link="logit" if "logit" in case else "cloglog",
        weights=table["times"] if "counts" in case else None,
    )  # fmt: skip
    p = 3
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-10)
    agrees(ours.coefficients, theirs["coefficients"], 1e-6)
    agrees(ours.intercepts, theirs["intercepts"], 1e-6)
    agrees(ours.covariance[-p:, -p:], theirs["covariance"], 1e-6)


@pytest.mark.parametrize("case", ["mixed", "counts"])
def test_turnbull_agrees_with_r(case):
    table, theirs = made_up("intervals"), reference("turnbull")[case]
    weights = table["times"] if case == "counts" else None
    ours = turnbull(table["lowest"], table["highest"], weights)
    np.testing.assert_array_equal(ours.after, theirs["after"])
    np.testing.assert_allclose(ours.mass, theirs["mass"], atol=1e-6)
    # survfit stops early and spreads its steps over a cell: compare where no cell is open.
    for day, survival in zip(theirs["at"], theirs["survfit"], strict=True):
        if not ((ours.after < day) & (day < ours.to) & (ours.mass > 1e-9)).any():
            step = ours.survival[ours.to <= day]
            assert step[-1] == pytest.approx(survival, abs=2e-3)


def test_turnbull_of_exact_days_and_censoring_is_kaplan_meier():
    from stepdown.estimators.kaplan_meier import kaplan_meier

    time, event = np.array([1, 2, 2, 3, 5, 5, 8]), np.array([1, 1, 0, 1, 1, 0, 0], bool)
    ours = turnbull(np.where(event, time, time + 1), np.where(event, time, np.inf))
    theirs = kaplan_meier(time, event)
    for day, survival, error in zip(ours.to[:-1], ours.survival, ours.std_error, strict=False):
        assert survival == pytest.approx(theirs.at(day)[0], abs=1e-8)
        assert error == pytest.approx(theirs.at(day)[1], rel=1e-5)
    assert ours.median() == (4, 5)


def test_without_covariates_that_matter_the_model_is_the_curve():
    draw = np.random.default_rng(3)
    lowest, highest = in_codes(np.ceil(draw.exponential(70, 400)))
    both = np.tile(lowest, 2), np.tile(highest, 2)
    fit = grouped_hazards(*both, np.repeat([0.0, 1.0], 400))
    curve = turnbull(lowest, highest)
    assert fit.coefficients[0] == pytest.approx(0, abs=1e-8)
    survival = fit.survival([0.0])[0]
    np.testing.assert_allclose(survival, curve.survival[: len(survival)], atol=1e-8)


def test_by_days_it_is_the_cox_model_of_a_fine_calendar():
    # Untied times of a thousand days: the grouped model of single days is close to the partial likelihood.
    draw = np.random.default_rng(6)
    x = np.tile([0.0, 1.0], 100)
    time = np.argsort(np.argsort(draw.exponential(1, 200) * np.exp(-0.7 * x))) + 1.0
    event = draw.random(200) < 0.8
    fit = grouped_hazards(np.where(event, time, time + 1), np.where(event, time, np.inf), x)
    assert fit.coefficients[0] == pytest.approx(cox(time, event, x).coefficients[0], abs=0.02)


def test_intervals_keep_the_hazard_ratio_that_midpoints_lose():
    """Long stays in wide bands: 60 worlds whose hazard ratio is 0.5, by intervals and by midpoints in an exponential."""
    draw, by_intervals, by_midpoints = np.random.default_rng(12), [], []
    for _ in range(60):
        x = np.tile([0.0, 1.0], 400)
        # Most leave after the third month, and the hazard rises: a Weibull of shape 2.
        day = np.ceil(260 * np.sqrt(draw.exponential(1, 800) / 0.5**x))
        lowest, highest = in_codes(day)
        by_intervals.append(grouped_hazards(lowest, highest, x).coefficients[0])
        middle = np.where(np.isfinite(highest), (lowest + highest) / 2, 366)
        means = [middle[x == arm].mean() for arm in (1, 0)]
        by_midpoints.append(means[0] - means[1])
    known = np.log(0.5)
    assert abs(np.mean(by_intervals) - known) < 4 * np.std(by_intervals) / np.sqrt(60)
    # True difference in mean days: 260 × Γ(1.5) × (√2 − 1).
    true_days = 260 * np.sqrt(np.pi) / 2 * (np.sqrt(2) - 1)
    assert np.mean(by_midpoints) < 0.8 * true_days


def test_ninety_five_of_a_hundred_intervals_cover_and_the_proportionality_test_keeps_its_size():
    draw, covered, rejected = np.random.default_rng(13), 0, 0
    for _ in range(120):
        x = np.tile([0.0, 1.0], 150)
        fit = grouped_hazards(*in_codes(np.ceil(draw.exponential(80, 300) * np.exp(0.6 * x))), x)
        covered += abs(fit.coefficients[0] + 0.6) <= 1.96 * fit.std_error[0]
        rejected += fit.proportional_p_value[0] < 0.05
    # Binomial(120, 0.95) and (120, 0.05) ± 4 standard errors.
    assert covered >= 104
    assert rejected <= 16


def test_a_ratio_that_changes_is_found():
    # The treated leave at a fifth of the rate for 30 days, and at three times the rate later.
    draw = np.random.default_rng(14)
    x = np.tile([0.0, 1.0], 300)
    early = draw.exponential(60, 600) * np.where(x, 5, 1)
    later = 30 + draw.exponential(60, 600) / np.where(x, 3, 1)
    day = np.ceil(np.where(early > 30, later, early))
    fit = grouped_hazards(*in_codes(day), x)
    assert fit.proportional_p_value[0] < 1e-6
    assert fit.proportional([0])[1] == pytest.approx(fit.proportional_p_value[0])


rows = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 12), st.booleans(), st.integers(0, 1)), min_size=6, max_size=40
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(rows, st.sampled_from(["cloglog", "logit"]))
def test_what_must_not_matter(people, link):
    lowest = np.array([low for low, _, _, _ in people], float)
    highest = np.array([np.inf if is_open else low + width for low, width, is_open, _ in people])
    x = np.array([arm for _, _, _, arm in people], float)
    curve = turnbull(lowest, highest)
    assert curve.mass.sum() == pytest.approx(1)
    # Nobody could raise the likelihood by moving mass (Gentleman and Geyer).
    covers = (curve.after >= lowest[:, None] - 1) & (curve.to <= highest[:, None])
    slope = (covers / (covers @ curve.mass)[:, None]).sum(axis=0)
    assert slope.max() <= len(x) * (1 + 1e-6)
    try:
        ours = grouped_hazards(lowest, highest, x, link)
    except ValueError:
        return
    assert np.isfinite(ours.std_error).all()
    order = np.arange(len(x))[::-1]
    other = grouped_hazards(lowest[order], highest[order], 1 - x[order], link)
    np.testing.assert_allclose(other.coefficients, -ours.coefficients, atol=1e-5)
    twice = grouped_hazards(lowest, highest, x, link, weights=np.full(len(x), 2.0))
    np.testing.assert_allclose(twice.coefficients, ours.coefficients, atol=1e-5)
    np.testing.assert_allclose(twice.std_error * np.sqrt(2), ours.std_error, rtol=1e-3)
    # Another unit of time stretches the calendar, and nothing else.
    weeks = grouped_hazards(7 * (lowest - 1) + 1, 7 * highest, x, link)
    np.testing.assert_allclose(weeks.coefficients, ours.coefficients, atol=1e-5)


def test_cells_are_the_innermost_intervals():
    grid = interval_grid([1, 3, 2, 6], [4, 3, 8, np.nan])
    np.testing.assert_array_equal(grid.after, [2, 5])
    np.testing.assert_array_equal(grid.to, [3, 8])
    np.testing.assert_array_equal(grid.first, [0, 0, 0, 1])
    np.testing.assert_array_equal(grid.last, [1, 1, 2, 2])


def test_refuses_what_has_no_estimate():
    nan = float("nan")
    with pytest.raises(ValueError, match="told apart"):
        grouped_hazards([3, 3], [3, 3], [0, 1])
    with pytest.raises(ValueError, match="told apart"):
        grouped_hazards([10, 20], [nan, nan], [0, 1])
    with pytest.raises(ValueError, match="no maximum"):
        grouped_hazards([1, 2, 3, 9, 9, 9], [1, 2, 3, nan, nan, nan], [0, 0, 0, 1, 1, 1])
    with pytest.raises(ValueError, match="do not vary"):
        grouped_hazards([1, 2, 3], [1, 2, 3], [1, 1, 1])
    with pytest.raises(ValueError, match="collinear"):
        grouped_hazards([1, 2, 3, 3], [1, 2, 3, 4], [[1, 2], [0, 0], [1, 2], [0, 0]])
    with pytest.raises(ValueError, match="ends before it starts in 1 rows"):
        turnbull([4], [3])
    with pytest.raises(ValueError, match="whole days"):
        turnbull([1.5], [3])
    with pytest.raises(ValueError, match="must be positive"):
        turnbull([1], [3], [0])
    with pytest.raises(ValueError, match="link must be"):
        grouped_hazards([1, 2], [1, 2], [0, 1], link="probit")
    alone = turnbull([4], [9])
    assert (alone.mass[0], alone.survival[0]) == (1, 0)


def test_one_cell_leaves_nothing_to_test_a_change_by():
    fit = grouped_hazards([1, 1, 1, 31, 31, 31], [30, 30, 30, np.nan, np.nan, np.nan], [0, 0, 1, 1, 1, 0])
    # Two of three against one of three left.
    assert fit.coefficients[0] == pytest.approx(np.log(np.log(2 / 3) / np.log(1 / 3)))
    assert np.isnan(fit.proportional_p_value[0]) and np.isnan(fit.proportional([0])[1])
