"""Risk sets for Cox models: who is at risk when, as array positions instead of masks.

A *cell* is one distinct (stratum, event time). Every row is at risk in a run of
cells `first <= cell < last` of its stratum, so that each sum over a risk set is a
difference of running sums: work grows with rows plus events, not their product.

Source: Therneau and Grambsch 2000, sections 3.1 (risk sets, late entry) and 3.3 (Efron's fractions).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class RiskSets:
    """Where each row is at risk, and Efron's fraction for each event.

    Attributes
    ----------
    cell_time : ndarray, shape (n_cells,), the event time of each cell
    first, last : ndarrays of int, shape (n_rows,), the row is at risk in cells first ≤ c < last
    event_row : ndarray of int, shape (n_events,), the rows with an event, grouped by cell
    event_cell : ndarray of int, shape (n_events,), their cells, ascending
    tie_fraction : ndarray, shape (n_events,), l / d for the l-th (from 0) of d events of a cell
    mean_weight : ndarray, shape (n_cells,), mean weight of the cell's events
    """

    cell_time: np.ndarray
    first: np.ndarray
    last: np.ndarray
    event_row: np.ndarray
    event_cell: np.ndarray
    tie_fraction: np.ndarray
    mean_weight: np.ndarray

    @property
    def n_cells(self) -> int:
        """Number of distinct (stratum, event time) pairs."""
        return len(self.cell_time)

    def at_risk_sum(self, values: np.ndarray) -> np.ndarray:
        """Sum over each cell's risk set; values (n_rows,) or (n_rows, k) → (n_cells,) or (n_cells, k)."""
        if values.ndim == 2:
            return np.column_stack([self.at_risk_sum(column) for column in values.T])
        length = self.n_cells + 1
        leaving = np.bincount(self.last, values, length) - np.bincount(self.first, values, length)
        return np.cumsum(leaving[::-1])[::-1][1:]

    def event_sum(self, values: np.ndarray) -> np.ndarray:
        """Sum over each cell's events; values (n_events,) or (n_events, k), ordered as `event_row`."""
        if values.ndim == 2:
            return np.column_stack([self.event_sum(column) for column in values.T])
        return np.bincount(self.event_cell, values, self.n_cells)

    def accumulated(self, per_cell: np.ndarray) -> np.ndarray:
        """Sum of a cell quantity over the cells in which each row is at risk; (n_cells, …) → (n_rows, …)."""
        running = np.concatenate([np.zeros((1, *per_cell.shape[1:])), np.cumsum(per_cell, axis=0)])
        return running[self.last] - running[self.first]


def risk_sets(
    time: np.ndarray,
    event: np.ndarray,
    entry: np.ndarray | None,
    stratum: np.ndarray | None,
    weights: np.ndarray | None,
) -> RiskSets:
    """Arrange checked survival data into risk sets.

    Parameters
    ----------
    time, event, entry : as returned by `arrays.survival`; at risk when entry < t ≤ time
    stratum : ndarray of int codes, shape (n_rows,), or None for one stratum
    weights : ndarray, shape (n_rows,), or None for weights of 1
    """
    distinct, time_code = np.unique(time, return_inverse=True)
    n_times = len(distinct)
    start = np.zeros(len(time), dtype=np.int64) if stratum is None else stratum.astype(np.int64) * n_times
    key = start + time_code
    event_row = np.flatnonzero(event)
    event_row = event_row[np.argsort(key[event_row], kind="stable")]
    cells, event_cell, n_tied = np.unique(key[event_row], return_inverse=True, return_counts=True)
    opening = start if entry is None else start + np.searchsorted(distinct, entry, side="right")
    first_of_cell = np.concatenate([[0], np.cumsum(n_tied)[:-1]])
    tie_fraction = (np.arange(len(event_row)) - first_of_cell[event_cell]) / n_tied[event_cell]
    event_weight = np.ones(len(event_row)) if weights is None else weights[event_row]
    return RiskSets(
        cell_time=distinct[cells % n_times],
        first=np.searchsorted(cells, opening),
        last=np.searchsorted(cells, key, side="right"),
        event_row=event_row,
        event_cell=event_cell,
        tie_fraction=tie_fraction,
        mean_weight=np.bincount(event_cell, event_weight, len(cells)) / n_tied,
    )
