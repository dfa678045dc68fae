"""Balance: how alike groups are in what was known before the exposure, with and without weights.

Sources: Austin, 10.1002/sim.3697 (standardized and variance ratio); Yang and Dalton 2012, SAS
Global Forum 335 (a categorical variable as one); Austin and Stuart, 10.1002/sim.6607 (weights).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.propensity import Propensity
from stepdown.estimators.weights import weighted_quantile


@dataclass(frozen=True, eq=False)
class Balance:
    """One comparison of a group with the reference, covariate by covariate: a love plot's numbers.

    Attributes
    ----------
    difference : ndarray, shape (p,), weighted mean in the group minus that in the reference, in
        standard deviations; 0 where neither varies and the means agree
    variance_ratio : ndarray, shape (p,), weighted variance over that of the reference; NaN for yes/no
        covariates, whose variance follows from the mean, and where the reference does not vary
    """

    difference: np.ndarray
    variance_ratio: np.ndarray

    @property
    def largest(self) -> float:
        """Largest absolute standardized difference."""
        return float(np.abs(self.difference).max())


def balance(covariates: Any, exposure: Any, level: Any, reference: Any, weights: Any = None) -> Balance:
    """Compare a group with the reference in every covariate.

    Differences are in units of the root of the mean of both groups' unweighted variances, so that
    weighting changes what is compared and not the yardstick.

    Parameters
    ----------
    covariates : array, shape (n, p), numbers, and a yes/no column for each level of a category
    exposure : array of labels, shape (n,)
    level, reference : the two groups
    weights : array, shape (n,), optional, 0 or more

    Returns
    -------
    Balance

    Raises
    ------
    ValueError
        For invalid input, a group that nobody has, or one that has no weight; or a covariate that varies in
        neither group, yet differs between them.
    """
    design, groups, weights = _two_groups(covariates, exposure, level, reference, weights)
    means, variances, raw = [], [], []
    for rows in groups:
        mean, variance = _moments(design[rows], weights[rows])
        means.append(mean)
        variances.append(variance)
        raw.append(_moments(design[rows], np.ones(rows.size))[1])
    difference = means[0] - means[1]
    spread = np.sqrt((raw[0] + raw[1]) / 2)
    none = spread <= 1e-12 * (1 + np.abs(design).max(axis=0))
    apart = none & (np.abs(difference) > 1e-9 * (1 + np.abs(means[1])))
    if apart.any():
        raise ValueError(
            f"{int(apart.sum())} covariates vary in neither group and yet differ: a standardized difference is infinite."
        )
    yes_no = np.all((design == 0) | (design == 1), axis=0)
    compared = ~yes_no & (variances[1] > 0)
    return Balance(
        np.divide(difference, spread, out=np.zeros(len(spread)), where=~none),
        np.divide(variances[0], variances[1], out=np.full(len(spread), np.nan), where=compared),
    )


def categorical_difference(
    category: Any, exposure: Any, level: Any, reference: Any, weights: Any = None
) -> float:
    """Standardized difference of a categorical variable as one: √(dᵀ S⁻¹ d), 0 or more.

    d is the difference in (weighted) shares of all categories but one, and S the mean of both groups'
    unweighted multinomial covariances. For two categories it is the absolute standardized difference.

    Parameters
    ----------
    category : array of labels, shape (n,)
    exposure, level, reference, weights : as for `balance`

    Raises
    ------
    ValueError
        As `balance`.
    """
    category = np.asarray(category)
    labels, code = arrays.codes(category, "category", len(category))
    shares = (code[:, np.newaxis] == np.arange(len(labels))).astype(float)
    shares, groups, weights = _two_groups(shares, exposure, level, reference, weights)
    weighted = [_moments(shares[rows], weights[rows])[0] for rows in groups]
    raw = [shares[rows].mean(axis=0) for rows in groups]
    spread = sum(np.diag(share) - np.outer(share, share) for share in raw) / 2
    difference = weighted[0] - weighted[1]
    # Categories that neither group has have no variance: a pseudo-inverse leaves them out.
    return float(
        np.sqrt(max(difference @ np.linalg.pinv(spread, rcond=1e-12, hermitian=True) @ difference, 0.0))
    )


@dataclass(frozen=True, eq=False)
class Overlap:
    """How far groups share a range of propensities for one level.

    Attributes
    ----------
    levels : ndarray, shape (k,), the groups
    quantiles : ndarray, shape (k, m), of the propensity in each group
    outside_common : ndarray, shape (k,), share of each group beyond the range that every group covers
    outside_bounds : ndarray, shape (k,), share of each group with a propensity below `lowest` or above 1 − `lowest`
    """

    levels: np.ndarray
    quantiles: np.ndarray
    outside_common: np.ndarray
    outside_bounds: np.ndarray


def overlap(
    fitted: Propensity,
    level: Any,
    lowest: float = 0.05,
    at: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95),
) -> Overlap:
    """Summarize the propensity of one level in all groups.

    Parameters
    ----------
    fitted : Propensity
    level : whose propensity is looked at
    lowest : propensities below it, or above one minus it, count as extreme
    at : shares of people for the quantiles (the smallest propensity that this share lies at or below)

    Raises
    ------
    ValueError
        If nobody had the level.
    """
    found = np.flatnonzero(fitted.levels == level)
    if found.size == 0:
        raise ValueError("Nobody had the level whose propensity is asked for.")
    score = fitted.probability[:, found[0]]
    groups = [np.flatnonzero((fitted.level == k) & (fitted.frequency > 0)) for k in range(len(fitted.levels))]
    low = max(score[rows].min() for rows in groups)
    high = min(score[rows].max() for rows in groups)

    def share(outside: np.ndarray) -> np.ndarray:
        return np.array([np.average(outside[rows], weights=fitted.frequency[rows]) for rows in groups])

    return Overlap(
        fitted.levels,
        np.array(
            [[weighted_quantile(score[rows], fitted.frequency[rows], q) for q in at] for rows in groups]
        ),
        share((score < low) | (score > high)),
        share((score < lowest) | (score > 1 - lowest)),
    )


def _two_groups(
    covariates: Any, exposure: Any, level: Any, reference: Any, weights: Any
) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
    exposure = np.asarray(exposure)
    arrays.codes(exposure, "exposure", len(exposure))
    design = arrays.matrix(covariates, "covariates", len(exposure))
    weights = np.ones(len(exposure)) if weights is None else arrays.numeric(weights, "weights", len(exposure))
    groups = [np.flatnonzero((exposure == one) & (weights > 0)) for one in (level, reference)]
    if min(rows.size for rows in groups) == 0 or weights.min() < 0:
        raise ValueError("Both groups need people with a weight above 0, and no weight may be negative.")
    return design, groups, weights


def _moments(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weighted means, and variances as of a sample: × (Σw)² / ((Σw)² − Σw²); p (1 − p) for yes/no columns."""
    share = weights / weights.sum()
    mean = share @ values
    variance = share @ (values - mean) ** 2
    yes_no = np.all((values == 0) | (values == 1), axis=0)
    lost = 1 - share @ share
    correction = 1 / lost if lost > 0 else 0.0
    return mean, np.where(yes_no, variance, variance * correction)
