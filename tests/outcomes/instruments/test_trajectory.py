"""Assessments on the scale of days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.trajectory import baseline_rows, nearest_rows, trajectory

NAN = float("nan")


def test_baseline_is_the_nearest_to_the_index_date_and_the_earlier_of_two():
    person = ["b", "a", "a", "a", "b", "c", "d"]
    day = [5, -3, 3, -31, -40, 2, 0]
    score = [1, 2, 3, 4, 5, NAN, 7]
    assert baseline_rows(person, day, score).tolist() == [1, 0, 6]
    assert baseline_rows(person, day, score, (0, 7)).tolist() == [2, 0, 6]


def test_a_row_a_person_near_each_due_day():
    person = [2, 1, 1, 1, 1, 2, 3]
    day = [0, 0, 85, 95, 200, 60, 300]
    score = [20, 18, 10, 9, 5, 11, 1]
    got = trajectory(person, day, score, [90, 180], within=30)
    assert got.people.tolist() == [1, 2, 3] and got.due_days.tolist() == [0, 90, 180]
    np.testing.assert_array_equal(got.scores, [[18, 10, 5], [20, 11, NAN], [NAN, NAN, NAN]])
    np.testing.assert_array_equal(got.days, [[0, 85, 200], [0, 60, NAN], [NAN, NAN, NAN]])
    assert got.rows.tolist() == [[1, 2, 4], [0, 5, -1], [-1, -1, -1]]


@pytest.mark.parametrize(
    ("due", "within", "baseline"),
    [
        ([30, 60], 15, (-30, 7)),
        ([10], 5, (-30, 7)),
        ([180, 90], 10, (-30, 7)),
        ([90], -1, (-30, 7)),
        ([90], 9, (7, 0)),
    ],
)
def test_windows_that_overlap_are_refused(due, within, baseline):
    with pytest.raises(InstrumentError):
        trajectory([1], [0], [3], due, within, baseline)


ROWS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(-40, 120), st.sampled_from([NAN, 1.0, 2.0, 3.0])),
    min_size=1,
    max_size=25,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_nearest_row_whatever_the_order(rows, random):
    def chosen(table):
        person, day, score = (np.array(column) for column in zip(*table, strict=True))
        found = nearest_rows(person, day, score, 30, (15, 45))
        return {int(person[i]): int(day[i]) for i in found}

    shuffled = list(rows)
    random.shuffle(shuffled)
    expected = {}
    for who in {person for person, _, _ in rows}:
        days = [day for person, day, score in rows if person == who and 15 <= day <= 45 and score == score]
        if days:
            expected[who] = min(days, key=lambda day: (abs(day - 30), day))
    assert chosen(rows) == chosen(shuffled) == expected


def test_no_rows_at_all():
    assert nearest_rows([], [], [], 0, (-5, 5)).tolist() == []
    assert trajectory([], [], [], [90], 10).scores.shape == (0, 2)
