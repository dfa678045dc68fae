"""Logistic regression from joint histograms of packed covariates.

Source: McCullagh and Nelder 1989, chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.cox_newton import Maximum, newton
from stepdown.estimators.discrete import kernels
from stepdown.estimators.discrete.first_guess import first_guess
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.discrete.tables import (
    ALIKE,
    RowWeights,
    Tables,
    collinear_columns,
    factors,
    gram,
    joint_histogram,
    standardized,
    tables,
)

# Beyond e^600 odds overflow: a step went too far.
LARGEST_LOG_ODDS = 600.0


@dataclass(frozen=True, eq=False)
class State:
    """The likelihood at one coefficient vector.

    Attributes
    ----------
    log_likelihood : float, −inf where it cannot be computed
    expected : ndarray, shape (T,), sums of nμ by level
    joint : ndarray, shape (T, T), joint histogram of nμ(1 − μ)
    odds : each row's odds
    """

    log_likelihood: float
    expected: np.ndarray
    joint: np.ndarray
    odds: RowWeights


class BinomialLikelihood:
    """Value, score and information; a `Likelihood` for `cox_newton.newton`."""

    def __init__(self, rows: Tables, values: np.ndarray, happened: np.ndarray, total: np.ndarray):
        """Take what levels mean, (T, p), and of each row how often it happened, (n,), among how many, (n,) or (1,)."""
        self.rows, self.values, self.happened, self.total = rows, values, happened, total
        self.n_rows, self.n_columns = rows.packed.n, values.shape[1]
        self.event_weight = float(happened.sum())
        self.event_levels = rows.level_sums(RowWeights(happened))[0]

    def thinned(self, stride: int) -> BinomialLikelihood:
        """Keep every stride-th row, with the covariates in the same units."""
        rows = tables(self.rows.packed.every(stride))
        happened, total = (np.ascontiguousarray(part[::stride]) for part in (self.happened, self.total))
        return BinomialLikelihood(rows, self.values, happened, total)

    def at(self, coefficients: np.ndarray) -> State:
        """Evaluate at coefficients of shape (p,)."""
        linear = self.values @ coefficients
        packed, n_chunks = self.rows.packed, len(self.rows.chunks) - 1
        largest = np.maximum.reduceat(np.abs(linear), packed.offsets[:-1]).sum()
        if not largest < LARGEST_LOG_ODDS:
            return State(-np.inf, np.empty(0), np.empty(0), ALIKE)
        factor, shift = factors(packed, linear)
        odds = RowWeights(np.exp([shift.sum()]), factor)
        levels, pairs = np.zeros((n_chunks, packed.n_levels, 2)), np.zeros((n_chunks, packed.n_pairs))
        logs = np.empty(n_chunks)
        kernels.binomial.run(
            packed.n,
            n_chunks,
            packed.codes,
            packed.offsets,
            odds.factors,
            odds.base,
            self.total,
            self.rows.chunks,
            8 if largest < LARGEST_LOG_ODDS / 8 - 1 else 1,
            self.rows.scratch(2),
            levels,
            pairs,
            logs,
        )
        summed = levels.sum(axis=0)
        value = float(self.event_levels @ linear - logs.sum())
        joint = joint_histogram(packed, pairs.sum(axis=0), summed[:, 1])
        return State(value, summed[:, 0], joint, odds)

    def score(self, state: State) -> np.ndarray:
        """Gradient, shape (p,)."""
        return (self.event_levels - state.expected) @ self.values

    def information(self, state: State) -> np.ndarray:
        """Minus the second derivative, shape (p, p)."""
        return gram(self.values, state.joint)

    def share(self, state: State) -> np.ndarray:
        """Fitted probabilities μ, shape (n,)."""
        odds = self.rows.products(state.odds)
        return odds / (1 + odds)


def fit(packed: Packed, happened: np.ndarray, total: np.ndarray | None, separated: str) -> Maximum:
    """Maximise the likelihood of checked data, with an intercept as the first coefficient.

    Parameters
    ----------
    packed : covariates
    happened : ndarray of float, shape (n,), how often the outcome happened in the row
    total : ndarray of float, shape (n,), among how many; None for one each
    separated : the message where the likelihood has no maximum

    Raises
    ------
    ValueError
        For collinear covariates, and where the likelihood has no maximum.
    """
    rows = tables(packed)
    values, mean, scale = standardized(packed, rows.level_sums(ALIKE)[0])
    values = with_intercept(packed, values)
    flat = np.concatenate([[False], scale <= 1e-12 * (1 + np.abs(packed.values).max(axis=0))])
    total = np.ones(1) if total is None else total
    if flat.any():
        _refuse_collinear(np.flatnonzero(flat))
    likelihood = BinomialLikelihood(rows, values, happened, total)
    try:
        guess = first_guess(likelihood)
        _, fitted, estimate, variance, iterations = newton(likelihood, guess, separated)
    except ValueError:
        # Only now is it worth a pass over the rows to say which column is to blame.
        joint = rows.joint(ALIKE, np.ones(1), rows.level_sums(ALIKE)[0])
        _refuse_collinear(collinear_columns(gram(values, joint) / packed.n))
        raise
    # At 0 everybody's odds are even.
    null = -np.log(2) * (packed.n if len(total) == 1 else total.sum())
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -mean / scale
    return Maximum(back @ estimate, back @ variance @ back.T, fitted.log_likelihood, float(null), iterations)


def with_intercept(packed: Packed, values: np.ndarray) -> np.ndarray:
    """Put a column of ones, held by the first code's levels, before the values, shape (T, 1 + p)."""
    ones = (np.arange(packed.n_levels) < packed.offsets[1]).astype(float)
    return np.column_stack([ones, values])


def _refuse_collinear(columns: np.ndarray) -> None:
    if columns.size:
        listed = ", ".join(map(str, columns))
        raise ValueError(
            f"covariates (the intercept is column 0) are collinear: column {listed} is a combination of the "
            "columns before it."
        )
