"""Several tests at once: P values adjusted so that one limit holds for all of them.

Sources: Holm 1979, Scand J Stat 6:65; Benjamini and Hochberg, 10.1111/j.2517-6161.1995.tb02031.x;
Westfall and Young 1993, algorithm 2.8 (step-down max-T); Hothorn, Bretz and Westfall,
10.1002/bimj.200810425 (max-T from a joint covariance); Šidák, 10.1080/01621459.1967.10482935, and Royen,
arXiv:1408.1028 (correlations that are taken to be 0 between groups of statistics err on the safe side).
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

from stepdown.estimators import arrays

# So many draws that a P value near 0.05 has a Monte Carlo error below 0.001.
DRAWS = 100_000
# A P value of 0 has a statistic without end.
SMALLEST = 1e-300


def holm(p_values: Any) -> np.ndarray:
    """Holm's step-down adjustment: the chance of any false claim stays below the limit.

    Parameters
    ----------
    p_values : array, shape (m,), between 0 and 1

    Returns
    -------
    ndarray, shape (m,), in the order given
    """
    p_values = _checked(p_values)
    order = np.argsort(p_values, kind="stable")
    steps = np.arange(len(p_values), 0, -1) * p_values[order]
    return _in_order(np.minimum(np.maximum.accumulate(steps), 1.0), order)


def in_sequence(p_values: Any, stages: Any) -> np.ndarray:
    """Gatekeeping: Holm's adjustment within each stage, and no stage is tested before all of the ones before it passed.

    With one test a stage this is the fixed-sequence procedure, with one stage it is Holm's (Maurer, Hothorn and Lehmacher
    1995; Dmitrienko and Tamhane, 10.1002/pst.291). The chance of any false claim stays below the limit.

    Parameters
    ----------
    p_values : array, shape (m,), between 0 and 1
    stages : array, shape (m,), in the order of testing: the lowest first

    Returns
    -------
    ndarray, shape (m,), in the order given
    """
    p_values, stages = _checked(p_values), np.asarray(stages)
    if stages.shape != p_values.shape:
        raise ValueError("Every P value needs a stage.")
    adjusted, reached = np.empty(len(p_values)), 0.0
    for stage in np.unique(stages):
        rows = stages == stage
        adjusted[rows] = np.maximum(holm(p_values[rows]), reached)
        reached = adjusted[rows].max()
    return adjusted


def benjamini_hochberg(p_values: Any) -> np.ndarray:
    """Benjamini and Hochberg's step-up adjustment: the expected share of false claims stays below the limit.

    Parameters and returns as for `holm`.
    """
    p_values = _checked(p_values)
    order = np.argsort(p_values, kind="stable")
    steps = len(p_values) / np.arange(1, len(p_values) + 1) * p_values[order]
    return _in_order(np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0), order)


def step_down_max_t(statistics: Any, null: Any) -> np.ndarray:
    """Westfall and Young's step-down max-T adjustment, which uses how the statistics hang together.

    Parameters
    ----------
    statistics : array, shape (m,), of the two-sided tests; only their sizes count
    null : array, shape (r, m), the same statistics drawn jointly under no effect, such as bootstrap replicates less
        the estimate over its standard error, or `joint_normal`

    Returns
    -------
    ndarray, shape (m,), (1 + draws at least as large) / (1 + r), never falling along the steps
    """
    sizes = np.abs(arrays.numeric(statistics, "statistics"))
    draws = np.abs(arrays.matrix(null, "null", len(np.asarray(null))))
    if draws.shape[1] != len(sizes):
        raise ValueError(f"null needs a column for each of {len(sizes)} statistics; it has {draws.shape[1]}.")
    order = np.argsort(-sizes, kind="stable")
    # The largest of the statistics not yet passed, at every step.
    largest = np.maximum.accumulate(draws[:, order[::-1]], axis=1)[:, ::-1]
    reached = np.count_nonzero(largest >= sizes[order], axis=0)
    return _in_order(np.maximum.accumulate((1 + reached) / (1 + len(draws))), order)


def max_t_p_values(
    p_values: Any, correlation: Any, seed: int | np.random.SeedSequence, n_draws: int = DRAWS
) -> np.ndarray:
    """Adjust two-sided P values by step-down max-T, from how the statistics behind them are correlated.

    A P value stands for the normal statistic that has it. No adjusted one is below its own or above Holm's: both hold
    whatever the correlations are, and Monte Carlo error matters most where P is small.

    Parameters
    ----------
    p_values : array, shape (m,), between 0 and 1
    correlation : array, shape (m, m); between groups of statistics of which it is not known it may be 0, which is cautious

    Returns
    -------
    ndarray, shape (m,), in the order given

    Raises
    ------
    ValueError
        For a P value outside 0 and 1, or a matrix that is no correlation.
    """
    p_values = _checked(p_values)
    sizes = np.array([-NormalDist().inv_cdf(max(float(p), SMALLEST) / 2) for p in p_values])
    found = step_down_max_t(sizes, joint_normal(correlation, n_draws, seed))
    return np.clip(found, p_values, holm(p_values))


def joint_normal(covariance: Any, n_draws: int, seed: int | np.random.SeedSequence) -> np.ndarray:
    """Draw standardized statistics jointly under no effect, from the covariance of the estimates.

    Parameters
    ----------
    covariance : array, shape (m, m), such as that of several effects' influence

    Returns
    -------
    ndarray, shape (n_draws, m)

    Raises
    ------
    ValueError
        For a matrix that is no covariance, or an effect without variance.
    """
    covariance = np.asarray(covariance, dtype=float)
    if covariance.ndim != 2 or not np.allclose(covariance, covariance.T) or not np.isfinite(covariance).all():
        raise ValueError("The covariance must be a finite, symmetric matrix.")
    spread = np.sqrt(np.diag(covariance))
    if np.any(~(spread > 0)):
        raise ValueError("An effect has no variance: it cannot be tested.")
    values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
    if values.min() < -1e-8 * values.max():
        raise ValueError("The covariance must not have negative directions.")
    draw = np.random.Generator(np.random.Philox(seed))
    # The symmetric root changes little where the matrix does; eigenvectors alone may turn round at a rounding.
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return draw.standard_normal((n_draws, len(spread))) @ root


def _checked(p_values: Any) -> np.ndarray:
    p_values = arrays.numeric(p_values, "p_values")
    outside = int(np.count_nonzero((p_values < 0) | (p_values > 1)))
    if outside:
        raise ValueError(f"P values lie between 0 and 1; {outside} do not.")
    return p_values


def _in_order(sorted_values: np.ndarray, order: np.ndarray) -> np.ndarray:
    values = np.empty(len(order))
    values[order] = sorted_values
    return values
