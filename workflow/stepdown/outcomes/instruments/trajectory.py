"""Assessments on the scale of days: one at baseline, one near each due day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepdown.errors import Problem
from stepdown.outcomes.instruments.checks import InstrumentError, numbers

BASELINE = (-30, 7)


@dataclass(frozen=True)
class Trajectory:
    """Scores of people at baseline and near each due day.

    Parameters
    ----------
    people : everybody with a row, sorted
    due_days : day 0 for baseline, then the due days
    days : people × due days, when the assessment was made; NaN where there is none in the window
    scores : people × due days
    rows : people × due days, positions of the rows that were taken; −1 where there is none
    """

    people: NDArray
    due_days: NDArray[np.int64]
    days: NDArray[np.float64]
    scores: NDArray[np.float64]
    rows: NDArray[np.int64]


def nearest_rows(
    person: ArrayLike, day: ArrayLike, score: ArrayLike, due_day: int, window: tuple[int, int]
) -> NDArray[np.int64]:
    """Find each person's scored row nearest to a due day.

    Parameters
    ----------
    person, day, score : one value a row; days count from the index date; NaN scores are passed over
    due_day : the day it was due
    window : first and last day that count, inclusive

    Returns
    -------
    positions of the rows, at most one a person, in the order of the people

    Notes
    -----
    Of two equally near, the earlier one counts, and of two on one day the first row.
    """
    people = np.asarray(person)
    days, scores = numbers("day", day), numbers("score", score)
    usable = np.flatnonzero((days >= window[0]) & (days <= window[1]) & ~np.isnan(scores))
    _, who = np.unique(people[usable], return_inverse=True)
    order = np.lexsort((usable, days[usable], np.abs(days[usable] - due_day), who))
    first = np.ones(len(order), dtype=bool)
    first[1:] = who[order][1:] != who[order][:-1]
    return usable[order[first]]


def baseline_rows(
    person: ArrayLike, day: ArrayLike, score: ArrayLike, window: tuple[int, int] = BASELINE
) -> NDArray[np.int64]:
    """Find each person's scored row nearest to the index date within the baseline window."""
    return nearest_rows(person, day, score, 0, window)


def trajectory(
    person: ArrayLike,
    day: ArrayLike,
    score: ArrayLike,
    due_days: Sequence[int],
    within: int,
    baseline: tuple[int, int] = BASELINE,
) -> Trajectory:
    """Scores at baseline and at each due day, a row of the result for each person.

    Parameters
    ----------
    person, day, score : one value a row
    due_days : planned days of follow-up, in order
    within : days before and after a due day that count
    baseline : first and last day of the baseline window, inclusive

    Raises
    ------
    InstrumentError
        Where windows overlap: one assessment must not stand for two occasions.
    """
    windows = [tuple(baseline), *((due - within, due + within) for due in due_days)]
    if within < 0 or any(first > last for first, last in windows):
        raise InstrumentError([Problem("trajectory", "A window ends before it starts.")])
    if any(later[0] <= earlier[1] for earlier, later in pairwise(windows)):
        what = "Two windows overlap, or the due days are not in order."
        mend = "Make `within` or the baseline window smaller: an assessment stands for one occasion only."
        raise InstrumentError([Problem("trajectory", what, mend)])
    days, scores = numbers("day", day), numbers("score", score)
    people, who = np.unique(np.asarray(person), return_inverse=True)
    targets = np.array([0, *due_days], dtype=np.int64)
    rows = np.full((len(people), len(targets)), -1, dtype=np.int64)
    for column, (due, window) in enumerate(zip(targets, windows, strict=True)):
        chosen = nearest_rows(who, days, scores, int(due), window)
        rows[who[chosen], column] = chosen
    found = rows >= 0
    return Trajectory(people, targets, _taken(days, rows, found), _taken(scores, rows, found), rows)


def _taken(
    values: NDArray[np.float64], rows: NDArray[np.int64], found: NDArray[np.bool_]
) -> NDArray[np.float64]:
    taken = np.full(rows.shape, np.nan)
    taken[found] = values[rows[found]]
    return taken
