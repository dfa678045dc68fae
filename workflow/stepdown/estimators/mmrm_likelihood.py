"""The restricted likelihood of repeated measures with an unstructured covariance, and its derivatives.

With V visits there are at most 2^V − 1 patterns of visits kept. Within a pattern all
people share one covariance, so the cross-products of [X | y] between visits are sufficient:
the cost of one evaluation does not grow with the number of people.

Source: Jennrich and Schluchter, 10.2307/2530695 (likelihood and derivatives); Pinheiro and
Bates, 10.1007/BF00140873 (log-Cholesky parameters).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Attendance of so many visits fits into the digits of one whole number.
LONGEST_KEY = 62


@dataclass(frozen=True, eq=False)
class VisitPatterns:
    """Sufficient statistics by pattern of visits kept.

    Attributes
    ----------
    kept : ndarray of bool, shape (n_patterns, V)
    n_people : ndarray of int, shape (n_patterns,)
    products : ndarray, shape (n_patterns, V, V, q, q), Σ over people of z at visit s times z at
        visit t, z = [X | y] of q columns; 0 for visits not kept
    n : rows
    """

    kept: np.ndarray
    n_people: np.ndarray
    products: np.ndarray
    n: int

    @property
    def n_visits(self) -> int:
        """V, the number of visits."""
        return self.kept.shape[1]


@dataclass(frozen=True, eq=False)
class Restricted:
    """−2 restricted log-likelihood (less its constant) at one set of covariance parameters.

    Attributes
    ----------
    deviance : float, infinite where the covariance is not positive definite
    gradient : ndarray, shape (n_parameters,)
    shift : ndarray, shape (p,), generalized least squares estimate
    inverse : ndarray, shape (p, p), (X'V⁻¹X)⁻¹
    weights : ndarray, shape (n_patterns, V, V), inverse covariances, 0 for visits not kept
    """

    deviance: float
    gradient: np.ndarray
    shift: np.ndarray
    inverse: np.ndarray
    weights: np.ndarray


def visit_patterns(rows: np.ndarray, code: np.ndarray, visit: np.ndarray, n_visits: int) -> VisitPatterns:
    """Sum the cross-products; rows [X | y] of shape (n, q), person codes and visits of shape (n,)."""
    n_people, q = int(code.max()) + 1, rows.shape[1]
    attended = np.zeros((n_people, n_visits), dtype=bool)
    attended[code, visit] = True
    kept, pattern, counts = _patterns(attended)
    order = np.lexsort((visit, code, pattern[code]))
    products = np.zeros((len(kept), n_visits, n_visits, q, q))
    begin = 0
    for index, mask in enumerate(kept):
        visits = np.flatnonzero(mask)
        end = begin + counts[index] * len(visits)
        wide = rows[order[begin:end]].reshape(counts[index], len(visits) * q)
        gram = (wide.T @ wide).reshape(len(visits), q, len(visits), q).transpose(0, 2, 1, 3)
        products[index][np.ix_(visits, visits)] = gram
        begin = end
    return VisitPatterns(kept, counts, products, len(rows))


def _patterns(attended: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct rows of attendance in sorted order, each person's position among them, and their counts."""
    n_visits = attended.shape[1]
    if n_visits > LONGEST_KEY:
        kept, pattern, counts = np.unique(attended, axis=0, return_inverse=True, return_counts=True)
        return kept, pattern.ravel(), counts
    # A number a person sorts much faster than a row: the first visit is its highest digit.
    bits = 1 << np.arange(n_visits)[::-1]
    keys, pattern, counts = np.unique(attended @ bits, return_inverse=True, return_counts=True)
    return (keys[:, np.newaxis] & bits) > 0, pattern, counts


def cholesky_factor(parameters: np.ndarray, n_visits: int) -> np.ndarray:
    """Lower triangular L with Σ = LL' from the log-Cholesky parameters (diagonal as logarithms)."""
    factor = np.zeros((n_visits, n_visits))
    factor[np.tril_indices(n_visits)] = parameters
    diagonal = np.diag_indices(n_visits)
    factor[diagonal] = np.exp(factor[diagonal])
    return factor


def log_cholesky(covariance: np.ndarray) -> np.ndarray:
    """Inverse of `cholesky_factor`; raises `LinAlgError` if not positive definite."""
    factor = np.linalg.cholesky(covariance)
    diagonal = np.diag_indices(len(covariance))
    factor[diagonal] = np.log(factor[diagonal])
    return factor[np.tril_indices(len(covariance))]


def restricted(data: VisitPatterns, parameters: np.ndarray) -> Restricted:
    """Evaluate the deviance and its gradient by the log-Cholesky parameters."""
    factor = cholesky_factor(parameters, data.n_visits)
    both = data.kept[:, :, np.newaxis] & data.kept[:, np.newaxis, :]
    # Visits not kept get variance 1 and covariance 0: no part in determinant or inverse.
    covariances = np.where(both, factor @ factor.T, np.eye(data.n_visits))
    weights = np.where(both, np.linalg.inv(covariances), 0.0)
    log_determinants = np.linalg.slogdet(covariances)[1]

    q = data.products.shape[-1]
    flat = data.products.reshape(-1, q * q)
    weighted = (weights.ravel() @ flat).reshape(q, q)
    inverse = np.linalg.inv(weighted[:-1, :-1])
    shift = inverse @ weighted[:-1, -1]
    contrast = np.append(-shift, 1.0)
    deviance = data.n_people @ log_determinants + np.linalg.slogdet(weighted[:-1, :-1])[1]
    deviance += contrast @ weighted @ contrast

    # d log|X'WX| and d (y − Xβ)'W(y − Xβ) both fold into one matrix between visits a pattern.
    fold = np.outer(contrast, contrast)
    fold[:-1, :-1] += inverse
    between = (flat @ fold.ravel()).reshape(weights.shape)
    by_covariance = np.tensordot(data.n_people, weights, axes=1) - (weights @ between @ weights).sum(axis=0)
    by_factor = 2 * by_covariance @ factor
    diagonal = np.diag_indices(data.n_visits)
    by_factor[diagonal] *= factor[diagonal]
    return Restricted(float(deviance), by_factor[np.tril_indices(data.n_visits)], shift, inverse, weights)


def covariance_gradient(data: VisitPatterns, parameters: np.ndarray, at: Restricted) -> np.ndarray:
    """Differentiate (X'V⁻¹X)⁻¹ by each parameter; shape (n_parameters, p, p)."""
    factor = cholesky_factor(parameters, data.n_visits)
    products = data.products[..., :-1, :-1]
    gradient = []
    for row, column in zip(*np.tril_indices(data.n_visits), strict=True):
        change = np.zeros_like(factor)
        change[row, column] = factor[row, row] if row == column else 1.0
        of_covariance = change @ factor.T + factor @ change.T
        middle = np.tensordot(at.weights @ of_covariance @ at.weights, products, axes=3)
        gradient.append(at.inverse @ middle @ at.inverse)
    return np.stack(gradient)
