"""Weights that make groups comparable, with what estimating them adds to a variance.

All are a tilting function of the propensities over the propensity of the level a person had,
h(e) / e_own; h says whom the comparison is about (Li, Morgan and Zaslavsky,
10.1080/01621459.2016.1260466; several levels: Li and Li, 10.1214/19-AOAS1282).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.categorical_likelihood import fit_levels
from stepdown.estimators.propensity import Propensity, frequencies

Target = Literal["everyone", "level", "overlap", "matching"]


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of n rows, which depend on q estimated parameters.

    Attributes
    ----------
    value : ndarray, shape (n,), the weight of one copy of each row
    frequency : ndarray, shape (n,), how many copies each row stands for
    gradient : ndarray, shape (n, q), derivative of `value` by the parameters
    influence : ndarray, shape (n, q), what one copy of a row adds to the parameters
    """

    value: np.ndarray
    frequency: np.ndarray
    gradient: np.ndarray
    influence: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """Weight of all copies of each row, shape (n,)."""
        return self.value * self.frequency


def known_weights(value: Any, frequency: Any = None) -> Weights:
    """Weights that were not estimated from these rows; all 1 for an unweighted comparison."""
    value = arrays.numeric(value, "weights")
    negative = int(np.count_nonzero(value < 0))
    if negative:
        raise ValueError(f"weights must not be negative; they are in {negative} rows.")
    nothing = np.zeros((len(value), 0))
    return Weights(value, frequencies(frequency, len(value)), nothing, nothing)


def tilting(propensity: Propensity, target: Target, level: Any = None) -> Weights:
    """The tilting function h itself: how much each person counts in the target population.

    Parameters
    ----------
    propensity : Propensity
    target : everyone (h = 1, ATE), level (h = e_level, those who had it, ATT), overlap (h = 1 / Σ 1/e,
        ATO: people in equipoise) or matching (h = the smallest e, as of one-to-one matching: Li and
        Greene, 10.1515/ijb-2012-0030)
    level : for the target `level`, whose people

    Raises
    ------
    ValueError
        If nobody had that level.
    """
    probability = propensity.probability
    if target == "everyone":
        value, by_probability = np.ones(len(probability)), np.zeros_like(probability)
    elif target == "overlap":
        value = 1 / (1 / probability).sum(axis=1)
        by_probability = (value[:, np.newaxis] / probability) ** 2
    else:
        chosen = probability.argmin(axis=1) if target == "matching" else _position(propensity, level)
        by_probability = _indicator(np.broadcast_to(chosen, len(probability)), probability.shape[1])
        value = np.einsum("ik,ik->i", probability, by_probability)
    return _by_propensity(propensity, value, by_probability)


def balancing_weights(propensity: Propensity, target: Target, level: Any = None) -> Weights:
    """Weights h / e_own that make every group look like the target population; arguments of `tilting`.

    For two levels: inverse probability weights are 1 / e_own, overlap weights one minus e_own.
    """
    by_own = -_indicator(propensity.level, len(propensity.levels)) / propensity.own[:, np.newaxis] ** 2
    inverse = _by_propensity(propensity, 1 / propensity.own, by_own)
    return product(tilting(propensity, target, level), inverse)


def stabilized(weights: Weights, propensity: Propensity) -> Weights:
    """Weights times the share of people at each level, so that they average about 1.

    Means of groups stay as they are; models over all groups gain precision.
    """
    shares = fit_levels(propensity.level, len(propensity.levels), None, propensity.frequency)
    share = shares.probability[np.arange(len(propensity.level)), propensity.level]
    gradient = shares.gradient(_indicator(propensity.level, len(propensity.levels)))
    return product(weights, Weights(share, propensity.frequency, gradient, shares.influence))


