"""Curves that may be shown: large steps, no tail of few people, and an honest distance from the exact curve."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.disclosure.curves import largest_error, protect_at_risk, protect_curve

GROUPS = st.lists(st.tuples(st.integers(1, 180), st.booleans()), min_size=1, max_size=160)


def drops_of(curve) -> int:
    """How many steps a protected curve has, the one on day 0 included."""
    heights = [1.0, *curve["survival"]]
    return sum(later < earlier for earlier, later in pairwise(heights))


@pytest.fixture
def shown(curve_of, rules):
    """`shown(people)` is the protected curve of (day, event) pairs."""

    def protect(people):
        raw = curve_of([day for day, _ in people], [event for _, event in people])
        return raw, protect_curve(raw, rules)

    return protect


@given(people=GROUPS)
def test_every_step_stands_for_at_least_eleven_events(people, curve_of, rules):
    raw = curve_of([day for day, _ in people], [event for _, event in people])
    curve = protect_curve(raw, rules)
    assert drops_of(curve) <= raw["n_events"].sum() // rules.min_cell


@given(people=GROUPS)
def test_a_curve_never_rises_and_stays_a_share(people, curve_of, rules):
    raw = curve_of([day for day, _ in people], [event for _, event in people])
    curve = protect_curve(raw, rules)
    assert (curve["survival"].diff().dropna() <= 0).all()
    for column in ("survival", "lower", "upper"):
        assert curve[column].dropna().between(0, 1).all()


@given(people=GROUPS)
def test_a_height_is_a_ratio_of_rounded_counts_of_at_least_eleven_people(people, curve_of, rules):
    raw = curve_of([day for day, _ in people], [event for _, event in people])
    curve = protect_curve(raw, rules)
    whole = 5 * np.floor(len(people) / 5 + 0.5)
    for height in curve["survival"]:
        survivors = height * whole
        assert survivors >= rules.min_cell
        assert survivors == pytest.approx(5 * round(survivors / 5), abs=0.01)


@given(people=GROUPS)
def test_a_curve_ends_while_eleven_people_are_at_risk(people, curve_of, rules):
    raw = curve_of([day for day, _ in people], [event for _, event in people])
    curve = protect_curve(raw, rules)
    if len(curve):
        assert (raw.loc[raw["day"] >= curve["day"].max(), "n_at_risk"].iloc[0]) >= rules.min_cell


@given(people=GROUPS)
def test_the_claimed_distance_bounds_the_distance_on_every_day(people, curve_of, rules):
    raw = curve_of([day for day, _ in people], [event for _, event in people])
    curve = protect_curve(raw, rules)
    claimed = largest_error(raw, curve)
    if curve.empty:
        assert np.isnan(claimed)
        return
    distances = []
    for day in range(int(curve["day"].max()) + 1):
        before = raw.loc[raw["day"] <= day, "survival"]
        exact = before.iloc[-1] if len(before) else 1.0
        distances.append(abs(exact - curve.loc[curve["day"] <= day, "survival"].iloc[-1]))
    assert max(distances) == pytest.approx(claimed, abs=1e-9)


def test_a_group_below_eleven_has_no_curve(shown):
    _, curve = shown([(10 * i, True) for i in range(1, 11)])
    assert curve.empty


def test_a_group_with_too_few_events_has_no_curve_rather_than_a_flat_one(shown):
    _, curve = shown([(90, i < 5) for i in range(100)])
    assert curve.empty


def test_a_curve_by_hand(shown):
    """100 people, one event a day on days 1 to 22, the others followed to day 180: two steps of 11."""
    raw, curve = shown([(day, True) for day in range(1, 23)] + [(180, False)] * 78)
    assert curve[["day", "survival"]].to_numpy().tolist() == [[0, 1.0], [6, 0.9], [17, 0.8], [180, 0.8]]
    assert largest_error(raw, curve) == pytest.approx(0.06)  # on day 16: 84 free of it, 90 shown


def test_the_last_few_events_join_the_last_step(shown):
    _, curve = shown([(day, True) for day in range(1, 15)] + [(180, False)] * 86)
    assert drops_of(curve) == 1


def test_a_curve_ends_before_the_step_that_leaves_too_few_people(shown):
    """30 people who all have the event: after the first step of 11 the second would leave nobody."""
    _, curve = shown([(day, True) for day in range(1, 31)])
    assert drops_of(curve) == 1
    assert curve["survival"].min() > 0


def test_events_of_day_zero_lower_the_curve_at_its_start(shown):
    _, curve = shown([(0, True)] * 20 + [(180, False)] * 80)
    assert curve.loc[0, ["day", "survival"]].tolist() == [0, 0.8]


@pytest.mark.parametrize(("day", "number"), [(0, 100), (1, 100), (50, 100), (51, 20), (90, 20), (91, None)])
def test_numbers_at_risk_are_those_just_before_the_day(day, number, curve_of, rules):
    raw = curve_of([50] * 80 + [90] * 20, [True] * 80 + [False] * 20)
    (found,) = protect_at_risk(raw, [day], rules)
    assert found == number if number else np.isnan(found)


@given(people=GROUPS)
def test_no_number_at_risk_is_small(people, curve_of, rules):
    raw = curve_of([day for day, _ in people], [event for _, event in people])
    for number in protect_at_risk(raw, [0, 30, 90, 180], rules):
        assert np.isnan(number) or number >= rules.min_cell
