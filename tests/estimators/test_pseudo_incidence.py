"""Pseudo-values of cumulative incidence: by definition, by brute force, and against the Aalen–Johansen curve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.pseudo_incidence import pseudo_incidence
from stepdown.estimators.pseudo_values import pseudo_values

from .oracle import agrees, made_up, reference

rows = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=4, max_size=40)


def incidence(time, cause, weights, horizon):
    total, free, found = None, 1.0, 0.0
    for day in np.unique(time[time <= horizon]):
        total = weights[time >= day].sum()
        here = time == day
        found += free * weights[here & (cause == 1)].sum() / total
        free *= 1 - weights[here & (cause > 0)].sum() / total
    return found


@settings(max_examples=60, deadline=None)
@given(rows)
def test_they_are_the_derivative_by_each_persons_weight(people):
    time, cause = (np.array(column, dtype=float) for column in zip(*people, strict=True))
    time = np.append(time, 13.0)  # somebody is followed to the horizon
    cause = np.append(cause, 0.0)
    n, ones, small = len(time), np.ones(len(time)), 1e-6
    expected = []
    for person in range(n):
        up, down = ones.copy(), ones.copy()
        up[person] += small
        down[person] -= small
        slope = (incidence(time, cause, up, 12) - incidence(time, cause, down, 12)) / (2 * small)
        expected.append(incidence(time, cause, ones, 12) + n * slope)
    assert pseudo_incidence(time, cause, np.zeros(n), 12) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_their_mean_is_the_incidence(people):
    time, cause = (np.array(column, dtype=float) for column in zip(*people, strict=True))
    time, cause = np.append(time, 13.0), np.append(cause, 0.0)
    expected = aalen_johansen(time, cause, n_causes=2).at(12)[0][0]
    assert pseudo_incidence(time, cause, np.zeros(len(time)), 12).mean() == pytest.approx(expected, abs=1e-9)


def test_without_censoring_they_are_the_outcomes_themselves():
    time, cause = [1, 2, 3, 4, 5, 6], [1, 2, 1, 2, 1, 1]
    assert pseudo_incidence(time, cause, [0] * 6, 5) == pytest.approx([1, 0, 1, 0, 1, 0])


def test_with_one_cause_they_are_those_of_the_kaplan_meier_risk():
    table = made_up("survival")
    event = table["event"].to_numpy(float)
    theirs = pseudo_values(table["time"], event, table["treated"], 5, "risk")
    agrees(pseudo_incidence(table["time"], event, table["treated"], 5), theirs, 1e-9)


def test_agrees_with_r():
    table = made_up("competing")
    theirs = reference("pseudo_incidence")
    for horizon, values in zip(theirs["horizon"], theirs["values"], strict=True):
        ours = pseudo_incidence(table["time"], table["cause"], table["group"], horizon)
        agrees(ours, values, 1e-8)


def test_a_group_that_nobody_follows_that_far_is_refused():
    with pytest.raises(ValueError, match="group b is followed to day 9"):
        pseudo_incidence([9, 9, 3, 4], [0, 1, 1, 0], ["a", "a", "b", "b"], 9)
