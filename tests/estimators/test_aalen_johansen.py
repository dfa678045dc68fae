"""Cumulative incidence against R's `survfit` and `cuminc`, by hand, by brute force and from known truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.kaplan_meier import kaplan_meier

from .oracle import agrees, made_up, numbers, reference

CASES = [name for name in reference("aalen_johansen") if name != "made_with"]


def data(case: str) -> tuple:
    """Time, cause, entry and number of causes of a reference curve."""
    if not case.startswith("made_up"):
        table = made_up(case)
        return table["time"], table["cause"], None, 2
    table = made_up("competing")
    if case == "made_up_all_followed":
        table = table[table["cause"] > 0]
    if case == "made_up_exact_time":
        table = table.head(80)
    time = table["exact_time" if "exact" in case else "time"]
    return time, table["cause"], table["entry"] if "late" in case else None, 3


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    theirs = reference("aalen_johansen")[case]
    curve = aalen_johansen(*data(case))
    np.testing.assert_array_equal(curve.time, theirs["time"])
    np.testing.assert_array_equal(curve.n_at_risk, theirs["n_at_risk"])
    agrees(curve.survival, theirs["survival"], 1e-12)
    agrees(curve.incidence, theirs["incidence"], 1e-12)
    # R says 0 or rounding error where everybody has left by one cause.
    known = np.isfinite(curve.std_error)
    agrees(curve.std_error[known], numbers(theirs["std_error"])[known], 1e-10)
    if "late" in case:
        # The jackknife estimates the same variance; with late entry it is not the same number.
        np.testing.assert_allclose(
            curve.std_error[10:], numbers(theirs["std_error_jackknife"])[10:], rtol=0.05
        )
        return
    # R leaves the bounds open until the first event; ours are 0 there, as `.at` is before the curve.
    begun = known & (curve.incidence > 0)
    assert np.all(curve.lower[curve.incidence == 0] == 0)
    assert np.all(curve.upper[curve.incidence == 0] == 0)
    agrees(curve.lower[begun], numbers(theirs["lower"])[begun], 1e-10)
    agrees(curve.upper[begun], numbers(theirs["upper"])[begun], 1e-10)


@pytest.mark.parametrize("case", [name for name in CASES if "cuminc" in reference("aalen_johansen")[name]])
def test_agrees_with_cuminc_up_to_the_kind_of_variance(case):
    theirs = reference("aalen_johansen")[case]
    curve = aalen_johansen(*data(case))
    columns = [cause - 1 for cause in theirs["cuminc_causes"]]
    agrees(curve.incidence[:, columns], theirs["cuminc"], 1e-12)
    if case == "made_up":
        # Aalen's variance, not Greenwood's: close in 300 people, not equal.
        ours, other = curve.std_error[:, columns], np.sqrt(numbers(theirs["cuminc_variance"]))
        late = curve.time >= 5
        np.testing.assert_allclose(ours[late], other[late], rtol=0.03)
        assert not np.allclose(ours[late], other[late], rtol=1e-6)


def test_by_hand():
    # Day 1: cause 1 in 1 of 4. Day 2: cause 2 in 1 of 3, one censored. Day 3: the last by cause 1.
    curve = aalen_johansen([1, 2, 2, 3], [1, 2, 0, 1])
    np.testing.assert_allclose(curve.incidence, [[1 / 4, 0], [1 / 4, 1 / 4], [3 / 4, 1 / 4]])
    np.testing.assert_allclose(curve.survival, [3 / 4, 1 / 2, 0])
    np.testing.assert_array_equal(curve.n_events, [[1, 0], [0, 1], [1, 0]])
    np.testing.assert_allclose(curve.std_error[0, 0], np.sqrt(1 / 4 * 3 / 4 / 4))
    half_width = 1.959964 * np.sqrt(3) / 8 / (0.25 * np.log(4))
    assert curve.lower[0].tolist() == [pytest.approx(0.25 ** np.exp(half_width), rel=1e-5), 0]


def test_without_censoring_it_is_the_share_that_each_cause_has_ended():
    time, cause = np.repeat([3, 5, 8], 4), np.array([1, 1, 2, 3] * 3)
    curve = aalen_johansen(time, cause)
    np.testing.assert_allclose(curve.incidence, np.outer([1, 2, 3], [2, 1, 1]) / 12)
    share = curve.incidence
    np.testing.assert_allclose(curve.std_error, np.sqrt(share * (1 - share) / 12), rtol=1e-12)


def test_reads_between_before_and_after_the_steps():
    curve = aalen_johansen([2, 4, 6], [1, 0, 2])
    incidence, std_error, lower, upper = curve.at([0, 2, 5, 99])
    np.testing.assert_allclose(incidence, [[0, 0], [1 / 3, 0], [1 / 3, 0], [1 / 3, 2 / 3]])
    assert incidence.shape == std_error.shape == lower.shape == upper.shape == (4, 2)
    assert curve.at(2)[0].tolist() == [pytest.approx(1 / 3), 0]
    assert (std_error[0] == 0).all()
    assert (upper[0] == 0).all()


def test_nobody_has_any_event():
    table = made_up("competing_no_events")
    curve = aalen_johansen(table["time"], table["cause"], n_causes=2)
    assert (curve.incidence == 0).all()
    assert (curve.std_error == 0).all()
    assert (curve.upper == 0).all()


def test_everybody_has_one_cause():
    # As Kaplan-Meier at survival 0: nothing is left to vary, so there is no interval.
    curve = aalen_johansen([1, 2], [1, 1], n_causes=2)
    assert curve.incidence[-1].tolist() == [1, 0]
    assert np.isnan([curve.std_error[-1, 0], curve.lower[-1, 0], curve.upper[-1, 0]]).all()
    assert curve.upper[-1, 1] == 0


@pytest.mark.parametrize(
    ("cause", "options", "message"),
    [
        ([1, 3], {"n_causes": 2}, "from 0 to 2"),
        ([1, -1], {}, "whole number"),
        ([1, 0.5], {}, "whole number"),
        ([1, float("nan")], {}, "missing"),
        ([1, 0, 2], {}, "rows"),
        ([1, 0], {"entry": [4, 0]}, "entry"),
        ([1, 0], {"n_causes": 0}, "at least one cause"),
    ],
)
def test_refuses_bad_input(cause, options, message):
    with pytest.raises(ValueError, match=message):
        aalen_johansen([3, 5], cause, **options)


def influence_std_error(time, cause, column: int) -> np.ndarray:
    """Brute force: each person's derivative of the incidence by their weight, squared and summed."""
    days, n, k = np.unique(time), len(time), 3
    found = np.zeros((n, len(days)))
    survival, incidence = 1.0, 0.0
    of_survival, of_incidence = np.zeros(n), np.zeros(n)
    for j, day in enumerate(days):
        at_risk = time >= day
        hazards = np.array([np.sum((time == day) & (cause == c)) for c in range(1, k + 1)]) / at_risk.sum()
        errors = np.array(
            [
                (((time == day) & (cause == c)).astype(float) - at_risk * hazards[c - 1]) / at_risk.sum()
                for c in range(1, k + 1)
            ]
        )
        of_incidence = of_incidence + of_survival * hazards[column] + survival * errors[column]
        of_survival = of_survival * (1 - hazards.sum()) - survival * errors.sum(axis=0)
        incidence += survival * hazards[column]
        survival *= 1 - hazards.sum()
        found[:, j] = of_incidence
    return np.sqrt((found**2).sum(axis=0))


people = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=40)


@settings(max_examples=80, deadline=None)
@given(people)
def test_causes_and_survival_add_up_to_one(rows):
    curve = aalen_johansen([t for t, _ in rows], [c for _, c in rows], n_causes=3)
    np.testing.assert_allclose(curve.survival + curve.incidence.sum(axis=1), 1, atol=1e-12)
    assert np.all(np.diff(curve.incidence, axis=0) >= 0)
    known = np.isfinite(curve.lower)
    assert np.all(curve.lower[known] <= curve.incidence[known] + 1e-12)
    assert np.all(curve.incidence[known] <= curve.upper[known] + 1e-12)
    assert curve.n_events.sum() + curve.n_censored.sum() == len(rows)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), min_size=1, max_size=40))
def test_with_one_cause_it_is_one_minus_kaplan_meier(rows):
    time, cause = [t for t, _ in rows], [c for _, c in rows]
    ours, theirs = aalen_johansen(time, cause), kaplan_meier(time, cause)
    np.testing.assert_allclose(ours.incidence[:, 0], 1 - theirs.survival, atol=1e-12)
    np.testing.assert_allclose(ours.std_error[:, 0], theirs.std_error, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_the_error_is_that_of_the_influence_and_order_does_not_matter(rows, random):
    time, cause = np.array([t for t, _ in rows]), np.array([c for _, c in rows])
    curve = aalen_johansen(time, cause, n_causes=3)
    known = np.isfinite(curve.std_error[:, 0])
    np.testing.assert_allclose(
        curve.std_error[known, 0], influence_std_error(time, cause, 0)[known], atol=1e-8
    )
    random.shuffle(rows)
    shuffled = aalen_johansen([t for t, _ in rows], [c for _, c in rows], n_causes=3)
    np.testing.assert_array_equal(curve.incidence, shuffled.incidence)
    np.testing.assert_array_equal(curve.std_error, shuffled.std_error)


@settings(max_examples=40, deadline=None)
@given(people)
def test_merging_the_other_causes_does_not_change_a_causes_curve(rows):
    time, cause = np.array([t for t, _ in rows]), np.array([c for _, c in rows])
    apart = aalen_johansen(time, cause, n_causes=3)
    merged = aalen_johansen(time, np.minimum(cause, 2), n_causes=2)
    np.testing.assert_allclose(apart.incidence[:, 0], merged.incidence[:, 0], atol=1e-12)
    np.testing.assert_allclose(apart.std_error[:, 0], merged.std_error[:, 0], atol=1e-9)


def test_finds_known_incidences_where_one_minus_kaplan_meier_does_not():
    # Constant hazards 1/40 and 1/60 a day: F1(t) = 0.6 (1 − exp(−t / 24)). 4 standard errors are allowed.
    draw = np.random.default_rng(17)
    n, days = 4000, np.array([10, 30, 60])
    first, second, censoring = draw.exponential(40, n), draw.exponential(60, n), draw.uniform(5, 120, n)
    time = np.minimum(np.minimum(first, second), censoring)
    cause = np.select([time == first, time == second], [1, 2], 0)
    truth = np.outer(1 - np.exp(-days / 24), [0.6, 0.4])
    incidence, std_error, _, _ = aalen_johansen(time, cause).at(days)
    assert np.all(np.abs(incidence - truth) < 4 * std_error)
    naive = 1 - kaplan_meier(time, cause == 1).at(days)[0]
    assert np.all(naive[1:] > incidence[1:, 0] + 4 * std_error[1:, 0])


def test_interval_covers_a_known_incidence():
    # Of 400 intervals, 95 % ± 4 standard errors (1.1 points each) should cover, 90.6 % to 99.4 %.
    draw = np.random.default_rng(19)
    truth = 0.6 * (1 - np.exp(-30 / 24))
    covered = 0
    for _ in range(400):
        first, second = np.ceil(draw.exponential(40, 120)), np.ceil(draw.exponential(60, 120))
        exact = np.minimum(first, second)
        # A tie of the two causes is nobody's in particular: give it to either by their hazards.
        own = np.where(first == second, draw.random(120) < 0.6, first < second)
        censoring = draw.integers(20, 121, 120)
        time, cause = np.minimum(exact, censoring), np.where(exact <= censoring, np.where(own, 1, 2), 0)
        _, _, lower, upper = aalen_johansen(time, cause, n_causes=2).at(30)
        covered += lower[0] <= truth <= upper[0]
    assert 0.906 * 400 <= covered <= 0.994 * 400
