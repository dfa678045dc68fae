"""One planned day a wave, whatever came before the admission that it was planned from."""

from __future__ import annotations

import pandas as pd

from stepdown.outcomes.ascertainment import ascertainment
from stepdown.outcomes.due_days import due_days

FOLLOW_UP = pd.DataFrame(
    {
        "person_id": ["a", "b", "c", "a", "b", "d"],
        "wave": [1, 1, 1, 2, 2, 2],
        "due_day": [30, 30, 34, 90, 94, 94],
        "status": ["reached", "refused", "reached", "died", "reached", "reached"],
    }
)


def test_the_day_of_most_people_counts():
    assert due_days(FOLLOW_UP).to_dict() == {1: 30, 2: 94}


def test_of_two_days_of_equally_many_the_earlier_one_counts():
    assert due_days(FOLLOW_UP[FOLLOW_UP["person_id"] != "d"]).to_dict() == {1: 30, 2: 90}


def test_nobody_is_lost_to_a_day_of_their_own():
    counts = ascertainment(FOLLOW_UP, pd.Series({"a": "x", "b": "x", "c": "x", "d": "x"}))
    assert counts[["wave", "due_day", "number_due", "number_reached"]].to_numpy().tolist() == [
        [1, 30, 3, 2],
        [2, 94, 3, 2],
    ]
