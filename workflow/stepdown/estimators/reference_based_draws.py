"""Draws of the mean and covariance of scores by visit, when some visits are missing.

Data augmentation: missing scores given parameters, then parameters given completed scores, under the prior
|Σ|^{−(V + 1)/2}. Source: Schafer 1997, 10.1201/9781439821862, section 5.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

BURN_IN = 200
BETWEEN = 25


@dataclass(frozen=True, eq=False)
class VisitDraw:
    """One draw.

    Attributes
    ----------
    mean : ndarray, shape (V,)
    covariance : ndarray, shape (V, V)
    scores : ndarray, shape (n, V), completed as missing at random under the draw before
    """

    mean: np.ndarray
    covariance: np.ndarray
    scores: np.ndarray


def visit_draws(scores: np.ndarray, number: int, draw: np.random.Generator) -> Iterator[VisitDraw]:
    """Yield draws from the posterior for one group.

    Parameters
    ----------
    scores : ndarray, shape (n, V), NaN where missing; everybody has one at least
    number : how many draws
    draw : random numbers

    Raises
    ------
    ValueError
        If there are too few people, or a visit that (almost) nobody has.
    """
    n, n_visits = scores.shape
    missing = np.isnan(scores)
    seen = (~missing).sum(axis=0)
    if n < n_visits + 2 or seen.min() < 3:
        raise ValueError("A group has too few scores at some visit to impute the others from.")
    filled = np.where(missing, np.nanmean(scores, axis=0), scores)
    patterns = [
        (gone, np.flatnonzero((missing == gone).all(axis=1)))
        for gone in np.unique(missing, axis=0)
        if gone.any()
    ]
    try:
        yield from _augment(filled, patterns, number, draw)
    except np.linalg.LinAlgError:
        raise ValueError("Scores at some visit follow exactly from those at others.") from None


def _augment(
    filled: np.ndarray, patterns: list[tuple[np.ndarray, np.ndarray]], number: int, draw: np.random.Generator
) -> Iterator[VisitDraw]:
    """Draw in turn; `patterns` are the visits that are missing together, and whose."""
    for step in range(BURN_IN + BETWEEN * number):
        mean, covariance = _parameters(filled, draw)
        for gone, rows in patterns:
            slopes, spread = regression_on(covariance, gone)
            centre = mean[gone] + (filled[np.ix_(rows, ~gone)] - mean[~gone]) @ slopes.T
            noise = draw.standard_normal((len(rows), int(gone.sum())))
            filled[np.ix_(rows, gone)] = centre + noise @ np.linalg.cholesky(spread).T
        if step >= BURN_IN and (step - BURN_IN) % BETWEEN == BETWEEN - 1:
            yield VisitDraw(mean, covariance, filled.copy())


def _parameters(filled: np.ndarray, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Σ from the inverse Wishart, by Bartlett's decomposition, then the mean given Σ."""
    n, n_visits = filled.shape
    average = filled.mean(axis=0)
    deviations = filled - average
    products = np.linalg.cholesky(deviations.T @ deviations)
    # Σ⁻¹ = (L⁻ᵀ A)(L⁻ᵀ A)ᵀ ~ Wishart(n − 1, S⁻¹) with S = L Lᵀ.
    triangle = np.tril(draw.standard_normal((n_visits, n_visits)), -1)
    triangle[np.diag_indices(n_visits)] = np.sqrt(draw.chisquare(n - 1 - np.arange(n_visits)))
    root = np.linalg.solve(triangle, products.T).T
    covariance = root @ root.T
    mean = average + np.linalg.cholesky(covariance) @ draw.standard_normal(n_visits) / np.sqrt(n)
    return mean, covariance


def regression_on(covariance: np.ndarray, gone: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes of the visits that are gone on the others, and the covariance that is left.

    Parameters
    ----------
    gone : ndarray of bool, shape (V,)
    """
    kept = ~gone
    across = covariance[np.ix_(gone, kept)]
    slopes = np.linalg.solve(covariance[np.ix_(kept, kept)], across.T).T
    left = covariance[np.ix_(gone, gone)] - slopes @ across.T
    return slopes, (left + left.T) / 2
