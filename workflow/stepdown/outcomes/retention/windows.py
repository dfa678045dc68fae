"""Windows of days after an anchor, with both ends and their source: never "within k days" alone."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Window:
    """Days `start` to `end` after the anchor, both included.

    Parameters
    ----------
    anchor : the event that is day 0 of the window, in words.
    start, end : offsets in days.
    source : the measure that the window is from.
    """

    anchor: str
    start: int
    end: int
    source: str

    def words(self) -> str:
        return f"days {self.start} to {self.end} after {self.anchor} ({self.source})"


def days_inside(anchors: pd.Series, happened: pd.DataFrame, start, end) -> pd.Series:
    """How many different days of each person's window something happened on.

    Parameters
    ----------
    anchors : person_id -> day of the anchor.
    happened : rows of person_id and day.
    start, end : offsets, both included.

    Returns
    -------
    pandas.Series
        Counts by person_id, in the order of `anchors`; 0 where nothing happened.
    """
    rows = happened[["person_id", "day"]].drop_duplicates()
    since = rows["day"].astype("Int64") - rows["person_id"].map(anchors).astype("Int64")
    inside = rows[((since >= start) & (since <= end)).fillna(False)]
    return inside.groupby("person_id").size().reindex(anchors.index, fill_value=0)
