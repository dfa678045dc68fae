"""Cox's model in discrete time: arrange packed rows by stratum and day, then Newton on their tables.

Sources: Cox, 10.1111/j.2517-6161.1972.tb00899.x; Efron, 10.1080/01621459.1977.10480613, and Breslow,
10.2307/2529620 (ties); Lin and Wei, 10.1080/01621459.1989.10478874 (robust variance).
"""

from __future__ import annotations

import numpy as np

from stepdown.estimators.cox_newton import Maximum, newton
from stepdown.estimators.discrete.cox_likelihood import Cells, DiscretePartialLikelihood
from stepdown.estimators.discrete.cox_sandwich import score_cross_product
from stepdown.estimators.discrete.days import Days
from stepdown.estimators.discrete.first_guess import first_guess
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.discrete.tables import (
    ALIKE,
    RowWeights,
    Sorting,
    Tables,
    collinear_columns,
    gram,
    standardized,
    tables,
)


def fit(
    days: Days,
    packed: Packed,
    event: np.ndarray,
    stratum: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    counts: np.ndarray | None = None,
    efron: bool = True,
    robust: bool = False,
) -> Maximum:
    """Maximise the partial likelihood of checked data.

    Parameters
    ----------
    days : the rows' times
    packed : covariates
    event : ndarray of bool, shape (n,)
    stratum : ndarray of int, shape (n,), or None
    weights : ndarray, shape (n,), positive, or None
    counts : ndarray of int, shape (n,), or None: how many identical people a row stands for
    efron : False for Breslow's ties
    robust : whether the covariance is the sandwich of Lin and Wei

    Raises
    ------
    ValueError
        For covariates that do not vary or are collinear, and where the likelihood has no maximum.
    """
    n_days = len(days.distinct)
    cell = days.code if stratum is None else stratum.astype(np.int32) * np.int32(n_days) + days.code
    n_cells = n_days * (1 if stratum is None else int(stratum.max()) + 1)
    sorting = Sorting(2 * cell + event, 2 * n_cells)
    arranged = tables(sorting.sort(packed), sorting.starts)
    by_group = arranged.level_sums(ALIKE)
    values, _, scale = standardized(packed, by_group.sum(axis=0))
    constant = np.flatnonzero(scale <= 1e-12 * (1 + np.abs(packed.values).max(axis=0)))
    if constant.size:
        raise ValueError(f"covariates do not vary in column {', '.join(map(str, constant))}.")
    row_weight = row_count = np.ones(1)
    if weights is not None or counts is not None:
        order = sorting.order()
        row_weight = row_weight if weights is None else weights[order]
        row_count = row_count if counts is None else counts[order].astype(float)
    combined = row_weight * row_count
    if len(combined) > 1:
        by_group = arranged.level_sums(RowWeights(combined))
    n_tied, event_weight = _events(sorting.starts, row_count, combined)
    cells = Cells(
        stratum=np.repeat(np.arange(n_cells // n_days), n_days),
        n_tied=n_tied,
        mean_weight=np.divide(event_weight, n_tied, out=np.zeros(n_cells), where=n_tied > 0),
    )
    likelihood = DiscretePartialLikelihood(arranged, cells, values, combined, by_group, efron)
    try:
        guess = first_guess(likelihood)
        _, fitted, estimate, variance, iterations = newton(likelihood, guess)
    except ValueError:
        # Only now is it worth a pass over the rows to say which column is to blame.
        _require_independent(arranged, values)
        raise
    if robust:
        variance = variance @ score_cross_product(likelihood, fitted, row_weight, row_count) @ variance
    return Maximum(
        estimate / scale,
        variance / np.outer(scale, scale),
        fitted.log_likelihood,
        likelihood.log_likelihood_null,
        iterations,
    )


def _events(starts: np.ndarray, counts: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count the events of each cell and add up their weights."""
    rows = np.diff(starts)[1::2]
    if len(counts) == 1 and len(weights) == 1:
        return np.ascontiguousarray(rows), rows.astype(float)
    n = int(starts[-1])
    cell = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    both = (np.bincount(cell, np.broadcast_to(each, n), len(starts) - 1)[1::2] for each in (counts, weights))
    n_tied, event_weight = both
    return np.rint(n_tied).astype(np.int64), event_weight


def _require_independent(arranged: Tables, values: np.ndarray) -> None:
    joint = arranged.joint(ALIKE, np.ones(arranged.n_groups), arranged.level_sums(ALIKE).sum(axis=0))
    dependent = collinear_columns(gram(values, joint) / arranged.packed.n)
    if dependent.size:
        columns = ", ".join(map(str, dependent))
        raise ValueError(
            f"covariates are collinear: column {columns} is a combination of the columns before it."
        )
