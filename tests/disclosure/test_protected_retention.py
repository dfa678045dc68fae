"""Counts of discharges and of joint states behind the door."""

from __future__ import annotations

import pandas as pd

from stepdown.cohort.spells.ledger import COUNTS
from stepdown.disclosure.retention import protect_discharges, protect_joint_states


def ledger(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([dict.fromkeys(COUNTS, 0) | {"level_of_care": "outpatient"} | row for row in rows])


def test_a_month_is_counted_together_and_small_counts_are_hidden(rules):
    raw = ledger(
        {"day": 0, "entered": 120, "after": 120},
        {"day": 3, "before": 120, "left": 14, "after": 106},
        {"day": 20, "before": 106, "left": 9, "died": 2, "transferred": 4, "after": 91},
        {"day": 31, "before": 91, "completed": 91, "after": 0},
    )
    first, second = protect_discharges(raw, rules).to_dict("records")
    assert (first["first_day"], first["last_day"], first["entered"], first["left"]) == (0, 29, 120, 25)
    assert pd.isna(first["died"]) and pd.isna(first["transferred"])
    assert (second["in_care_at_start"], second["completed"], second["in_care_at_end"]) == (90, 90, 0)


def test_one_hidden_count_takes_another_with_it(rules):
    raw = ledger({"day": 0, "before": 100, "left": 30, "died": 3, "after": 67})
    (row,) = protect_discharges(raw, rules).to_dict("records")
    assert pd.isna(row["died"]) and pd.isna(row["left"]), "100 − 67 − 30 would tell how many died"
    assert row["in_care_at_start"] == 100


def test_joint_states_are_protected_week_by_week(rules):
    counts = pd.DataFrame(
        {
            "level": "all",
            "week": [1] * 3 + [2] * 3,
            "state": ["x", "y", "z"] * 2,
            "n": [50, 40, 30, 80, 36, 4],
        }
    )
    one, two = protect_joint_states(counts, rules).to_dict("records")
    assert (one["x"], one["y"], one["z"]) == (50, 40, 30)
    assert two["x"] == 80 and pd.isna(two["y"]) and pd.isna(two["z"])
