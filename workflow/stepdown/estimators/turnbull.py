"""Turnbull's estimate of a survival curve from intervals, without a model.

Sources: Turnbull, 10.1111/j.2517-6161.1976.tb01597.x (estimator); Wang, 10.1111/j.1467-9868.2007.00583.x
(constrained Newton method, which reaches the maximum where the EM algorithm only creeps up to it); Gentleman
and Geyer, 10.1093/biomet/81.3.618 (how one knows that it is the maximum).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.interval_grid import IntervalGrid, interval_grid
from stepdown.estimators.kaplan_meier import log_log_interval

MAX_ITERATIONS = 500
# How far the likelihood could still rise for each person, at most (Gentleman and Geyer).
GAP = 1e-10


@dataclass(frozen=True, eq=False)
class Turnbull:
    """Where the events lie, and how many.

    Attributes
    ----------
    after, to : ndarrays of float, shape (k,), the days of each cell: after … up to and including; the last
        `to` is infinite where an interval is open
    mass : ndarray of float, shape (k,), probability of the event in each cell; they add up to 1
    survival : ndarray of float, shape (k,), probability of no event by the end of each cell. Within a cell
        the curve is not known: only that it falls from one value to the next.
    std_error, lower, upper : ndarrays of float, shape (k,), by the observed information of the cells with
        mass (right where the intervals come from a fixed grid); 95 % log-log interval. NaN where survival is 0,
        and everywhere between 0 and 1 if the intervals leave the masses undetermined.
    n : float, people
    """

    after: np.ndarray
    to: np.ndarray
    mass: np.ndarray
    survival: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    n: float

    def median(self) -> tuple[float, float]:
        """Days between which the median lies: after the first, up to and including the second; NaN if not reached."""
        reached = np.flatnonzero(self.survival <= 0.5 + 1e-9)
        if not reached.size or not np.isfinite(self.to[reached[0]]):
            return float("nan"), float("nan")
        return float(self.after[reached[0]]), float(self.to[reached[0]])


def turnbull(lowest: Any, highest: Any, weights: Any = None) -> Turnbull:
    """Maximise the likelihood over all curves.

    Parameters
    ----------
    lowest, highest : arrays, shape (n,), first and last day on which the event may have happened; see `interval_grid`
    weights : array, shape (n,), optional, positive: how many people a row stands for

    Returns
    -------
    Turnbull

    Raises
    ------
    ValueError
        For invalid input.
    """
    grid = interval_grid(lowest, highest)
    n = len(grid.first)
    count = np.ones(n) if weights is None else arrays.numeric(weights, "weights", n)
    bad = int(np.count_nonzero(count <= 0))
    if bad:
        raise ValueError(f"weights must be positive; they are not in {bad} rows. Leave those rows out.")
    covers, count = _distinct(grid, count)
    mass = _maximise(covers, count)
    survival = np.maximum(1 - np.cumsum(mass), 0.0)
    survival[-1] = 0.0
    std_error = _std_error(covers, count, mass)
    std_error[-1] = np.nan
    lower, upper = log_log_interval(survival, std_error)
    return Turnbull(grid.after, grid.to, mass, survival, std_error, lower, upper, float(count.sum()))


def _distinct(grid: IntervalGrid, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct runs of cells as a table of 0 and 1, shape (r, k), and how many people have each."""
    k = len(grid.after)
    key, row = np.unique(grid.first * (k + 1) + grid.last, return_inverse=True)
    first, last = np.divmod(key, k + 1)
    cells = np.arange(k)
    covers = (first[:, np.newaxis] <= cells) & (cells < last[:, np.newaxis])
    return covers.astype(float), np.bincount(row, count)


def _maximise(covers: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Masses of the cells: quadratic steps that keep every mass at 0 or more, shortened until they climb."""
    from scipy.optimize import nnls

    n, k = count.sum(), covers.shape[1]
    mass = np.full(k, 1 / k)
    root = np.sqrt(count / n)
    value = float(count @ np.log(covers @ mass))
    for _ in range(MAX_ITERATIONS):
        slope = covers / (covers @ mass)[:, np.newaxis]
        if float((count @ slope).max() / n - 1) < GAP:
            return mass
        # The quadratic model of the log-likelihood as least squares; a heavy row keeps the sum at 1.
        system = np.vstack([root[:, np.newaxis] * slope, np.full((1, k), 1e3)])
        target = nnls(system, np.append(2 * root, 1e3))[0]
        step = target / target.sum() - mass
        for _ in range(60):
            inside = covers @ (mass + step)
            proposed = float(count @ np.log(inside)) if (inside > 0).all() else -np.inf
            if proposed >= value:
                break
            step = step / 2
        mass, value = np.maximum(mass + step, 0.0), max(proposed, value)
        mass = mass / mass.sum()
        # A self-consistent step never falls and lets masses that are too small grow back.
        mass = mass * (count @ (covers / (covers @ mass)[:, np.newaxis])) / n
        value = float(count @ np.log(covers @ mass))
    raise ValueError("The curve could not be found: its masses still change.")


def _std_error(covers: np.ndarray, count: np.ndarray, mass: np.ndarray) -> np.ndarray:
    """Of survival at the end of each cell: the information of the masses above 0, which add up to 1."""
    held = np.flatnonzero(mass > 1e-9)
    if len(held) == 1:
        return np.where(np.arange(len(mass)) < held[0], 0.0, np.nan)
    slope = covers[:, held] / (covers @ mass)[:, np.newaxis]
    slope = slope[:, :-1] - slope[:, -1:]
    information = (slope * count[:, np.newaxis]).T @ slope
    values, vectors = np.linalg.eigh(information)
    if values[0] <= 1e-10 * values[-1]:
        return np.full(len(mass), np.nan)
    summed = (held[:-1] <= np.arange(len(mass))[:, np.newaxis]).astype(float)
    return np.sqrt(np.sum((summed @ vectors) ** 2 / values, axis=1))
