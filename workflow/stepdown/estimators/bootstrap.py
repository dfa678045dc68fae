"""Bootstrap over people or sites: everything that was estimated is estimated again, weights included.

A replicate is a count for each row, not a copy of rows. Each draws from a seed of its own, so that
the numbers are the same on any number of cores. Sources: Efron, 10.1214/aos/1176344552
(multinomial); Hanley and MacGibbon, 10.1016/j.cmpb.2006.04.006 (Poisson).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays

# With more failed replicates than this share, those that are left are no fair sample of all.
MOST_FAILED = 0.05


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Bootstrap distribution of k statistics.

    Attributes
    ----------
    estimate : ndarray, shape (k,), in the rows themselves
    replicates : ndarray, shape (m, k), those that could be estimated
    n_failed : replicates in which the statistic could not be estimated
    std_error, lower, upper : ndarrays, shape (k,); 95 % percentile limits
    """

    estimate: np.ndarray
    replicates: np.ndarray
    n_failed: int
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @property
    def covariance(self) -> np.ndarray:
        """Covariance of the replicates, shape (k, k)."""
        return np.atleast_2d(np.cov(self.replicates, rowvar=False))


def bootstrap(
    statistic: Callable[[np.ndarray], Any],
    unit: Any,
    seed: int | np.random.SeedSequence,
    n_replicates: int = 500,
    scheme: Literal["poisson", "multinomial"] = "multinomial",
    cores: int = 1,
) -> Bootstrap:
    """Estimate a statistic again in resampled people.

    Parameters
    ----------
    statistic : from the frequency of each row, shape (n,), to k numbers; a ValueError says that they cannot be
        estimated in this sample
    unit : array of labels, shape (n,), who or what is resampled: people, or sites; all rows of a unit go together
    seed : of the whole bootstrap
    n_replicates : 2 or more
    scheme : multinomial (as many units as there are) or Poisson (each unit a count of mean 1)
    cores : threads; the result does not depend on them

    Returns
    -------
    Bootstrap

    Raises
    ------
    ValueError
        If the statistic cannot be estimated in the rows themselves, or in more than 5 % of the replicates.
    """
    unit = np.asarray(unit)
    labels, code = arrays.codes(unit, "unit", len(unit))
    if len(labels) < 2 or n_replicates < 2:
        raise ValueError("A bootstrap needs at least two units and two replicates.")
    root = seed if isinstance(seed, np.random.SeedSequence) else np.random.SeedSequence(seed)
    estimate = np.atleast_1d(np.asarray(statistic(np.ones(len(unit))), dtype=float))

    def replicate(number: int) -> np.ndarray | None:
        child = np.random.SeedSequence(root.entropy, spawn_key=(*root.spawn_key, number))
        draw = np.random.Generator(np.random.Philox(child))
        try:
            found = statistic(_counts(draw, len(labels), scheme)[code].astype(float))
        except ValueError:
            return None
        found = np.atleast_1d(np.asarray(found, dtype=float))
        return found if np.isfinite(found).all() else None

    with ThreadPoolExecutor(max_workers=cores) as threads:
        found = [one for one in threads.map(replicate, range(n_replicates)) if one is not None]
    n_failed = n_replicates - len(found)
    if n_failed > MOST_FAILED * n_replicates or len(found) < 2:
        raise ValueError(
            f"The estimate could not be had in {n_failed} of {n_replicates} bootstrap samples: the data are too "
            "sparse for an interval."
        )
    replicates = np.vstack(found)
    lower, upper = np.quantile(replicates, [0.025, 0.975], axis=0)
    return Bootstrap(estimate, replicates, n_failed, replicates.std(axis=0, ddof=1), lower, upper)


def _counts(draw: np.random.Generator, n_units: int, scheme: str) -> np.ndarray:
    if scheme == "poisson":
        return draw.poisson(1.0, n_units)
    return np.bincount(draw.integers(0, n_units, n_units), minlength=n_units)
