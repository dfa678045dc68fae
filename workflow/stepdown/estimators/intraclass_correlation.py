"""Intraclass correlation: how much alike the people of one site are.

Sources: Donner, 10.2307/1403259 (analysis of variance, unequal sites; for yes/no outcomes too: Ridout,
Demétrio and Firth, 10.1111/j.0006-341X.1999.00137.x); Searle 1971 (large-sample variance);
Snijders and Bosker 2012, section 17.2 (latent scale, logistic).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.visible_error import normal_interval


@dataclass(frozen=True)
class IntraclassCorrelation:
    """Share of the variance that lies between sites, with a 95 % interval, and what it does to precision.

    `estimate` may be a little below 0 when sites differ less than chance would have them. Where nothing varies
    within sites, or between them, the large-sample error is 0 and the limits are NaN.
    `design_effect` is 1 + (mean size − 1) × estimate, at least 1.
    """

    estimate: float
    std_error: float
    lower: float
    upper: float
    design_effect: float
    n_sites: int
    n: int


def intraclass_correlation(outcome: Any, site: Any) -> IntraclassCorrelation:
    """Analysis-of-variance estimate, (MSB − MSW) / (MSB + (n₀ − 1) MSW), of a number or a yes/no.

    Parameters
    ----------
    outcome : array, shape (n,)
    site : array of labels, shape (n,)

    Raises
    ------
    ValueError
        For invalid input, fewer than two sites, no site with two people, or an outcome that does not vary.
    """
    outcome = arrays.numeric(outcome, "outcome")
    labels, code = arrays.codes(site, "site", len(outcome))
    size = np.bincount(code).astype(float)
    k, n = len(labels), float(len(outcome))
    if k < 2 or n == k:
        raise ValueError("An intraclass correlation needs two sites, and two people in one of them.")
    mean = np.bincount(code, outcome) / size
    between = size @ (mean - outcome.mean()) ** 2 / (k - 1)
    within = float(np.sum((outcome - mean[code]) ** 2)) / (n - k)
    usual = (n - size @ size / n) / (k - 1)
    if between + (usual - 1) * within <= 0:
        raise ValueError("The outcome does not vary: it has no intraclass correlation.")
    estimate = float((between - within) / (between + (usual - 1) * within))
    std_error = float(np.sqrt(_variance(estimate, size, usual)))
    lower, upper = normal_interval(estimate, std_error)
    return IntraclassCorrelation(
        estimate=estimate,
        std_error=std_error,
        lower=float(np.maximum(lower, -1.0)),
        upper=float(np.minimum(upper, 1.0)),
        design_effect=max(1.0, 1 + (n / k - 1) * estimate),
        n_sites=k,
        n=int(n),
    )


def latent_intraclass_correlation(site_variance: float) -> float:
    """Intraclass correlation on the scale of the log odds: τ² / (τ² + π²/3).

    Parameters
    ----------
    site_variance : τ², variance of the sites' intercepts in a logistic model, 0 or more

    Raises
    ------
    ValueError
        If it is negative or not finite.
    """
    if not np.isfinite(site_variance) or site_variance < 0:
        raise ValueError("A variance between sites is 0 or more.")
    return site_variance / (site_variance + np.pi**2 / 3)


def _variance(icc: float, size: np.ndarray, usual: float) -> float:
    """Large-sample variance for unequal sites (Donner and Koval, 10.1093/biomet/67.3.719; Swiger et al. 1964)."""
    n, k = size.sum(), len(size)
    return 2 * (n - 1) * (1 - icc) ** 2 * (1 + (usual - 1) * icc) ** 2 / (usual**2 * (n - k) * (k - 1))
