"""The first episode of each person, and how long it lasted."""

from __future__ import annotations

import pandas as pd


def first_episode(episodes: pd.DataFrame) -> pd.DataFrame:
    """One row a person: the episode with the earliest admission, by episode_id where two start on one day.

    Parameters
    ----------
    episodes : canonical episodes. An episode without an admission day comes last.
    """
    if episodes["person_id"].is_unique:
        # Most sources, and every row of a national file: nothing to sort.
        return episodes.reset_index(drop=True)
    ordered = episodes.sort_values(
        ["person_id", "admission_day", "episode_id"], kind="stable", na_position="last"
    )
    return ordered.drop_duplicates("person_id").reset_index(drop=True)


def stay_interval(episodes: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Shortest and longest stay in days that the records allow; equal where the days are known.

    A given interval comes first; otherwise the days from admission to discharge are both ends.
    """
    days = (episodes["discharge_day"] - episodes["admission_day"]).astype("Float64")
    lowest = episodes["stay_days_lowest"].astype("Float64")
    highest = episodes["stay_days_highest"].astype("Float64")
    given = lowest.notna()
    return lowest.where(given, days), highest.where(given, days)
