"""Kaplan–Meier against R's `survfit`, by hand, and under reordering."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.kaplan_meier import kaplan_meier

from . import help_study
from .oracle import agrees, made_up, numbers, reference

SMALL = ["ties", "one_event", "all_events", "no_events", "two_people", "flat_half", "half_then_lower"]


def data(case: str) -> tuple:
    """The rows a reference curve was computed from."""
    if case.startswith("made_up"):
        table = made_up("survival")
        return table["time"], table["event"], table["entry"] if "late" in case else None
    if case in SMALL:
        return made_up(case)["time"], made_up(case)["event"], None
    study, group = case.split("_")
    table = getattr(help_study, study)()
    column = "treated" if group in "01" else "substance"
    table = table[table[column].astype(str) == group]
    return table["time"], table["event"], None


CASES = [name for name in reference("kaplan_meier") if name != "made_with"]


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    theirs = reference("kaplan_meier")[case]
    curve = kaplan_meier(*data(case))
    for name in ("time", "n_at_risk", "n_events", "n_censored"):
        np.testing.assert_array_equal(getattr(curve, name), theirs[name])
    agrees(curve.survival, theirs["survival"], 1e-12)
    agrees(curve.std_error, theirs["std_error"], 1e-12)
    # R leaves the bounds open until the first event; ours are 1 there, as `.at` is before the curve.
    begun = curve.survival < 1
    assert np.all(curve.lower[~begun] == 1)
    assert np.all(curve.upper[~begun] == 1)
    agrees(curve.lower[begun], numbers(theirs["lower"])[begun], 1e-12)
    agrees(curve.upper[begun], numbers(theirs["upper"])[begun], 1e-12)


@pytest.mark.parametrize("case", CASES)
def test_median_follows_r(case):
    theirs = reference("kaplan_meier")[case]["median"]
    np.testing.assert_array_equal(kaplan_meier(*data(case)).median(), numbers(theirs))


def test_by_hand():
    curve = kaplan_meier([1, 2, 2, 3], [1, 1, 0, 1])
    np.testing.assert_allclose(curve.survival, [3 / 4, 1 / 2, 0])
    np.testing.assert_allclose(curve.std_error, [np.sqrt(3) / 8, 0.25, np.nan])


def test_without_censoring_it_is_the_share_still_free():
    time = np.repeat(np.arange(1, 11), 3)
    curve = kaplan_meier(time, np.ones(30))
    np.testing.assert_allclose(curve.survival, 1 - np.arange(1, 11) / 10, atol=1e-15)
    inner = curve.survival[:-1]
    np.testing.assert_allclose(curve.std_error[:-1], np.sqrt(inner * (1 - inner) / 30), rtol=1e-12)


def test_reads_between_before_and_after_the_steps():
    curve = kaplan_meier([2, 4, 6], [1, 0, 1])
    survival, std_error, lower, upper = curve.at([0, 1.9, 2, 5, 6, 99])
    np.testing.assert_allclose(survival, [1, 1, 2 / 3, 2 / 3, 0, 0])
    assert list(std_error[:2]) == [0, 0]
    assert list(lower[:2]) == list(upper[:2]) == [1, 1]
    assert np.isnan(lower[-1])
    assert curve.at(2)[0] == pytest.approx(2 / 3)


def test_event_on_day_zero_counts():
    curve = kaplan_meier([0, 5], [1, 0])
    assert curve.at(0)[0] == 0.5


def test_nobody_is_at_risk_before_entering():
    curve = kaplan_meier([3, 5, 8], [1, 1, 0], entry=[0, 3, 4])
    # On day 3 the second person has not entered: at risk is entry < t.
    np.testing.assert_array_equal(curve.n_at_risk, [1, 2, 1])


def test_refuses_rows_that_end_before_they_start():
    with pytest.raises(ValueError, match="entry"):
        kaplan_meier([3, 5], [1, 0], entry=[3, 0])


def test_finds_a_known_exponential():
    # 4,000 people, hazard 1/50 a day cut to whole days, uniform censoring; 4 standard errors are allowed.
    draw = np.random.default_rng(11)
    time, censoring = np.ceil(draw.exponential(50, 4000)), draw.integers(1, 200, 4000)
    curve = kaplan_meier(np.minimum(time, censoring), time <= censoring)
    survival, std_error, _, _ = curve.at([10, 30, 90])
    assert np.all(np.abs(survival - np.exp(-np.array([10, 30, 90]) / 50)) < 4 * std_error)


rows = st.lists(st.tuples(st.integers(0, 15), st.booleans()), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_order_and_container_do_not_matter(people, random):
    shuffled = people.copy()
    random.shuffle(shuffled)
    one = kaplan_meier([t for t, _ in people], [e for _, e in people])
    two = kaplan_meier(pd.Series([t for t, _ in shuffled]), np.array([e for _, e in shuffled]))
    for name in ("time", "n_at_risk", "n_events", "n_censored", "survival", "std_error", "lower", "upper"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


@settings(max_examples=60, deadline=None)
@given(rows)
def test_curve_never_rises_and_lies_within_its_band(people):
    curve = kaplan_meier([t for t, _ in people], [e for _, e in people])
    assert np.all(np.diff(curve.survival) <= 0)
    known = np.isfinite(curve.lower)
    assert np.all(curve.lower[known] <= curve.survival[known])
    assert np.all(curve.survival[known] <= curve.upper[known])
    assert curve.n_events.sum() + curve.n_censored.sum() == len(people)
