"""Days and the intervals of a lattice. Interval 1 comes first; day 0 and what was before are in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from stepdown.outcomes.words.rules import WordRules


def last_days(rules: WordRules, intervals: np.ndarray) -> np.ndarray:
    """The last day of each interval (for visits, the planned day); 0 for interval 0, floats.

    Parameters
    ----------
    intervals : array of int, shape (n,), at least 0
    """
    if not rules.visit_days:
        return intervals * float(rules.interval_days)
    days = np.array([0, *rules.visit_days], dtype=float)
    return days[np.minimum(intervals, len(rules.visit_days))]


def interval_of(rules: WordRules, days: np.ndarray) -> np.ndarray:
    """The interval that holds each day; 0 for days that are in none.

    Parameters
    ----------
    days : array of int, shape (n,)
    """
    days = np.asarray(days, dtype=np.int64)
    if not rules.visit_days:
        return np.where(days >= 1, (days - 1) // rules.interval_days + 1, 0)
    visits = np.array(rules.visit_days, dtype=float)
    gaps = np.diff(visits, prepend=0)
    # Halfway to the neighbouring visits; before the first and after the last visit as far as to its neighbour.
    upper = visits + np.append(gaps[1:], gaps[-1]) / 2
    interval = np.searchsorted(upper, days, side="left") + 1
    return np.where((days >= 1) & (interval <= len(visits)), interval, 0)
