"""Covariances between visits, each parameterised so that every value is positive definite.

Sources: Pinheiro and Bates, 10.1007/BF00140873 (log-Cholesky); Barndorff-Nielsen and Schou,
10.1016/0047-259X(73)90030-4 (every Toeplitz correlation has its own partial autocorrelations between −1 and 1).
Visits count as equally far apart in `toeplitz` and `ar1`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

StructureName = Literal[
    "unstructured",
    "toeplitz_heterogeneous",
    "ar1_heterogeneous",
    "compound_symmetry_heterogeneous",
    "toeplitz",
    "ar1",
    "compound_symmetry",
]
NAMES: tuple[str, ...] = get_args(StructureName)
# What is tried, in this order, where the one before has no maximum: fewer and fewer parameters.
FALLBACK: tuple[StructureName, ...] = (
    "unstructured",
    "toeplitz_heterogeneous",
    "ar1_heterogeneous",
    "compound_symmetry_heterogeneous",
    "ar1",
    "compound_symmetry",
)


@dataclass(frozen=True)
class Structure:
    """A named covariance of V visits.

    Attributes
    ----------
    name : one of NAMES
    n_visits : V
    """

    name: str
    n_visits: int

    @property
    def heterogeneous(self) -> bool:
        """Whether every visit has a variance of its own."""
        return self.name == "unstructured" or self.name.endswith("_heterogeneous")

    @property
    def n_variances(self) -> int:
        """V or 1."""
        return self.n_visits if self.heterogeneous else 1

    @property
    def n_correlations(self) -> int:
        """Parameters of the correlation; 0 for a single visit."""
        if self.n_visits == 1:
            return 0
        return self.n_visits - 1 if self.name.startswith("toeplitz") else 1

    def covariance(self, parameters: np.ndarray) -> np.ndarray:
        """Σ of shape (V, V); analytic in its parameters, so that they may be complex."""
        if self.name == "unstructured":
            factor = cholesky_factor(parameters, self.n_visits)
            return factor @ factor.T
        spread = np.exp(parameters[: self.n_variances]) * np.ones(self.n_visits)
        correlation = _CORRELATIONS[self.name.removesuffix("_heterogeneous")]
        return np.outer(spread, spread) * correlation(parameters[self.n_variances :], self.n_visits)

    def derivatives(self, parameters: np.ndarray) -> np.ndarray:
        """Derivative of Σ by each parameter, shape (k, V, V), by complex steps: exact to the last digit."""
        step = 1e-30
        return np.stack(
            [self.covariance(parameters + 1j * step * unit).imag / step for unit in np.eye(len(parameters))]
        )

    def start(self, moments: np.ndarray) -> np.ndarray:
        """Parameters near a positive definite covariance, shape (V, V)."""
        if self.name == "unstructured":
            return log_cholesky(moments)
        spread = np.sqrt(np.diag(moments))
        neighbours = np.diag(moments / np.outer(spread, spread), 1)
        correlation = float(np.clip(neighbours.mean(), 0.05, 0.9)) if len(neighbours) else 0.0
        variances = np.log(spread) if self.heterogeneous else [np.log(np.mean(spread**2)) / 2]
        rest = np.zeros(self.n_correlations)
        if self.n_correlations:
            rest[0] = np.arctanh(correlation)
        if self.n_correlations and self.name.startswith("compound_symmetry"):
            share = (correlation - _lowest(self.n_visits)) / (1 - _lowest(self.n_visits))
            rest[0] = np.arctanh(2 * share - 1)
        return np.concatenate([variances, rest])


def structure(name: str, n_visits: int) -> Structure:
    """The named structure; ValueError if there is none."""
    if name not in NAMES:
        raise ValueError(f"covariance must be one of {', '.join(NAMES)}; it is {name!r}.")
    return Structure(name, n_visits)


def require_pairs(shape: Structure, kept: np.ndarray, n_people: np.ndarray) -> None:
    """Refuse visits too few people have, or have together, for this structure.

    Parameters
    ----------
    kept : ndarray of bool, shape (n_patterns, V)
    n_people : ndarray of int, shape (n_patterns,)
    """
    attended = kept.astype(float)
    pairs = np.einsum("g,gs,gt->st", n_people, attended, attended)
    if shape.name == "unstructured" and pairs.min() < 2:
        s, t = np.unravel_index(np.argmin(pairs), pairs.shape)
        raise ValueError(
            f"Fewer than 2 people have both visit {s} and visit {t}: no covariance can be estimated."
        )
    single = np.diag(pairs)
    if shape.heterogeneous and single.min() < 2:
        raise ValueError(f"Fewer than 2 people have visit {int(np.argmin(single))}: it has no variance.")
    lags = np.array([np.trace(pairs, lag) for lag in range(1, shape.n_visits)])
    if shape.name.startswith("toeplitz") and len(lags) and lags.min() < 2:
        apart = int(np.argmin(lags)) + 1
        raise ValueError(f"Fewer than 2 people have two visits that are {apart} apart: no correlation.")
    if len(lags) and lags.sum() < 2:
        raise ValueError("Fewer than 2 people have two visits: no correlation can be estimated.")


def cholesky_factor(parameters: np.ndarray, n_visits: int) -> np.ndarray:
    """Lower triangular L with Σ = LL' from the log-Cholesky parameters (diagonal as logarithms)."""
    factor = np.zeros((n_visits, n_visits), dtype=np.asarray(parameters).dtype)
    factor[_lower(n_visits)] = parameters
    diagonal = np.arange(n_visits)
    factor[diagonal, diagonal] = np.exp(factor[diagonal, diagonal])
    return factor