def truncated(weights: Weights, quantile: float) -> Weights:
    """Lower the weights above a quantile of them to it (Cole and Hernán, 10.1093/aje/kwn164).

    The quantile itself counts as known: its sampling error is left to the bootstrap.

    Raises
    ------
    ValueError
        For a quantile that is not between one half and 1.
    """
    if not 0.5 < quantile < 1:
        raise ValueError("Truncation needs a quantile between 0.5 and 1, such as 0.99.")
    counted = weights.frequency > 0
    bound = weighted_quantile(weights.value[counted], weights.frequency[counted], quantile)
    above = weights.value > bound
    return replace(
        weights,
        value=np.where(above, bound, weights.value),
        gradient=np.where(above[:, np.newaxis], 0.0, weights.gradient),
    )


def within_bounds(propensity: Propensity, lowest: float) -> np.ndarray:
    """Which people have every propensity at or above `lowest`: trim to them and fit again.

    For two levels it is the rule of Crump et al., 10.1093/biomet/asn055, with `lowest` = 0.1.

    Returns
    -------
    ndarray of bool, shape (n,)

    Raises
    ------
    ValueError
        If `lowest` is not between 0 and one over the number of levels.
    """
    if not 0 < lowest < 1 / len(propensity.levels):
        raise ValueError(
            f"Trimming needs a propensity between 0 and 1/{len(propensity.levels)}, such as 0.05: "
            "with a higher one nobody could be left."
        )
    return propensity.probability.min(axis=1) >= lowest


def product(one: Weights, other: Weights) -> Weights:
    """Multiply two sets of weights of the same rows, such as for confounding and for loss."""
    value = one.value * other.value
    of_one = one.gradient * other.value[:, np.newaxis]
    of_other = other.gradient * one.value[:, np.newaxis]
    if one.influence is other.influence:
        return Weights(value, one.frequency, of_one + of_other, one.influence)
    gradient = np.column_stack([of_one, of_other])
    return Weights(value, one.frequency, gradient, np.column_stack([one.influence, other.influence]))


def effective_sample_size(weights: np.ndarray, level: np.ndarray, n_levels: int) -> np.ndarray:
    """Kish's effective number of people at each level, (Σ w)² / Σ w²; 0 where there is nobody.

    Source: Kish 1965, section 11.7.

    Parameters
    ----------
    weights : ndarray, shape (n,)
    level : ndarray of int, shape (n,)

    Returns
    -------
    ndarray, shape (n_levels,)
    """
    total = np.bincount(level, weights, n_levels)
    squares = np.bincount(level, weights**2, n_levels)
    return np.divide(total**2, squares, out=np.zeros(n_levels), where=squares > 0)


def weight_tails(weights: np.ndarray, level: np.ndarray, n_levels: int) -> np.ndarray:
    """Largest weight at each level over the 99th percentile of its weights; not a number where there is nobody.

    Parameters
    ----------
    weights : ndarray, shape (n,)
    level : ndarray of int, shape (n,)

    Returns
    -------
    ndarray, shape (n_levels,)
    """
    found = np.full(n_levels, np.nan)
    for k in range(n_levels):
        own = weights[level == k]
        if own.size and own.max() > 0:
            found[k] = own.max() / np.quantile(own, 0.99)
    return found


def _by_propensity(propensity: Propensity, value: np.ndarray, by_probability: np.ndarray) -> Weights:
    """A function of the propensities, with its derivatives by them, (n, k), made ones by the coefficients."""
    fit = propensity.fit
    return Weights(value, propensity.frequency, fit.gradient(by_probability), fit.influence)


def _indicator(position: np.ndarray, n_levels: int) -> np.ndarray:
    return (position[:, np.newaxis] == np.arange(n_levels)).astype(float)


def _position(propensity: Propensity, level: Any) -> int:
    found = np.flatnonzero(propensity.levels == level)
    if found.size == 0:
        raise ValueError("Nobody had the level whose people the weights are for.")
    return int(found[0])


def weighted_quantile(values: np.ndarray, counts: np.ndarray, share: float) -> float:
    """Smallest value that at least this share of the counts lies at or below; values and counts (n,)."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(counts[order]) / counts.sum()
    return float(values[order][np.searchsorted(reached, share - 1e-12)])
