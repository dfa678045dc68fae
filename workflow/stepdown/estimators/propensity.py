"""Propensity: the probability of each exposure level given what was known before it.

Sources: Rosenbaum and Rubin, 10.1093/biomet/70.1.41 (two levels); Imbens,
10.1093/biomet/87.3.706 (several: the generalized propensity).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.categorical_likelihood import CategoricalFit, fit_levels


@dataclass(frozen=True, eq=False)
class Propensity:
    """Fitted propensities of n people for k levels of an exposure.

    Attributes
    ----------
    levels : ndarray, shape (k,), in sorted order
    level : ndarray of int, shape (n,), the position in `levels` of what each person had
    frequency : ndarray, shape (n,), how many times each row counts
    fit : CategoricalFit, log odds of each level against the first
    """

    levels: np.ndarray
    level: np.ndarray
    frequency: np.ndarray
    fit: CategoricalFit

    @property
    def probability(self) -> np.ndarray:
        """Propensity of every level, shape (n, k)."""
        return self.fit.probability

    @property
    def converged(self) -> bool:
        """Whether the model has settled."""
        return self.fit.converged

    @property
    def own(self) -> np.ndarray:
        """Propensity of the level a person had, shape (n,)."""
        return self.fit.probability[np.arange(len(self.level)), self.level]


def propensity(exposure: Any, covariates: Any, frequency: Any = None) -> Propensity:
    """Fit a logistic model for two levels, a multinomial one for more.

    Parameters
    ----------
    exposure : array of labels, shape (n,)
    covariates : array, shape (n, p), known before the exposure, or None for a constant propensity
    frequency : array, shape (n,), optional, how many times each row counts (0 or more)

    Returns
    -------
    Propensity

    Raises
    ------
    ValueError
        For invalid input, fewer than two levels, collinear covariates, or covariates that
        separate the levels: then some people could have had one level only, and no weight
        makes the groups comparable.
    """
    exposure = np.asarray(exposure)
    levels, level = arrays.codes(exposure, "exposure", len(exposure))
    counts = frequencies(frequency, len(exposure))
    if np.count_nonzero(np.bincount(level, counts)) < 2:
        raise ValueError("The exposure has fewer than two levels: there is nothing to compare.")
    return Propensity(levels, level, counts, fit_levels(level, len(levels), covariates, counts))


def frequencies(frequency: Any, n_rows: int) -> np.ndarray:
    """How many times each row counts: 1 unless said otherwise, never negative, shape (n_rows,)."""
    if frequency is None:
        return np.ones(n_rows)
    counts = arrays.numeric(frequency, "frequency", n_rows)
    negative = int(np.count_nonzero(counts < 0))
    if negative:
        raise ValueError(f"frequency must not be negative; it is in {negative} rows.")
    return counts
