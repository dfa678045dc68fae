"""People arranged by propensity cell: one combination of covariates, whose people of an arm share a weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.discrete.curve_kernels import segment_totals, weighted_histogram
from stepdown.estimators.discrete.days import Days
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.discrete.tables import Sorting, cut


@dataclass(frozen=True, eq=False)
class CellRows:
    """Rows sorted by cell, arm and bucket; segment 2c + a holds cell c's rows of arm a.

    Attributes
    ----------
    bucket : ndarray of uint16, shape (n,), arm, event and day of each row in one number
    starts : ndarray of int, shape (2 n_cells + 1,), where each segment begins
    chunk_segments : ndarray of int, the first segment of each chunk of rows
    n_days : distinct days
    cells : Packed, one row a cell
    person : ndarray of int, shape (n,), whose row it is, or None for a row a person
    """

    bucket: np.ndarray
    starts: np.ndarray
    chunk_segments: np.ndarray
    n_days: int
    cells: Packed
    person: np.ndarray | None

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.bucket)

    @property
    def n_people(self) -> int:
        """Number of people."""
        return self.n if self.person is None else int(self.person.max()) + 1

    def counts(self, multiples: np.ndarray) -> np.ndarray:
        """People of each segment, shape (2 n_cells,), given each row's multiple."""

        out = np.empty(len(self.starts) - 1)
        n_chunks = len(self.chunk_segments) - 1
        segment_totals.run(self.n, n_chunks, multiples, self.starts, self.chunk_segments, out)
        return out

    def histogram(self, multiples: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Weighted people by arm, event and day, shape (2, 2, n_days); weights (2 n_cells,)."""

        out = np.zeros((len(self.chunk_segments) - 1, 4 * self.n_days))
        weighted_histogram.run(
            self.n, len(out), multiples, self.bucket, weights, self.starts, self.chunk_segments, out
        )
        return out.sum(axis=0).reshape(2, 2, self.n_days)


def arrange(days: Days, event: np.ndarray, treated: np.ndarray, packed: Packed, person: Any) -> CellRows:
    """Sort rows; their order no longer depends on the order in which they came."""
    n_days = len(days.distinct)
    bucket = (2 * treated.astype(np.int32) + event) * np.int32(n_days) + days.code
    cell, cells = packed.cells()
    first = Sorting(bucket, 4 * n_days).order()
    sorting = Sorting((2 * cell + treated)[first], 2 * cells.n)
    order, starts = first[sorting.order()], sorting.starts
    rows = cut(packed.n)
    # A chunk begins with the arm 0 of a cell.
    chunk_segments = 2 * np.unique(np.searchsorted(starts[::2], rows))
    chunk_segments[-1] = 2 * cells.n
    people = None if person is None else arrays.codes(person, "person", packed.n)[1][order]
    return CellRows(bucket[order].astype(np.uint16), starts, chunk_segments, n_days, cells, people)
