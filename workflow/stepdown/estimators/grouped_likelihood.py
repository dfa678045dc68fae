"""The likelihood of events in cells of time: what each cell's hazard does to it, and its derivatives.

With η the linear predictor of a cell and c(η) = −log(1 − hazard), an event in a run of cells adds
−Σ c over the cells before it + log(1 − exp(−Σ c over the run)). Source: Prentice and Gloeckler, 10.2307/2529588.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.interval_grid import IntervalGrid

LINKS = ("cloglog", "logit")
# Patterns of covariates worked on at a time: memory does not grow with the rows.
BLOCK = 20_000


@dataclass(frozen=True, eq=False)
class CellCounts:
    """People by pattern of covariates and cell; the last cell takes everybody left, so that it has no hazard.

    Attributes
    ----------
    patterns : ndarray, shape (m, p), the distinct rows of covariates
    events, survivors : ndarrays, shape (m, k − 1), people with the event in this very cell, and through it
    run_pattern, run_first, run_last : ndarrays of int, shape (r,), events known only to lie in a run of cells
    run_count : ndarray, shape (r,)
    """

    patterns: np.ndarray
    events: np.ndarray
    survivors: np.ndarray
    run_pattern: np.ndarray
    run_first: np.ndarray
    run_last: np.ndarray
    run_count: np.ndarray


def count_cells(
    grid: IntervalGrid, patterns: np.ndarray, pattern: np.ndarray, count: np.ndarray
) -> CellCounts:
    """Collapse rows, of patterns `pattern` (n,) and counts `count` (n,), into counts."""
    m, cells = len(patterns), len(grid.after)
    width = cells - 1
    key = (pattern.astype(np.int64) * (cells + 1) + grid.first) * (cells + 1) + grid.last
    distinct, row = np.unique(key, return_inverse=True)
    total = np.bincount(row, count, len(distinct))
    rest, last = np.divmod(distinct, cells + 1)
    who, first = np.divmod(rest, cells + 1)
    survivors = np.bincount(who * cells + first, total, m * cells).reshape(m, cells)
    # Who reaches cell j survived all the cells before it.
    survivors = np.cumsum(survivors[:, ::-1], axis=1)[:, ::-1][:, 1:]
    single = (last - first == 1) & (last < cells)
    events = np.bincount(who[single] * width + first[single], total[single], m * width).reshape(m, width)
    run = (last - first > 1) & (last < cells)
    return CellCounts(patterns, events, survivors, who[run], first[run], last[run], total[run])


def exposure_of(link: str, predictor: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """c(η) = −log(1 − hazard) and its first two derivatives."""
    if link == "cloglog":
        c = np.exp(np.minimum(predictor, 500.0))
        return c, c, c
    from scipy.special import expit

    p = expit(predictor)
    return np.logaddexp(0, predictor), p, p * (1 - p)


def evaluate(
    counts: CellCounts, link: str, theta: np.ndarray, of_time: np.ndarray | None = None
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, gradient and information at (cell intercepts, coefficients).

    Parameters
    ----------
    theta : ndarray, shape (k − 1 + p,)
    of_time : ndarray, shape (k − 1,), optional: also differentiate by coefficients (here 0) of every covariate
        times this function of the cell; the gradient then has p more elements
    """
    width, p = counts.events.shape[1], counts.patterns.shape[1]
    times = np.ones((1, width)) if of_time is None else np.vstack([np.ones(width), of_time])
    size = width + p * len(times)
    value, gradient, information = 0.0, np.zeros(size), np.zeros((size, size))
    for start in range(0, len(counts.patterns), BLOCK):
        rows = slice(start, start + BLOCK)
        x = counts.patterns[rows]
        c, c1, c2 = exposure_of(link, theta[:width] + (x @ theta[width:])[:, np.newaxis])
        events, survivors = counts.events[rows], counts.survivors[rows]
        odds = _odds(c, events > 0)
        value += float(np.sum(events * _log_one_less_exp(c, events > 0) - survivors * c))
        score = events * odds * c1 - survivors * c1
        curvature = survivors * c2 - events * (odds * c2 - odds * (1 + odds) * c1**2)
        _add(gradient, information, x, times, score, curvature)
        within = (counts.run_pattern >= start) & (counts.run_pattern < start + BLOCK)
        if within.any():
            value += _add_runs(gradient, information, counts, within, start, x, times, (c, c1, c2))
    return value, gradient, information


def _add(gradient, information, x, times, score, curvature) -> None:
    """Add what patterns say cell by cell: score and curvature (m, width) by the cell's linear predictor."""
    width = score.shape[1]
    gradient[:width] += score.sum(axis=0)
    information[np.arange(width), np.arange(width)] += curvature.sum(axis=0)
    p = x.shape[1]
    for a, g in enumerate(times):
        of_a = slice(width + a * p, width + (a + 1) * p)
        gradient[of_a] += x.T @ (score @ g)
        cross = (curvature * g).T @ x
        information[:width, of_a] += cross
        information[of_a, :width] += cross.T
        for b, h in enumerate(times):
            of_b = slice(width + b * p, width + (b + 1) * p)
            information[of_a, of_b] += (x * (curvature @ (g * h))[:, np.newaxis]).T @ x


def _add_runs(gradient, information, counts, within, start, x, times, parts) -> float:
    """Add events that are known to lie in a run of cells; their cells' predictors act together."""
    cells = np.arange(counts.events.shape[1])
    who = counts.run_pattern[within] - start
    inside = (counts.run_first[within, np.newaxis] <= cells) & (cells < counts.run_last[within, np.newaxis])
    c, c1, c2 = (np.where(inside, part[who], 0.0) for part in parts)
    total, weight = c.sum(axis=1), counts.run_count[within]
    odds = 1 / np.expm1(np.minimum(total, 700.0))
    by_odds = (weight * odds)[:, np.newaxis]
    _add(gradient, information, x[who], times, by_odds * c1, -by_odds * c2)
    # Minus the second derivative of log(1 − exp(−total)) by the total, times the outer product of c′.
    slopes = np.hstack([c1, *((c1 @ g)[:, np.newaxis] * x[who] for g in times)])
    information += (slopes * (weight * odds * (1 + odds))[:, np.newaxis]).T @ slopes
    return float(weight @ _log_one_less_exp(total, np.ones(len(total), bool)))


def _odds(c: np.ndarray, needed: np.ndarray) -> np.ndarray:
    """exp(−c) / (1 − exp(−c)), where needed."""
    return np.divide(1.0, np.expm1(np.minimum(c, 700.0)), out=np.zeros_like(c), where=needed)


def _log_one_less_exp(c: np.ndarray, needed: np.ndarray) -> np.ndarray:
    """log(1 − exp(−c)), where needed."""
    return np.log(-np.expm1(-c), out=np.zeros_like(c), where=needed)
