"""Intervals of whole days, and the cells between their ends in which events can be told apart.

Source: Turnbull, 10.1111/j.2517-6161.1976.tb01597.x: only the cells that start where some interval starts and
end where the next one ends can hold events; elsewhere the hazard is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays


@dataclass(frozen=True, eq=False)
class IntervalGrid:
    """Cells, and the run of cells in which each row's event lies.

    Attributes
    ----------
    after, to : ndarrays of float, shape (k,): cell j is the days after `after[j]`, up to and including `to[j]`;
        `to` of the last one is infinite where somebody's interval is open
    first, last : ndarrays of int, shape (n,): the event is in one of the cells first ≤ j < last
    """

    after: np.ndarray
    to: np.ndarray
    first: np.ndarray
    last: np.ndarray


def interval_grid(lowest: Any, highest: Any) -> IntervalGrid:
    """Find the cells.

    Parameters
    ----------
    lowest : array, shape (n,), first day on which the event may have happened, 0 or more
    highest : array, shape (n,), last such day; NaN or infinite where the interval is open. An exact day has
        lowest = highest; somebody followed to day d without the event has lowest = d + 1 and an open interval.

    Returns
    -------
    IntervalGrid

    Raises
    ------
    ValueError
        For missing or negative input, days that are not whole, or an interval that ends before it starts.
    """
    lowest = arrays.numeric(lowest, "lowest")
    highest = np.asarray(highest, dtype=float)
    if highest.shape != lowest.shape:
        raise ValueError(
            f"highest needs one number for each of {len(lowest)} rows; its shape is {highest.shape}."
        )
    highest = np.where(np.isnan(highest), np.inf, highest)
    closed = np.isfinite(highest)
    odd = int(np.count_nonzero((lowest != np.floor(lowest)) | (closed & (highest != np.floor(highest)))))
    if odd:
        raise ValueError(f"Intervals must run between whole days; they do not in {odd} rows.")
    wrong = int(np.count_nonzero((lowest < 0) | (highest < lowest)))
    if wrong:
        raise ValueError(f"An interval starts before day 0 or ends before it starts in {wrong} rows.")
    before = lowest - 1
    starts, ends = np.unique(before), np.unique(highest)
    # A cell ends at the first end after a start, if no other start lies between.
    ending = np.searchsorted(ends, starts, side="right")
    next_start = np.append(starts[1:], np.inf)
    innermost = ends[ending] <= next_start
    after, to = starts[innermost], ends[ending[innermost]]
    return IntervalGrid(
        after, to, np.searchsorted(after, before, side="left"), np.searchsorted(to, highest, side="right")
    )
