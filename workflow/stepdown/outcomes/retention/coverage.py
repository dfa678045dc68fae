"""Days covered by medication, with early refills carried over (definitions, B.7)."""

from __future__ import annotations

import numpy as np
import pandas as pd


def covered_runs(doses: pd.DataFrame) -> pd.DataFrame:
    """When each dose or fill was used.

    A fill that comes before the last one is used up starts when that ends: its days shift forward.

    Parameters
    ----------
    doses : canonical medication.

    Returns
    -------
    pandas.DataFrame
        By person and day: person_id, start, stop (first day not covered), gap (days without cover before the start; 0
        for a person's first).
    """
    rows = doses.sort_values(["person_id", "day", "medication"], kind="stable")
    person = pd.factorize(rows["person_id"])[0]
    day, supply = rows["day"].to_numpy(dtype="int64"), rows["days_covered"].to_numpy(dtype="int64")
    # start = max(day, end before): with c the supply used so far, end − c is a running maximum of day − c.
    total = np.cumsum(supply)
    first = np.r_[True, person[1:] != person[:-1]] if len(rows) else np.zeros(0, bool)
    before = (
        (total - supply) - np.repeat((total - supply)[first], np.bincount(person)) if len(rows) else total
    )
    slack = pd.Series(day - before).groupby(person).cummax().to_numpy() if len(rows) else day
    start = slack + before
    stop = start + supply
    gap = np.where(first, 0, start - np.r_[0, stop[:-1]]) if len(rows) else start
    return pd.DataFrame({"person_id": rows["person_id"].to_numpy(), "start": start, "stop": stop, "gap": gap})


def first_gap_after_start(doses: pd.DataFrame, gap_days: int) -> pd.DataFrame:
    """When each person's first course ran out: the first gap of more than `gap_days`, or the end of the last dose.

    Returns
    -------
    pandas.DataFrame
        Indexed by person_id: start (day of the first dose), stop (first day not covered before the gap).
    """
    runs = covered_runs(doses)
    broken = (runs["gap"] > gap_days).groupby(runs["person_id"]).cumsum() > 0
    course = runs[~broken].groupby("person_id")
    return pd.DataFrame({"start": course["start"].min(), "stop": course["stop"].max()})
