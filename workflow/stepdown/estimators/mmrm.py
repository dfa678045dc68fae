"""Mixed model for repeated measures (MMRM): any covariance between visits, visits may be missing.

Sources: Mallinckrodt et al., 10.1177/009286150804200402 (model); Satterthwaite,
10.2307/3002019, in the form of Fai and Cornelius, 10.1080/00949659608811740 (degrees of
freedom). Same estimates as R's `nlme::gls` with corSymm and varIdent, REML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.mmrm_likelihood import (
    cholesky_factor,
    covariance_gradient,
    log_cholesky,
    restricted,
    visit_patterns,
)
from stepdown.estimators.mmrm_search import minimise, starting_covariance


@dataclass(frozen=True)
class Contrast:
    """A linear combination of coefficients, with its Satterthwaite t interval and two-sided P value."""

    estimate: float
    std_error: float
    degrees_of_freedom: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True, eq=False)
class MMRM:
    """A fitted MMRM; coefficients in units of the outcome.

    Attributes
    ----------
    coefficients, std_error : ndarrays of float, shape (p,)
    covariance : ndarray of float, shape (p, p), (X'V⁻¹X)⁻¹
    degrees_of_freedom : ndarray of float, shape (p,), Satterthwaite's, for each coefficient
    visit_covariance : ndarray of float, shape (V, V), of one person's outcomes given the covariates
    log_likelihood : restricted log-likelihood
    n, n_people : rows and people
    converged : always True: a fit that does not converge raises
    parameter_covariance : ndarray, shape (k, k), of the k covariance parameters
    covariance_gradient : ndarray, shape (k, p, p), derivative of `covariance` by each of them
    path : always "discrete": the cross-products by pattern of visits are sufficient, whatever the covariates
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    degrees_of_freedom: np.ndarray
    visit_covariance: np.ndarray
    log_likelihood: float
    n: int
    n_people: int
    converged: bool
    parameter_covariance: np.ndarray
    covariance_gradient: np.ndarray
    path: str = "discrete"

    def contrast(self, weights: Any) -> Contrast:
        """Estimate Σ weight × coefficient; weights of shape (p,), not all 0 (else ValueError)."""
        from scipy.stats import t

        weights = arrays.numeric(weights, "weights", len(self.coefficients))
        if not weights.any():
            raise ValueError("weights are all 0: there is nothing to estimate.")
        estimate = float(weights @ self.coefficients)
        std_error = float(np.sqrt(weights @ self.covariance @ weights))
        degrees = _satterthwaite(
            weights, self.covariance, self.covariance_gradient, self.parameter_covariance
        )
        half_width = float(t.ppf(0.975, degrees)) * std_error
        return Contrast(
            estimate=estimate,
            std_error=std_error,
            degrees_of_freedom=degrees,
            lower=estimate - half_width,
            upper=estimate + half_width,
            p_value=float(2 * t.sf(abs(estimate) / std_error, degrees)),
        )

    def wald(self, contrast_matrix: Any) -> tuple[float, int, float]:
        """Test that several linear combinations, the rows of a (k, p) matrix, are all 0.

        Returns
        -------
        chi_square, degrees_of_freedom, p_value

        Raises
        ------
        ValueError
            For a wrong shape, or rows that depend on each other.
        """
        from scipy.stats import chi2

        rows = np.atleast_2d(np.asarray(contrast_matrix, dtype=float))
        if rows.shape[1] != len(self.coefficients):
            raise ValueError(f"A contrast needs {len(self.coefficients)} weights; it has {rows.shape[1]}.")
        arrays.require_independent_columns(rows.T, "contrasts")
        estimate = rows @ self.coefficients
        chi_square = float(estimate @ np.linalg.solve(rows @ self.covariance @ rows.T, estimate))
        return chi_square, len(rows), float(chi2.sf(chi_square, len(rows)))


def mmrm(outcome: Any, covariates: Any, person: Any, visit: Any) -> MMRM:
    """Fit by restricted maximum likelihood, unstructured covariance between visits.

    Parameters
    ----------
    outcome : array, shape (n,), one row a person and visit; leave missing visits out
    covariates : array, shape (n, p), with the intercept column
    person : array of labels, shape (n,)
    visit : array of int, shape (n,), 0 to V − 1

    Returns
    -------
    MMRM

    Raises
    ------
    ValueError
        For invalid input; two rows of one person and visit; a visit, or a pair of visits, that
        (almost) nobody has; collinear covariates; or a likelihood without a maximum.
    """
    outcome = arrays.numeric(outcome, "outcome")
    design = arrays.matrix(covariates, "covariates", len(outcome))
    arrays.require_independent_columns(design, "covariates")
    labels, code = arrays.codes(person, "person", len(outcome))
    visit, n_visits = _visits(visit, code, len(outcome))
    if len(outcome) <= design.shape[1]:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {len(outcome)} rows.")

    # Work on what least squares leaves over, in units of its spread: the search starts near 1.
    start = np.linalg.lstsq(design, outcome, rcond=None)[0]
    residual = outcome - design @ start
    unit = float(np.sqrt(residual @ residual / len(residual)))
    if not unit > 1e-10 * np.sqrt(outcome @ outcome / len(outcome)):
        raise ValueError("The covariates fit the outcome without error: variances cannot be estimated.")
    data = visit_patterns(np.column_stack([design, residual / unit]), code, visit, n_visits)
    parameters, curvature = minimise(lambda at: restricted(data, at), log_cholesky(starting_covariance(data)))

    fitted = restricted(data, parameters)
    factor = cholesky_factor(parameters, n_visits)
    covariance = unit**2 * fitted.inverse
    gradient = unit**2 * covariance_gradient(data, parameters, fitted)
    parameter_covariance = 2 * np.linalg.inv(curvature)
    freedom = len(outcome) - design.shape[1]
    return MMRM(
        coefficients=start + unit * fitted.shift,
        covariance=covariance,
        std_error=np.sqrt(np.diag(covariance)),
        degrees_of_freedom=np.array(
            [
                _satterthwaite(weights, covariance, gradient, parameter_covariance)
                for weights in np.eye(len(covariance))
            ]
        ),
        visit_covariance=unit**2 * (factor @ factor.T),
        log_likelihood=-(fitted.deviance + freedom * np.log(2 * np.pi * unit**2)) / 2,
        n=len(outcome),
        n_people=len(labels),
        converged=True,
        parameter_covariance=parameter_covariance,
        covariance_gradient=gradient,
    )


def _satterthwaite(
    weights: np.ndarray, covariance: np.ndarray, gradient: np.ndarray, parameter_covariance: np.ndarray
) -> float:
    """Match a chi-square to the contrast's variance v: 2 v² / Var(v)."""
    variance = weights @ covariance @ weights
    slope = gradient @ weights @ weights
    return float(2 * variance**2 / (slope @ parameter_covariance @ slope))


def _visits(visit: Any, code: np.ndarray, n_rows: int) -> tuple[np.ndarray, int]:
    """Check visit numbers, and that no person has a visit twice."""
    number = arrays.numeric(visit, "visit", n_rows)
    if np.any(number != np.floor(number)) or number.min() < 0:
        raise ValueError("visit must be whole numbers from 0.")
    index = number.astype(np.int64)
    n_visits = int(index.max()) + 1
    twice = int(np.sum(np.maximum(np.bincount(code.astype(np.int64) * n_visits + index) - 1, 0)))
    if twice:
        raise ValueError(f"{twice} rows repeat a person's visit; there must be one row a person and visit.")
    return index, n_visits
