"""The Cox partial likelihood in discrete time, from histograms by day.

With few distinct times every risk-set sum is a suffix sum of a histogram by (stratum, day) and
level. Efron's correction for d tied events needs of each day only sums over l of powers of
1 / (S − (l/d) D), so that the score and the information are algebra on tables: the same numbers
as the dense likelihood's.

Source: Efron, 10.1080/01621459.1977.10480613; Therneau and Grambsch 2000, section 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.discrete import kernels
from stepdown.estimators.discrete.tables import RowWeights, Tables, factors, gram, tables, times


@dataclass(frozen=True, eq=False)
class Cells:
    """Days of strata; group 2c of the rows are those that leave cell c without the event, 2c + 1 those with it.

    Attributes
    ----------
    stratum : ndarray of int, shape (n_cells,), ascending; cells of a stratum are in the order of time
    n_tied : ndarray of int, shape (n_cells,), events
    mean_weight : ndarray, shape (n_cells,), mean weight of the events; 0 where there are none
    """

    stratum: np.ndarray
    n_tied: np.ndarray
    mean_weight: np.ndarray

    def at_risk(self, sums: np.ndarray) -> np.ndarray:
        """Sum each cell and those after it in its stratum; (n_cells, …) → (n_cells, …)."""
        running = np.cumsum(sums[::-1], axis=0)[::-1]
        # Take off what later strata have put in: the running sum at the first cell of the next one.
        following = np.searchsorted(self.stratum, self.stratum, side="right")
        padded = np.concatenate([running, np.zeros((1, *running.shape[1:]))])
        return running - padded[following]

    def accumulated(self, values: np.ndarray) -> np.ndarray:
        """Sum each cell and those before it in its stratum; shape (n_cells,)."""
        running = np.cumsum(values)
        before = np.concatenate([[0.0], running])
        return running - before[np.searchsorted(self.stratum, self.stratum, side="left")]


@dataclass(frozen=True, eq=False)
class State:
    """The likelihood at one coefficient vector, with what its derivatives need.

    Attributes
    ----------
    log_likelihood : float, −inf where it cannot be computed
    risk : weight × exp(linear predictor) of each row, up to one common factor
    by_group : ndarray, shape (n_groups, T), sums of risk by group and level
    at_risk, tied : ndarrays, shape (n_cells, p), risk-weighted sums of covariates over the risk set and the events
    sums : ndarray, shape (n_cells, 6), see `kernels.tied_sums`
    """

    log_likelihood: float
    risk: RowWeights
    by_group: np.ndarray
    at_risk: np.ndarray
    tied: np.ndarray
    sums: np.ndarray


class DiscretePartialLikelihood:
    """Value, score and information; a `Likelihood` for `cox_newton.newton`."""

    def __init__(
        self,
        rows: Tables,
        cells: Cells,
        values: np.ndarray,
        weights: np.ndarray,
        by_group: np.ndarray,
        efron: bool,
    ):
        """Prepare: `values` of shape (T, p) mean the levels, `weights` of shape (n,) or (1,) weigh the rows.

        `by_group`, shape (n_groups, T), are the weights' sums by group and level.
        """
        self.tables, self.cells, self.values, self.weights, self.efron = rows, cells, values, weights, efron
        self.n_rows, self.n_columns = rows.packed.n, values.shape[1]
        self.event_weight = float(cells.n_tied @ cells.mean_weight)
        self.by_group = by_group
        self.event_levels = by_group[1::2].sum(axis=0)
        # The first code's levels add up to all rows.
        self.first_code = slice(0, int(rows.packed.offsets[1]))

    def thinned(self, stride: int) -> DiscretePartialLikelihood:
        """Keep every stride-th row, with the covariates in the same units."""
        packed = self.tables.packed
        starts = -(-self.tables.starts // stride)
        kept = packed.every(stride)
        n_tied = np.ascontiguousarray(np.diff(starts)[1::2])
        weights = np.ascontiguousarray(self.weights[::stride])
        cells = Cells(self.cells.stratum, n_tied, self.cells.mean_weight)
        thin = tables(kept, starts)
        by_group = thin.level_sums(RowWeights(weights))
        return DiscretePartialLikelihood(thin, cells, self.values, weights, by_group, self.efron)

    def at(self, coefficients: np.ndarray) -> State:
        """Evaluate at coefficients of shape (p,)."""
        linear = self.values @ coefficients
        factor, shift = factors(self.tables.packed, linear)
        risk = RowWeights(self.weights, factor)
        by_group = self.tables.level_sums(risk)
        sums = self._tied_sums(by_group)
        moments = times(by_group, self.values)
        value = self.event_levels @ linear - self.event_weight * shift.sum()
        value -= self.cells.mean_weight @ sums[:, 0]
        return State(
            log_likelihood=float(value) if np.isfinite(value) else -np.inf,
            risk=risk,
            by_group=by_group,
            at_risk=self.cells.at_risk(moments[0::2] + moments[1::2]),
            tied=moments[1::2],
            sums=sums,
        )

    def _tied_sums(self, by_group: np.ndarray) -> np.ndarray:
        """Each cell's sums over its tied events (see `kernels.tied_sums`), from sums of risk (n_groups, T)."""
        totals = by_group[:, self.first_code].sum(axis=1)
        at_risk = self.cells.at_risk(totals[0::2] + totals[1::2])
        sums, tied = np.empty((len(at_risk), 6)), np.ascontiguousarray(totals[1::2])
        kernels.tied_sums.run(
            int(self.cells.n_tied.sum()),
            kernels.HANDS,
            self.cells.n_tied,
            at_risk,
            tied,
            self.efron,
            sums,
        )
        return sums

    @property
    def log_likelihood_null(self) -> float:
        """The value at 0, where risk is weight: no pass over the rows."""
        return -float(self.cells.mean_weight @ self._tied_sums(self.by_group)[:, 0])

    def score(self, state: State) -> np.ndarray:
        """Sum of the events' covariates minus their mean in the risk set, shape (p,)."""
        a, b = self.cells.mean_weight * state.sums[:, 1], self.cells.mean_weight * state.sums[:, 2]
        return self.event_levels @ self.values - (a @ state.at_risk - b @ state.tied)

    def information(self, state: State) -> np.ndarray:
        """Sum over events of the covariates' variance in the risk set, shape (p, p)."""
        weight = self.cells.mean_weight
        # All risk sets' second moments fold into one weight a row.
        without = self.cells.accumulated(weight * state.sums[:, 1])
        multiplier = np.column_stack([without, without - weight * state.sums[:, 2]]).ravel()
        joint = self.tables.joint(state.risk, multiplier, times(multiplier, state.by_group))
        second_moment = gram(self.values, joint)
        c0, c1, c2 = (weight[:, np.newaxis] * state.sums[:, k, np.newaxis] for k in (3, 4, 5))
        cross = times(state.at_risk.T, c1 * state.tied)
        squares = times(state.at_risk.T, c0 * state.at_risk) + times(state.tied.T, c2 * state.tied)
        return second_moment - (squares - cross - cross.T)
