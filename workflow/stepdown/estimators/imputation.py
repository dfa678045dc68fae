"""Multiple imputation by chained equations: every incomplete column drawn in turn, given all the others.

Sources: van Buuren, 10.1177/0962280206074463 (fully conditional specification); Rubin 1987,
10.1002/9780470316696 (proper draws); Gelman and Rubin, 10.1214/ss/1177011136 (convergence).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.imputation_convergence import shrink_factor
from stepdown.estimators.imputation_draws import draw_category, draw_number


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table with a row a person.

    Attributes
    ----------
    name : what to call it
    values : array, shape (n,), NaN where missing; of a category, 0, 1, 2 …
    kind : a number or a category (a yes/no is one with two levels)
    matching : impute a number by predictive mean matching, so that it is always one that was seen
    """

    name: str
    values: Any
    kind: Literal["number", "category"]
    matching: bool = False


@dataclass(frozen=True, eq=False)
class Imputations:
    """m completed tables.

    Attributes
    ----------
    names : the columns
    values : ndarray, shape (m, n, c)
    missing : ndarray of bool, shape (n, c), which values were imputed
    shrink : column -> largest shrink factor of the chains' means and spreads (near 1: the chains agree); 1 where
        one column was incomplete, so that nothing had to converge
    log_odds, uniform : ndarrays, shape (m, n), how the values of the last column were drawn, if it has two levels;
        NaN where known
    """

    names: tuple[str, ...]
    values: np.ndarray
    missing: np.ndarray
    shrink: Mapping[str, float]
    log_odds: np.ndarray
    uniform: np.ndarray

    @property
    def share_missing(self) -> dict[str, float]:
        """Column -> share of people without a value."""
        return dict(zip(self.names, self.missing.mean(axis=0).tolist(), strict=True))

    def column(self, name: str) -> np.ndarray:
        """The completed values of a column, shape (m, n)."""
        return self.values[:, :, self.names.index(name)]

    def shifted(self, shift: Any) -> np.ndarray:
        """The last column as if those without a value differed from like people with one.

        A shift is added to the log odds of a yes/no (±infinity: all or none), or to a number in its units. The same
        random numbers decide, so that a larger shift never turns a yes into a no. Source: Carpenter and Kenward
        2013, 10.1002/9781119942283, section 10.3.

        Parameters
        ----------
        shift : array, shape (n,), used where the value is missing

        Returns
        -------
        ndarray, shape (m, n)
        """
        last, missing = self.values[:, :, -1], self.missing[:, -1]
        shift = np.broadcast_to(np.asarray(shift, dtype=float), missing.shape)
        if not np.isfinite(self.log_odds[:, missing]).all():
            return last + np.where(missing, shift, 0.0)
        with np.errstate(over="ignore"):
            chance = 1 / (1 + np.exp(-(self.log_odds + shift)))
        return np.where(missing, (self.uniform < chance).astype(float), last)


