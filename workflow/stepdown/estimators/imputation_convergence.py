"""Did the chains of an imputation forget where they started?

Source: Gelman and Rubin, 10.1214/ss/1177011136.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def shrink_factor(traces: np.ndarray, visited: Sequence[int]) -> dict[int, float]:
    """Potential scale reduction of the chains' means and spreads, over the second half of their cycles.

    Parameters
    ----------
    traces : ndarray, shape (m chains, cycles, c visited columns, 2)
    visited : position of each visited column

    Returns
    -------
    dict
        Column -> the larger of the two factors; empty after a single cycle, when nothing had to converge.
    """
    second_half = traces[:, traces.shape[1] // 2 :]
    n = second_half.shape[1]
    if traces.shape[1] < 2:
        return {}
    within = second_half.var(axis=1, ddof=1).mean(axis=0)
    between = n * second_half.mean(axis=1).var(axis=0, ddof=1)
    # A value that never moves, in any chain, has converged.
    ratio = np.divide(between, within, out=np.where(between > 0, np.inf, 1.0), where=within > 0)
    factor = np.sqrt((n - 1) / n + ratio / n)
    return {column: float(factor[place].max()) for place, column in enumerate(visited)}
