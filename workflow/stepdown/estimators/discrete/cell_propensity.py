"""The propensity of cells, and the weights it gives their people."""

from __future__ import annotations

import numpy as np

from stepdown.estimators.cox_newton import newton
from stepdown.estimators.discrete.cell_rows import CellRows
from stepdown.estimators.discrete.logistic import BinomialLikelihood, with_intercept
from stepdown.estimators.discrete.tables import ALIKE, Tables, standardized, tables

WEIGHTS = ("iptw", "overlap", "att")
_SEPARATED = (
    "The propensity has no estimate: a covariate, or a combination of them, separates the arms. "
    "Merge sparse levels or leave the covariate out."
)


class CellPropensity:
    """A logistic model of arm 1, fitted to the counts of cells."""

    def __init__(self, rows: CellRows):
        """Prepare the cells' tables; raises `ValueError` for covariates that do not vary."""

        self.rows: Tables = tables(rows.cells)
        self.cells = rows.cells
        values, self.mean, self.scale = standardized(rows.cells, self.rows.level_sums(ALIKE)[0])
        if np.any(self.scale == 0):
            columns = ", ".join(map(str, np.flatnonzero(self.scale == 0)))
            raise ValueError(f"covariates do not vary in column {columns}.")
        self.values = with_intercept(rows.cells, values)

    def fit(self, counts: np.ndarray, kind: str, guess: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Fit counts of shape (2 n_cells,); returns the standardized estimate and each segment's weight."""

        total = np.ascontiguousarray(counts[0::2] + counts[1::2])
        likelihood = BinomialLikelihood(self.rows, self.values, np.ascontiguousarray(counts[1::2]), total)
        _, fitted, estimate, _, _ = newton(likelihood, guess, _SEPARATED)
        share = likelihood.share(fitted)
        weights = {
            "iptw": lambda: (1 / (1 - share), 1 / share),
            "overlap": lambda: (share, 1 - share),
            "att": lambda: (share / (1 - share), np.ones_like(share)),
        }[kind]()
        return estimate, np.column_stack(weights).ravel()

    def in_own_units(self, estimate: np.ndarray) -> np.ndarray:
        """Undo the standardization of the covariates."""
        slopes = estimate[1:] / self.scale
        return np.concatenate([[estimate[0] - slopes @ self.mean], slopes])
