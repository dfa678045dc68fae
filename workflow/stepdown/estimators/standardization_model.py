"""Outcome models to predict from: the mean outcome of everybody, had they been in each group.

Logistic by maximum likelihood or linear by least squares, on the exposure and covariates, with
slopes of the covariates that are common to the groups or each group's own.

Source: McCullagh and Nelder 1989, chapters 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.categorical_likelihood import fit_levels

Family = Literal["logistic", "linear"]


@dataclass(frozen=True, eq=False)
class OutcomeModel:
    """A fitted outcome model with q coefficients.

    Attributes
    ----------
    family : logistic or linear
    coefficients : ndarray, shape (q,), the intercept first
    covariance : ndarray, shape (q, q), inverse information, or s² (XᵀX)⁻¹
    influence : ndarray, shape (n, q), what one copy of a row adds to the coefficients
    covariates : ndarray, shape (n, p)
    n_levels : groups of the exposure
    own_slopes : whether every group has slopes of its own
    """

    family: Family
    coefficients: np.ndarray
    covariance: np.ndarray
    influence: np.ndarray
    covariates: np.ndarray
    n_levels: int
    own_slopes: bool

    def predict(self, level: int) -> tuple[np.ndarray, np.ndarray]:
        """Mean outcome of every row, had it been at `level`, and its derivatives by the coefficients.

        Returns
        -------
        mean : ndarray, shape (n,)
        slope : ndarray, shape (n, q)
        """
        everyone = np.full(len(self.covariates), level)
        design = design_columns(everyone, self.n_levels, self.covariates, self.own_slopes)
        predictor = design @ self.coefficients
        if self.family == "linear":
            return predictor, design
        mean = 1 / (1 + np.exp(-predictor))
        return mean, (mean * (1 - mean))[:, np.newaxis] * design


def fit_outcome(
    outcome: Any,
    level: np.ndarray,
    n_levels: int,
    covariates: Any,
    frequency: np.ndarray,
    family: Family,
    own_slopes: bool,
) -> OutcomeModel:
    """Fit the outcome on the exposure and covariates.

    Parameters
    ----------
    outcome : array, shape (n,), yes/no for a logistic model, a number for a linear one
    level : ndarray of int, shape (n,), position of the group
    covariates : array, shape (n, p), or None
    frequency : ndarray, shape (n,), 0 leaves a row out of the fit but not out of predictions

    Raises
    ------
    ValueError
        For invalid input, collinear columns, a separated outcome, or no more rows than coefficients.
    """
    given = np.empty((len(level), 0)) if covariates is None else covariates
    matrix = (
        np.asarray(given, dtype=float)
        if covariates is None
        else arrays.matrix(given, "covariates", len(level))
    )
    columns = _columns(level, n_levels, matrix, own_slopes)
    if family == "logistic":
        happened = arrays.binary(outcome, "outcome", len(level))
        if np.unique(happened[frequency > 0]).size < 2:
            raise ValueError("The outcome is the same in all rows: its odds cannot be modelled.")
        fit = fit_levels(happened.astype(int), 2, columns, frequency)
        parts = (fit.coefficients[0], fit.covariance, fit.influence)
    else:
        parts = _least_squares(arrays.numeric(outcome, "outcome", len(level)), columns, frequency)
    return OutcomeModel(family, *parts, matrix, n_levels, own_slopes)


def design_columns(level: np.ndarray, n_levels: int, covariates: np.ndarray, own_slopes: bool) -> np.ndarray:
    """The model's columns, the intercept first, shape (n, q)."""
    return np.column_stack([np.ones(len(level)), _columns(level, n_levels, covariates, own_slopes)])


def _columns(level: np.ndarray, n_levels: int, covariates: np.ndarray, own_slopes: bool) -> np.ndarray:
    """Exposure dummies against the first level, covariates, and their products if slopes are each group's own."""
    dummies = (level[:, np.newaxis] == np.arange(1, n_levels)).astype(float)
    products = [dummy[:, np.newaxis] * covariates for dummy in dummies.T] if own_slopes else []
    return np.column_stack([dummies, covariates, *products])


def _least_squares(
    outcome: np.ndarray, columns: np.ndarray, frequency: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    design = np.column_stack([np.ones(len(columns)), columns])
    counted = frequency > 0
    arrays.require_independent_columns(design[counted], "covariates (the intercept is column 0)")
    degrees = frequency.sum() - design.shape[1]
    if degrees < 1:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {frequency.sum():g} rows.")
    root = np.sqrt(frequency)
    orthonormal, upper = np.linalg.qr(root[:, np.newaxis] * design)
    coefficients = np.linalg.solve(upper, orthonormal.T @ (root * outcome))
    inverse = np.linalg.inv(upper)
    bread = inverse @ inverse.T
    residual = outcome - design @ coefficients
    spread = float(frequency @ residual**2) / degrees
    return coefficients, spread * bread, (residual[:, np.newaxis] * design) @ bread
