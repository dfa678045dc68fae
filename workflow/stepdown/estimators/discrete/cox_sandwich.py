"""The middle of the robust variance, Σ rᵢrᵢ' over rows, without a score residual a row.

A row of group g has the residual r = u x + k m − w h: x its covariates, k its risk, w its weight if it
had the event, u = w − k a, and a, m, h of its group alone. So Σ rr' is one more joint histogram,
weighted by u², and sums by group.

Source: Lin and Wei, 10.1080/01621459.1989.10478874; residuals as in `cox_likelihood.score_residuals`.
"""

from __future__ import annotations

import numpy as np

from stepdown.estimators.discrete.cox_likelihood import DiscretePartialLikelihood, State
from stepdown.estimators.discrete.tables import RowWeights, gram


def score_cross_product(
    likelihood: DiscretePartialLikelihood, state: State, weights: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Sum of outer products of the score residuals, shape (p, p); weights and counts of shape (n,) or (1,)."""
    tables, values = likelihood.tables, likelihood.values
    group = np.repeat(np.arange(tables.n_groups), np.diff(tables.starts))
    had_event = (group % 2).astype(bool)
    hazard, hazard_mean, event_mean = _of_groups(likelihood, state)

    risk = tables.products(state.risk) / counts
    weight = np.where(had_event, weights, 0.0)
    multiple = weight - risk * hazard[group]
    squared = RowWeights(counts * multiple**2)
    ones = np.ones(tables.n_groups)
    joint = tables.joint(squared, ones, tables.level_sums(squared).sum(axis=0))
    total = gram(values, joint)
    by_risk = tables.level_sums(RowWeights(counts * multiple * risk)) @ values
    by_weight = tables.level_sums(RowWeights(counts * multiple * weight)) @ values
    mixed = by_risk.T @ hazard_mean - by_weight.T @ event_mean
    risk_squared, product, weight_squared = (
        np.bincount(group, counts * each, tables.n_groups)[:, np.newaxis]
        for each in (risk**2, risk * weight, weight**2)
    )
    crossed = hazard_mean.T @ (product * event_mean)
    constant = hazard_mean.T @ (risk_squared * hazard_mean) + event_mean.T @ (weight_squared * event_mean)
    return total + mixed + mixed.T + constant - crossed - crossed.T


def _of_groups(
    likelihood: DiscretePartialLikelihood, state: State
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each group's hazard a, hazard times mean m, and mean at its events h."""
    cells, weight = likelihood.cells, likelihood.cells.mean_weight[:, np.newaxis]
    a, b, c0, c1, c2 = (state.sums[:, k, np.newaxis] for k in range(1, 6))
    mean = weight * (c0 * state.at_risk - c1 * state.tied)
    tied_mean = weight * (c1 * state.at_risk - c2 * state.tied)
    accumulated = np.column_stack([cells.accumulated(column) for column in mean.T])
    hazard = cells.accumulated((weight * a)[:, 0])
    n_tied = np.maximum(cells.n_tied, 1)[:, np.newaxis]
    event_mean = (a * state.at_risk - b * state.tied) / n_tied
    return (
        np.column_stack([hazard, hazard - (weight * b)[:, 0]]).ravel(),
        np.stack([accumulated, accumulated - tied_mean], axis=1).reshape(-1, mean.shape[1]),
        np.stack([np.zeros_like(event_mean), event_mean], axis=1).reshape(-1, mean.shape[1]),
    )
