"""The day on which each interview was planned."""

from __future__ import annotations

import pandas as pd


def due_days(follow_up: pd.DataFrame) -> pd.Series:
    """Wave -> the day on which it was due for most people, the earliest of several such days.

    Interviews are planned from an admission, and records count from a person's first one: where detox came before it,
    the same wave is due some days later. Readers meet one day a wave.
    """
    counts = follow_up.groupby(["wave", "due_day"]).size().rename("n").reset_index()
    order = counts.sort_values(["wave", "n", "due_day"], ascending=[True, False, True])
    return order.drop_duplicates("wave").set_index("wave")["due_day"]