def impute(
    columns: Sequence[Column],
    seed: int,
    n_imputations: int = 20,
    n_cycles: int = 10,
    group: Any = None,
) -> Imputations:
    """Complete a table m times.

    Columns are visited from the least to the most incomplete, ties in the order given; the last column, the outcome, is
    visited last, so that it is drawn from the others as they end. Where one column is incomplete, one cycle is enough.

    Parameters
    ----------
    columns : the table; complete columns explain, incomplete ones do both; at least one
    seed : of the whole; every imputation draws from its own, derived from it
    n_imputations : m, 2 or more
    n_cycles : times that each incomplete column is drawn, 4 or more
    group : array of labels, shape (n,), optional; every group is imputed from its own people

    Returns
    -------
    Imputations

    Raises
    ------
    ValueError
        For invalid input, or a column of which too little is known in a group.
    """
    if n_imputations < 2 or n_cycles < 4:
        raise ValueError("Imputation needs two sets and four cycles, or more.")
    table = np.column_stack([np.asarray(column.values, dtype=float) for column in columns])
    if np.isinf(table).any():
        raise ValueError(f"{int(np.isinf(table).any(axis=1).sum())} rows hold an infinite value.")
    labels, code = arrays.codes(np.zeros(len(table)) if group is None else group, "group", len(table))
    values = np.repeat(table[np.newaxis], n_imputations, axis=0)
    log_odds, uniform = np.full((2, n_imputations, len(table)), np.nan)
    shrink = dict.fromkeys((column.name for column in columns), 1.0)
    for k in range(len(labels)):
        rows = np.flatnonzero(code == k)
        chains = [
            _Chain(columns, table[rows], np.random.SeedSequence(seed, spawn_key=(k, number)))
            for number in range(n_imputations)
        ]
        traces = []
        for number, chain in enumerate(chains):
            traces.append(chain.run(n_cycles))
            values[number, rows] = chain.filled
            log_odds[number, rows], uniform[number, rows] = chain.log_odds, chain.uniform
        for name, factor in shrink_factor(np.array(traces), chains[0].visited).items():
            # A factor that cannot be worked out is no sign that the chains agree: it stays.
            shrink[columns[name].name] = float(np.maximum(shrink[columns[name].name], factor))
    names = tuple(column.name for column in columns)
    return Imputations(names, values, np.isnan(table), shrink, log_odds, uniform)


class _Chain:
    """One table on its way to completion."""

    def __init__(self, columns: Sequence[Column], table: np.ndarray, seed: np.random.SeedSequence):
        self.columns = columns
        self.missing = np.isnan(table)
        self.draw = np.random.Generator(np.random.Philox(seed))
        self.filled = table.copy()
        self.log_odds, self.uniform = np.full((2, len(table)), np.nan)
        self.visited = self._order()
        self.separated: set[int] = set()
        for j in self.visited:
            self.filled[self.missing[:, j], j] = self._start(j)
        self.terms = [self._code(j) for j in range(len(columns))]

    def run(self, n_cycles: int) -> np.ndarray:
        """Draw every incomplete column in turn; mean and spread of what was drawn, shape (cycles, visited, 2)."""
        cycles = n_cycles if len(self.visited) > 1 else 1
        trace = np.zeros((cycles, len(self.visited), 2))
        for cycle in range(cycles):
            for place, j in enumerate(self.visited):
                self._visit(j)
                drawn = self.filled[self.missing[:, j], j]
                trace[cycle, place] = drawn.mean(), drawn.std()
        return trace

    def _order(self) -> list[int]:
        counts = self.missing.sum(axis=0)
        last = len(self.columns) - 1
        order = sorted(range(len(self.columns)), key=lambda j: (j == last, counts[j], j))
        return [j for j in order if counts[j]]

    def _start(self, j: int) -> np.ndarray:
        known = self.filled[~self.missing[:, j], j]
        if len(known) == 0:
            raise ValueError(f"Nobody in a group has a known {self.columns[j].name}: it cannot be imputed.")
        return self.draw.choice(known, int(self.missing[:, j].sum()))

    def _code(self, j: int) -> np.ndarray:
        """A number as it is, a category as a column for each level but its first."""
        values = self.filled[:, [j]]
        if self.columns[j].kind == "number":
            return values
        known = np.unique(self.filled[~self.missing[:, j], j])
        return (values == known[1:]).astype(float)

    def _visit(self, j: int) -> None:
        wanted = self.missing[:, j]
        others = [term for k, term in enumerate(self.terms) if k != j]
        design = np.hstack(others) if others else np.empty((len(wanted), 0))
        known, observed = design[~wanted], self.filled[~wanted, j]
        column = self.columns[j]
        if column.kind == "number":
            self.filled[wanted, j] = draw_number(observed, known, design[wanted], column.matching, self.draw)
        else:
            drawn = draw_category(observed.astype(int), known, design[wanted], self.draw, j in self.separated)
            self.separated |= {j} if drawn.separated else set()
            self.filled[wanted, j] = drawn.level
            if j == len(self.columns) - 1:
                self.log_odds[wanted], self.uniform[wanted] = drawn.log_odds, drawn.uniform
        self.terms[j] = self._code(j)
