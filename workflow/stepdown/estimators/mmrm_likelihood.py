"""The restricted likelihood of repeated measures with any covariance between visits, and its derivatives.

With V visits there are at most 2^V − 1 patterns of visits kept. Within a pattern all
people share one covariance, so the cross-products of [X | y] between visits are sufficient:
the cost of one evaluation does not grow with the number of people.

Source: Jennrich and Schluchter, 10.2307/2530695 (likelihood and derivatives).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.kenward_roger import Sensitivity
from stepdown.estimators.mmrm_structures import Structure

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
    """−2 log-likelihood (less its constant), as a rule the restricted one, at one set of covariance parameters.

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


def restricted(
    data: VisitPatterns, shape: Structure, parameters: np.ndarray, reml: bool = True
) -> Restricted:
    """Evaluate the deviance and its gradient by the structure's parameters; plain likelihood if not `reml`."""
    both = data.kept[:, :, np.newaxis] & data.kept[:, np.newaxis, :]
    # Visits not kept get variance 1 and covariance 0: no part in determinant or inverse.
    covariances = np.where(both, shape.covariance(parameters), np.eye(data.n_visits))
    weights = np.where(both, np.linalg.inv(covariances), 0.0)
    log_determinants = np.linalg.slogdet(covariances)[1]

    q = data.products.shape[-1]
    flat = data.products.reshape(-1, q * q)
    weighted = (weights.ravel() @ flat).reshape(q, q)
    inverse = np.linalg.inv(weighted[:-1, :-1])
    shift = inverse @ weighted[:-1, -1]
    contrast = np.append(-shift, 1.0)
    deviance = data.n_people @ log_determinants + contrast @ weighted @ contrast
    # d log|X'WX| and d (y − Xβ)'W(y − Xβ) both fold into one matrix between visits a pattern.
    fold = np.outer(contrast, contrast)
    if reml:
        deviance += np.linalg.slogdet(weighted[:-1, :-1])[1]
        fold[:-1, :-1] += inverse
    between = (flat @ fold.ravel()).reshape(weights.shape)
    by_covariance = np.tensordot(data.n_people, weights, axes=1) - (weights @ between @ weights).sum(axis=0)
    gradient = np.tensordot(shape.derivatives(parameters), by_covariance, axes=2)
    return Restricted(float(deviance), gradient, shift, inverse, weights)


def weighed_residuals(
    residual: np.ndarray, code: np.ndarray, visit: np.ndarray, data: VisitPatterns, at: Restricted
) -> np.ndarray:
    """V⁻¹ r of every person, row by row, shape (n,); what a row adds to the score is that times its covariates."""
    wide = np.zeros((int(code.max()) + 1, data.n_visits))
    attended = np.zeros(wide.shape, dtype=bool)
    wide[code, visit], attended[code, visit] = residual, True
    found = np.empty_like(wide)
    for mask, weight in zip(data.kept, at.weights, strict=True):
        alike = (attended == mask).all(axis=1)
        found[alike] = wide[alike] @ weight
    return found[code, visit]


def covariance_gradient(
    data: VisitPatterns, shape: Structure, parameters: np.ndarray, at: Restricted
) -> np.ndarray:
    """Differentiate (X'V⁻¹X)⁻¹ by each parameter; shape (n_parameters, p, p)."""
    products = data.products[..., :-1, :-1]
    bends = (at.weights @ change @ at.weights for change in shape.derivatives(parameters))
    return np.stack([at.inverse @ np.tensordot(bend, products, axes=3) @ at.inverse for bend in bends])


def sensitivity(data: VisitPatterns, shape: Structure, parameters: np.ndarray, at: Restricted) -> Sensitivity:
    """Kenward and Roger's sums, pattern by pattern."""
    products = data.products[..., :-1, :-1]
    changes = shape.derivatives(parameters)
    bends = [at.weights @ change @ at.weights for change in changes]
    k, p = len(changes), len(at.inverse)
    second, traces = np.empty((k, k, p, p)), np.empty((k, k))
    for i, bend in enumerate(bends):
        for j, change in enumerate(changes):
            second[i, j] = np.tensordot(bend @ change @ at.weights, products, axes=3)
            traces[i, j] = data.n_people @ np.sum(bend * change, axis=(1, 2))
    first = -np.stack([np.tensordot(bend, products, axes=3) for bend in bends])
    return Sensitivity(at.inverse, first, second, traces)
