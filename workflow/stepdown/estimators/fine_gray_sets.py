"""Risk sets of the subdistribution: people whom another cause has ended stay, with a falling weight.

Source: Fine and Gray, 10.1080/01621459.1999.10474144, section 3. A *cell* is one distinct
day with an event of interest. A row counts fully in the cells up to its own day; after it,
a row that another cause ended counts G(t−) / G(T−), the probability of not having been
censored since. As in `risk_sets`, sums over a risk set are differences of running sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.aalen_johansen import lagged
from stepdown.estimators.kaplan_meier import kaplan_meier


@dataclass(frozen=True, eq=False)
class SubdistributionSets:
    """Where each row counts, and for how much.

    Attributes
    ----------
    n_tied : ndarray of int, shape (n_cells,), events of interest in each cell
    event_row : ndarray of int, shape (n_events,), the rows with an event of interest
    last : ndarray of int, shape (n_rows,), the row counts fully in the cells c < last
    stays : ndarray, shape (n_rows,), 1 / G(T−) where another cause ended the row, else 0
    uncensored : ndarray, shape (n_cells,), G(t−) of each cell
    step, step_cell : the row's position among the distinct days, and each day's first cell not before it
    n_at_risk, n_censored : ndarrays of int, shape (n_days,), on each distinct day
    """

    n_tied: np.ndarray
    event_row: np.ndarray
    last: np.ndarray
    stays: np.ndarray
    uncensored: np.ndarray
    step: np.ndarray
    step_cell: np.ndarray
    n_at_risk: np.ndarray
    n_censored: np.ndarray

    @property
    def event_cell(self) -> np.ndarray:
        """Cell of each event, in the order of `event_row`."""
        return self.last[self.event_row] - 1

    def at_risk_sum(self, values: np.ndarray) -> np.ndarray:
        """Weighted sum over each cell's risk set; values (n_rows,) or (n_rows, k) → (n_cells,) or (n_cells, k)."""
        if values.ndim == 2:
            return np.column_stack([self.at_risk_sum(column) for column in values.T])
        length = len(self.n_tied) + 1
        full = np.cumsum(np.bincount(self.last, values, length)[::-1])[::-1][1:]
        kept = np.cumsum(np.bincount(self.last, values * self.stays, length))[:-1]
        return full + self.uncensored * kept

    def accumulated(self, per_cell: np.ndarray) -> np.ndarray:
        """Weighted sum of a cell quantity over the cells in which each row counts; (n_cells, …) → (n_rows, …)."""
        column = (slice(None), *[np.newaxis] * (per_cell.ndim - 1))
        nothing = np.zeros((1, *per_cell.shape[1:]))
        running = np.concatenate([nothing, np.cumsum(per_cell, axis=0)])
        return running[self.last] + self.stays[column] * self.still_to_come(per_cell)[self.last]

    def still_to_come(self, per_cell: np.ndarray) -> np.ndarray:
        """Sum of G(t−) times a cell quantity over each cell and those after it; one more row, of 0, at the end."""
        column = (slice(None), *[np.newaxis] * (per_cell.ndim - 1))
        weighted = self.uncensored[column] * per_cell
        nothing = np.zeros((1, *per_cell.shape[1:]))
        return np.concatenate([np.cumsum(weighted[::-1], axis=0)[::-1], nothing])


def subdistribution_sets(time: np.ndarray, cause: np.ndarray, of_cause: int) -> SubdistributionSets:
    """Arrange checked data; time and cause as returned by `causes.competing`, `of_cause` the one of interest."""
    # The censoring distribution: its "events" are the censorings.
    censoring = kaplan_meier(time, cause == 0)
    uncensored = lagged(censoring.survival, 1.0)
    step = np.searchsorted(censoring.time, time)
    cells, n_tied = np.unique(time[cause == of_cause], return_counts=True)
    other = (cause > 0) & (cause != of_cause)
    return SubdistributionSets(
        n_tied=n_tied,
        event_row=np.flatnonzero(cause == of_cause),
        last=np.searchsorted(cells, time, side="right"),
        stays=np.where(other, 1 / np.where(other, uncensored[step], 1.0), 0.0),
        uncensored=uncensored[np.searchsorted(censoring.time, cells)],
        step=step,
        step_cell=np.searchsorted(cells, censoring.time),
        n_at_risk=censoring.n_at_risk,
        n_censored=censoring.n_events,
    )