@functools.cache
def _lower(n_visits: int) -> tuple[np.ndarray, np.ndarray]:
    return np.tril_indices(n_visits)


def log_cholesky(covariance: np.ndarray) -> np.ndarray:
    """Inverse of `cholesky_factor`; raises `LinAlgError` if not positive definite."""
    factor = np.linalg.cholesky(covariance)
    diagonal = np.diag_indices(len(covariance))
    factor[diagonal] = np.log(factor[diagonal])
    return factor[np.tril_indices(len(covariance))]


def _lowest(n_visits: int) -> float:
    """The correlation that all pairs of V visits can share must be above this."""
    return -1 / (n_visits - 1)


def _compound_symmetry(parameters: np.ndarray, n_visits: int) -> np.ndarray:
    if n_visits == 1:
        return np.ones((1, 1))
    lowest = _lowest(n_visits)
    shared = lowest + (1 - lowest) * (1 + np.tanh(parameters[0])) / 2
    return np.where(np.eye(n_visits, dtype=bool), 1.0, shared)


def _ar1(parameters: np.ndarray, n_visits: int) -> np.ndarray:
    if n_visits == 1:
        return np.ones((1, 1))
    return _by_lag(np.cumprod(np.append(1.0, np.repeat(np.tanh(parameters[0]), n_visits - 1))))


def _toeplitz(parameters: np.ndarray, n_visits: int) -> np.ndarray:
    """Durbin and Levinson's recursion, from partial autocorrelations to correlations."""
    correlations = [1.0 + 0 * parameters.sum()]
    coefficients = np.zeros(0, dtype=parameters.dtype)
    error = 1.0
    for partial in np.tanh(parameters):
        behind = np.array(correlations[1:][::-1], dtype=parameters.dtype)
        correlations.append(coefficients @ behind + partial * error)
        coefficients = np.append(coefficients - partial * coefficients[::-1], partial)
        error = error * (1 - partial**2)
    return _by_lag(np.array(correlations))


def _by_lag(correlations: np.ndarray) -> np.ndarray:
    index = np.arange(len(correlations))
    return correlations[np.abs(index[:, np.newaxis] - index)]


_CORRELATIONS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "compound_symmetry": _compound_symmetry,
    "ar1": _ar1,
    "toeplitz": _toeplitz,
}
