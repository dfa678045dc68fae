"""The restricted likelihood of the random-slope model, and its derivatives by Λ.

Source: Bates, Mächler, Bolker and Walker, 10.18637/jss.v067.i01, section 2 (the likelihood with
all but Λ maximised out); Lindstrom and Bates, 10.1080/01621459.1988.10478693 (derivatives).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, eq=False)
class RandomSlopeData:
    """Sufficient sums of z = [X | y] of q columns, and of people's times.

    Attributes
    ----------
    n : rows
    products : ndarray, shape (q, q), Σ zz' over rows
    times : ndarray, shape (n_patterns, 2, 2), Z'Z of each pattern of times
    pattern_size : ndarray of int, shape (n_patterns,), people
    pattern : ndarray of int, shape (n_people,), each person's pattern
    totals : ndarray, shape (n_people, 2, q), Z'z of each person
    crossed : ndarray, shape (n_patterns, 2, 2, q, q), Σ over people of row a of Z'z times row b; None by person
    """

    n: int
    products: np.ndarray
    times: np.ndarray
    pattern_size: np.ndarray
    pattern: np.ndarray
    totals: np.ndarray
    crossed: np.ndarray | None = None

    def by_pattern(self) -> RandomSlopeData:
        """Add up the totals' cross-products by pattern: evaluations no longer grow with the people."""
        order = np.argsort(self.pattern, kind="stable")
        wide = self.totals[order].reshape(len(order), -1)
        ends = np.cumsum(self.pattern_size)
        q = self.totals.shape[2]
        groups = (wide[end - size : end] for end, size in zip(ends, self.pattern_size, strict=True))
        crossed = np.stack([(group.T @ group).reshape(2, q, 2, q).transpose(0, 2, 1, 3) for group in groups])
        return replace(self, crossed=crossed)

    def folded(self, weights: np.ndarray) -> np.ndarray:
        """Σ over people of (Z'z)' W (Z'z); W of each pattern, shape (n_patterns, 2, 2) → (q, q)."""
        if self.crossed is not None:
            return np.tensordot(weights, self.crossed, axes=3)
        weighted = weights[self.pattern] @ self.totals
        return np.tensordot(self.totals, weighted, axes=((0, 1), (0, 1)))


@dataclass(frozen=True, eq=False)
class RandomSlopeFit:
    """−2 restricted log-likelihood at one Λ, with all else maximised out.

    Attributes
    ----------
    deviance : float
    gradient : ndarray, shape (3,), by the three numbers of Λ
    shift : ndarray, shape (p,), generalized least squares estimate
    inverse : ndarray, shape (p, p), (X'V⁻¹X)⁻¹ in units of the residual variance
    residual_variance : float
    """

    deviance: float
    gradient: np.ndarray
    shift: np.ndarray
    inverse: np.ndarray
    residual_variance: float


def random_slope_data(rows: np.ndarray, code: np.ndarray, time: np.ndarray) -> RandomSlopeData:
    """Sum rows [X | y] of shape (n, q) by person; person codes and times of shape (n,)."""
    n_people = int(code.max()) + 1
    totals = np.empty((n_people, 2, rows.shape[1]))
    for column, values in enumerate(rows.T):
        totals[:, 0, column] = np.bincount(code, values, n_people)
        totals[:, 1, column] = np.bincount(code, values * time, n_people)
    moments = [np.bincount(code, power, n_people) for power in (np.ones(len(time)), time, time * time)]
    distinct, pattern, sizes = _distinct_rows(np.column_stack(moments))
    times = distinct[:, [0, 1, 1, 2]].reshape(-1, 2, 2)
    return RandomSlopeData(len(rows), rows.T @ rows, times, sizes, pattern, totals)


def _distinct_rows(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct rows, each row's position among them, and their counts."""
    order = np.lexsort(values.T)
    new = np.concatenate([[True], np.any(np.diff(values[order], axis=0) != 0, axis=1)])
    position = np.empty(len(values), dtype=np.int64)
    position[order] = np.cumsum(new) - 1
    return values[order][new], position, np.bincount(position)


def evaluate(data: RandomSlopeData, parameters: np.ndarray) -> RandomSlopeFit:
    """Evaluate the deviance and its gradient at Λ = [[a, 0], [b, c]]; parameters (a, b, c)."""
    a, b, c = parameters
    factor = np.array([[a, 0.0], [b, c]])
    inner = np.eye(2) + factor.T @ data.times @ factor
    inner_inverse = np.linalg.inv(inner)
    weighted = data.products - data.folded(factor @ inner_inverse @ factor.T)
    inverse = np.linalg.inv(weighted[:-1, :-1])
    shift = inverse @ weighted[:-1, -1]
    contrast = np.append(-shift, 1.0)
    degrees = data.n - len(shift)
    variance = float(contrast @ weighted @ contrast) / degrees
    deviance = degrees * (np.log(2 * np.pi * variance) + 1)
    deviance += data.pattern_size @ np.linalg.slogdet(inner)[1] + np.linalg.slogdet(weighted[:-1, :-1])[1]

    # d log|X'V⁻¹X| and d log of the residual variance both fold into one matrix between columns.
    fold = np.outer(contrast, contrast) / variance
    fold[:-1, :-1] += inverse
    gradient = []
    for row, column in ((0, 0), (1, 0), (1, 1)):
        change = np.zeros((2, 2))
        change[row, column] = 1.0
        of_inner = change.T @ data.times @ factor
        of_inner = of_inner + of_inner.transpose(0, 2, 1)
        of_weights = change @ inner_inverse @ factor.T
        of_weights = of_weights + of_weights.transpose(0, 2, 1)
        of_weights = of_weights - factor @ inner_inverse @ of_inner @ inner_inverse @ factor.T
        slope = data.pattern_size @ np.trace(inner_inverse @ of_inner, axis1=1, axis2=2)
        gradient.append(slope - np.sum(fold * data.folded(of_weights)))
    return RandomSlopeFit(float(deviance), np.array(gradient), shift, inverse, variance)
