"""How sure a model with random effects is: Kenward and Roger's sums and the observed information, without V itself.

With Z of one person, V = σ²I + ZGZ' and V⁻¹ = (I − ZMZ') / σ², so that powers of V⁻¹ keep the same form
(Woodbury) and everything needs of the data only Z'Z, Z'[X | y] and [X | y]'[X | y]. The covariance
parameters are the elements of G and σ²: V is linear in them. Sources: Kenward and Roger, 10.2307/2533558;
Johnson and Thompson, 10.3168/jds.S0022-0302(95)76654-1 (observed information).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stepdown.estimators.kenward_roger import Sensitivity
from stepdown.estimators.small_sample import DegreesOfFreedom, SmallSample

Folded = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class RandomEffectSums:
    """What the data are to the model; z = [X | y] of c columns, Z of q columns, people in patterns of equal Z'Z.

    Attributes
    ----------
    n : rows
    products : ndarray, shape (c, c), Σ zz' over rows
    inner : ndarray, shape (n_patterns, q, q), Z'Z
    n_people : ndarray of int, shape (n_patterns,)
    folded : weights W of each pattern, shape (n_patterns, q, q) → Σ over people of (Z'z)'W(Z'z), shape (c, c)
    """

    n: int
    products: np.ndarray
    inner: np.ndarray
    n_people: np.ndarray
    folded: Folded


def random_effects_precision(
    data: RandomEffectSums, between: np.ndarray, residual: float, method: DegreesOfFreedom
) -> SmallSample:
    """Uncertainty of the coefficients at the fitted covariance.

    Parameters
    ----------
    between : ndarray, shape (q, q), G
    residual : σ²
    method : normal, satterthwaite or kenward_roger

    Raises
    ------
    ValueError
        Where the data cannot tell the covariance parameters apart.
    """
    if method == "normal":
        covariance = np.linalg.inv(_weighted(data, between, residual)[:-1, :-1])
        empty = np.zeros((0, *covariance.shape))
        return SmallSample(method, covariance, covariance, empty, np.zeros((0, 0)))
    covariance, first, second, traces = _sums(data, between, residual)
    sums = Sensitivity(covariance, first[:, :-1, :-1], second[:, :, :-1, :-1], traces)
    expected = sums.parameter_covariance()
    if method == "kenward_roger":
        return SmallSample(method, sums.adjusted_covariance(expected), covariance, sums.gradient, expected)
    observed = _observed(data, between, residual, covariance, first, second, sums.information())
    # On the boundary (a variance of 0) the likelihood need not curve downwards: the expected information always does.
    certain = (
        np.linalg.eigvalsh(_scaled(observed))[0] > 1e-8 and np.linalg.eigvalsh(between)[0] > 1e-8 * residual
    )
    spread = np.linalg.inv(observed) if certain else expected
    return SmallSample(method, covariance, covariance, sums.gradient, spread)


def _weighted(data: RandomEffectSums, between: np.ndarray, residual: float) -> np.ndarray:
    """Σ z'V⁻¹z over people, shape (c, c)."""
    one = between @ np.linalg.inv(residual * np.eye(len(between)) + data.inner @ between)
    return (data.products - data.folded(one)) / residual


def _scaled(information: np.ndarray) -> np.ndarray:
    scale = np.sqrt(np.abs(np.diag(information)))
    return information / np.outer(scale, scale)


def _directions(q: int) -> list[np.ndarray]:
    """Derivatives of G by each of its elements."""
    changes = []
    for row, column in zip(*np.tril_indices(q), strict=True):
        change = np.zeros((q, q))
        change[row, column] = change[column, row] = 1.0
        changes.append(change)
    return changes


def _sums(
    data: RandomEffectSums, between: np.ndarray, residual: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Φ; then, over all columns of z, P of shape (k, c, c) and Q of (k, k, c, c); the traces."""
    s, q = data.inner, len(between)
    one = between @ np.linalg.inv(residual * np.eye(q) + s @ between)
    two = 2 * one - one @ s @ one
    three = one + two - two @ s @ one
    eye = np.eye(q)
    # Z'V⁻¹z = near Z'z and Z'V⁻²z = far Z'z; Z'V⁻¹Z = middle, Z'V⁻²Z = beyond.
    near, far = (eye - s @ one) / residual, (eye - s @ two) / residual**2
    middle, beyond = near @ s, far @ s
    changes = _directions(q)
    k, columns = len(changes) + 1, len(data.products)
    first, second, traces = (
        np.empty((k, columns, columns)),
        np.empty((k, k, columns, columns)),
        np.empty((k, k)),
    )
    near_t = near.transpose(0, 2, 1)
    for i, e in enumerate(changes):
        first[i] = -data.folded(near_t @ e @ near)
        for j, other in enumerate(changes):
            second[i, j] = data.folded(near_t @ e @ middle @ other @ near)
            traces[i, j] = data.n_people @ np.trace(e @ middle @ other @ middle, axis1=1, axis2=2)
        second[i, -1] = data.folded(near_t @ e @ far)
        second[-1, i] = second[i, -1].T
        traces[i, -1] = traces[-1, i] = data.n_people @ np.trace(e @ beyond, axis1=1, axis2=2)
    first[-1] = -(data.products - data.folded(two)) / residual**2
    second[-1, -1] = (data.products - data.folded(three)) / residual**3
    traces[-1, -1] = (data.n - data.n_people @ np.trace(two @ s, axis1=1, axis2=2)) / residual**2
    covariance = np.linalg.inv(_weighted(data, between, residual)[:-1, :-1])
    return covariance, first, second, traces


def _observed(
    data: RandomEffectSums,
    between: np.ndarray,
    residual: float,
    covariance: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    expected: np.ndarray,
) -> np.ndarray:
    """Half the second derivative of −2 restricted log-likelihood: y'PV_iPV_jPy less the expected information."""
    weighted = _weighted(data, between, residual)
    contrast = np.append(-covariance @ weighted[:-1, -1], 1.0)
    half = (first @ contrast)[:, :-1]
    return contrast @ second @ contrast - half @ covariance @ half.T - expected
