"""Generalized estimating equations: average effects in repeated or clustered outcomes, and honest small samples.

Sources: Liang and Zeger, 10.1093/biomet/73.1.13; scale and correlation as in R's `geepack` (Yan and Fine,
10.1002/sim.1650), which estimates an AR(1) from pairs at every distance. Small samples: Mancl and DeRouen,
10.1111/j.0006-341X.2001.00126.x; Kauermann and Carroll, 10.1198/016214501753382309. With few clusters the
plain sandwich is too small: prefer Mancl–DeRouen, or Kauermann–Carroll with Student's t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays, generalized_linear
from stepdown.estimators.coefficients import Coefficients, wald
from stepdown.estimators.gee_correlation import Correlation, Grouped

FAMILIES = {
    "gaussian": generalized_linear.GAUSSIAN,
    "binomial": generalized_linear.BINOMIAL,
    "poisson": generalized_linear.POISSON,
}
Correction = Literal["none", "kauermann_carroll", "mancl_derouen"]
MOST_STEPS = 200
SMALLEST_STEP = 1e-11


@dataclass(frozen=True, eq=False)
class Gee(Coefficients):
    """Fitted estimating equations; differences, or logarithms of odds or rate ratios, by family.

    `degrees_of_freedom` are clusters less coefficients; `covariance` is the robust one.

    Attributes
    ----------
    model_covariance : ndarray, shape (q, q), right if the working correlation is
    correlation : float, of the working correlation, 0 for independence
    scale : float, Pearson's statistic over rows
    n_clusters : int
    """

    model_covariance: np.ndarray
    correlation: float
    scale: float
    n_clusters: int


def gee(
    outcome: Any,
    design: Any,
    cluster: Any,
    family: Literal["gaussian", "binomial", "poisson"],
    correlation: Correlation = "exchangeable",
    correction: Correction = "mancl_derouen",
    wave: Any = None,
    exposure_time: Any = None,
) -> Gee:
    """Fit the mean outcome on the columns of a design, rows of a cluster correlated.

    Parameters
    ----------
    outcome : array, shape (n,); 0 or 1 for binomial, 0 or more for Poisson
    design : array, shape (n, q), its intercept (or waves' own constants) included
    cluster : array of labels, shape (n,), people or sites
    family : gaussian (identity link), binomial (log odds) or poisson (logarithm)
    correlation : independence, exchangeable or ar1
    correction : of the robust variance for few clusters
    wave : array of whole numbers, shape (n,), the occasion of each row, for ar1
    exposure_time : array, shape (n,), optional, above 0, for poisson

    Returns
    -------
    Gee

    Raises
    ------
    ValueError
        For invalid input, no more clusters than coefficients, a cluster that alone determines a coefficient,
        a ratio that is infinite, or equations that do not settle.
    """
    if family not in FAMILIES or correction not in ("none", "kauermann_carroll", "mancl_derouen"):
        raise ValueError("There is no such family or correction.")
    values = _outcome(outcome, family)
    columns = arrays.matrix(design, "design", len(values))
    offset = _offset(exposure_time, family, len(values))
    grouped = Grouped.of(cluster, correlation, wave, len(values))
    degrees = grouped.n_clusters - columns.shape[1]
    if degrees < 1:
        raise ValueError(
            f"{columns.shape[1]} coefficients need more than as many clusters; there are {grouped.n_clusters}."
        )
    values, columns, offset = values[grouped.order], columns[grouped.order], offset[grouped.order]
    beta, alpha, scale, scores, information = _solve(values, columns, offset, FAMILIES[family], grouped)
    bread = np.linalg.inv(information.sum(axis=0))
    if correction != "none":
        scores = _as_if_left_out(scores, information, bread, 1.0 if correction == "mancl_derouen" else 0.5)
    covariance = bread @ (scores.T @ scores) @ bread
    return Gee(
        **wald(beta, covariance, float(degrees)),
        variance=correction,
        n=len(values),
        model_covariance=scale * bread,
        correlation=alpha,
        scale=scale,
        n_clusters=grouped.n_clusters,
    )


def _outcome(outcome: Any, family: str) -> np.ndarray:
    if family == "binomial":
        values = arrays.binary(outcome, "outcome").astype(float)
        if values.min() == values.max():
            raise ValueError("The outcome is the same in all rows: odds ratios cannot be estimated.")
        return values
    values = arrays.numeric(outcome, "outcome")
    negative = int(np.count_nonzero(values < 0)) if family == "poisson" else 0
    if negative:
        raise ValueError(f"outcome must be 0 or more; it is not in {negative} rows.")
    return values


def _offset(exposure_time: Any, family: str, n_rows: int) -> np.ndarray:
    if exposure_time is None:
        return np.zeros(n_rows)
    if family != "poisson":
        raise ValueError("An exposure time goes with counts only.")
    time = arrays.numeric(exposure_time, "exposure_time", n_rows)
    bad = int(np.count_nonzero(time <= 0))
    if bad:
        raise ValueError(f"exposure_time must be above 0; it is not in {bad} rows.")
    return np.log(time)


def _solve(values, columns, offset, family, grouped: Grouped):
    """Coefficients, correlation and scale in turn, until none moves; and each cluster's score and information.

    The scale cancels from scores and information, so it is left out of both.
    """
    beta = generalized_linear.fit(values, columns, family, offset).coefficients
    alpha = np.inf
    for _ in range(MOST_STEPS):
        predictor = columns @ beta + offset
        mean = family.mean(predictor)
        spread = np.sqrt(family.variance(mean))
        residual = (values - mean) / spread
        scale = float(residual @ residual) / len(values)
        if not scale > 0:
            raise ValueError(
                "The model fits every row without error: there is nothing to estimate errors from."
            )
        before, alpha = alpha, grouped.correlation(residual / np.sqrt(scale))
        slopes = (family.slope(predictor, mean) / spread)[:, np.newaxis] * columns
        scores, information = grouped.scores(slopes, residual, alpha)
        step = np.linalg.solve(information.sum(axis=0), scores.sum(axis=0))
        if np.abs(columns @ step).max() < SMALLEST_STEP * (1 + np.abs(predictor).max()) and (
            abs(alpha - before) < SMALLEST_STEP
        ):
            return beta, alpha, scale, scores, information
        beta = beta + step
    raise ValueError("The estimating equations did not settle: try independence as the working correlation.")


def _as_if_left_out(
    scores: np.ndarray, information: np.ndarray, bread: np.ndarray, power: float
) -> np.ndarray:
    """Each cluster's score with residuals multiplied by (I − H)^−power, H the cluster's own leverage.

    Because DᵀV⁻¹ f(D B DᵀV⁻¹) = f(DᵀV⁻¹D B) DᵀV⁻¹, the matrix is of the size of the coefficients, however
    large the cluster; with B = L Lᵀ it is L⁻ᵀ f(LᵀML) Lᵀ.
    """
    root = np.linalg.cholesky(bread)
    share, axes = np.linalg.eigh(root.T @ information @ root)
    if share.max() > 1 - 1e-9:
        raise ValueError("A cluster alone determines a coefficient; a robust variance cannot be had.")
    turned = np.einsum("gji,gj->gi", axes, scores @ root) / (1 - share) ** power
    return np.linalg.solve(root.T, np.einsum("gij,gj->gi", axes, turned).T).T
