"""How many planned interviews took place, by group: shown before any effect."""

from __future__ import annotations

import pandas as pd

from stepdown.outcomes.due_days import due_days


def ascertainment(follow_up: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """Count planned and reached interviews.

    Parameters
    ----------
    follow_up : canonical follow_up records.
    group : group of each person, indexed by person_id.

    Returns
    -------
    pandas.DataFrame
        Columns level, wave, due_day, number_due, number_reached.
    """
    rows = follow_up.assign(
        level=follow_up["person_id"].map(group),
        reached=follow_up["status"] == "reached",
        due_day=follow_up["wave"].map(due_days(follow_up)),
    )
    counts = (
        rows.dropna(subset="level")
        .groupby(["level", "wave", "due_day"], observed=True)["reached"]
        .agg(number_due="size", number_reached="sum")
        .reset_index()
    )
    return counts.astype({"number_due": "int64", "number_reached": "int64"})
