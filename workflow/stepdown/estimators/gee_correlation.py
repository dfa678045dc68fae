"""Working correlations of estimating equations: rows in order of their clusters, decorrelated without a matrix.

Exchangeable: eigenvalues 1 − α and 1 + (m − 1)α of a cluster of m. AR(1) over waves: innovations, exact for
missed waves too, because such a process forgets all but its last value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays

Correlation = Literal["independence", "exchangeable", "ar1"]
NOT_A_CORRELATION = (
    "The working correlation came out impossible for clusters of this size: use independence instead."
)


@dataclass(frozen=True, eq=False)
class Grouped:
    """Rows sorted by cluster, and by wave within it.

    Attributes
    ----------
    kind : independence, exchangeable or ar1
    order : ndarray of int, shape (n,), how to sort the rows
    start : ndarray of int, shape (g,), where each cluster begins
    size : ndarray of int, shape (g,)
    wave : ndarray of float, shape (n,), sorted; zeros unless ar1
    """

    kind: str
    order: np.ndarray
    start: np.ndarray
    size: np.ndarray
    wave: np.ndarray

    @classmethod
    def of(cls, cluster: Any, kind: str, wave: Any, n_rows: int) -> Grouped:
        """Sort; refuse waves that are missing, not whole, or twice in a cluster."""
        if kind not in ("independence", "exchangeable", "ar1"):
            raise ValueError("A working correlation is one of independence, exchangeable and ar1.")
        labels, code = arrays.codes(cluster, "cluster", n_rows)
        if (wave is None) == (kind == "ar1"):
            raise ValueError("Waves go with the working correlation ar1, and only with it.")
        occasion = np.zeros(n_rows) if wave is None else arrays.numeric(wave, "wave", n_rows)
        if np.any(occasion != np.round(occasion)):
            raise ValueError("wave must be a whole number in every row.")
        order = np.lexsort((occasion, code))
        size = np.bincount(code, minlength=len(labels))
        start = np.concatenate([[0], np.cumsum(size)[:-1]])
        grouped = cls(kind, order, start, size, occasion[order])
        if kind == "ar1" and np.any(grouped._gap()[grouped._follows()] == 0):
            raise ValueError("A cluster has the same wave twice.")
        return grouped

    @property
    def n_clusters(self) -> int:
        return len(self.start)

    def correlation(self, residual: np.ndarray) -> float:
        """Correlation from standardized residuals in sorted order, unweighted over all pairs of a cluster."""
        if self.kind == "independence" or self.size.max() < 2:
            return 0.0
        if self.kind == "exchangeable":
            sums = np.add.reduceat(residual, self.start)
            products = (sums @ sums - residual @ residual) / 2
            alpha = float(products / np.sum(self.size * (self.size - 1) / 2))
            possible = -1 / (self.size.max() - 1) < alpha < 1
        else:
            alpha = self._decay(residual)
            possible = -1 < alpha < 1
        if not possible:
            raise ValueError(NOT_A_CORRELATION)
        return alpha

    def scores(self, slopes: np.ndarray, residual: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
        """Each cluster's DᵀV⁻¹(y − μ), shape (g, q), and DᵀV⁻¹D, shape (g, q, q)."""
        white = self._decorrelate(np.column_stack([slopes, residual]), alpha)
        slopes, residual = white[:, :-1], white[:, -1]
        scores = np.add.reduceat(slopes * residual[:, np.newaxis], self.start, axis=0)
        ends = self.start + self.size
        information = np.stack([slopes[a:b].T @ slopes[a:b] for a, b in zip(self.start, ends, strict=True)])
        return scores, information

    def _decorrelate(self, columns: np.ndarray, alpha: float) -> np.ndarray:
        if self.kind == "independence" or alpha == 0:
            return columns
        if self.kind == "exchangeable":
            mean = np.add.reduceat(columns, self.start, axis=0) / self.size[:, np.newaxis]
            between = mean / np.sqrt(1 + (self.size - 1) * alpha)[:, np.newaxis]
            within = (columns - np.repeat(mean, self.size, axis=0)) / np.sqrt(1 - alpha)
            return within + np.repeat(between, self.size, axis=0)
        follows = self._follows()
        decay = np.where(follows, np.sign(alpha) ** self._gap() * np.abs(alpha) ** self._gap(), 0.0)
        before = np.roll(columns, 1, axis=0)
        return (columns - decay[:, np.newaxis] * before) / np.sqrt(1 - decay**2)[:, np.newaxis]

    def _follows(self) -> np.ndarray:
        """True where the row before is of the same cluster."""
        follows = np.ones(len(self.order), dtype=bool)
        follows[self.start] = False
        return follows

    def _gap(self) -> np.ndarray:
        """Waves since the row before; 1 at a cluster's first row, where it means nothing."""
        return np.where(self._follows(), self.wave - np.roll(self.wave, 1), 1.0)

    def _decay(self, residual: np.ndarray) -> float:
        """Least squares of all products of pairs on α to the power of their distance."""
        from scipy.optimize import brentq

        pairs: dict[float, list[float]] = {}
        for shift in range(1, int(self.size.max())):
            same = np.repeat(self.start, self.size)[shift:] == np.repeat(self.start, self.size)[:-shift]
            distance = (self.wave[shift:] - self.wave[:-shift])[same]
            product = (residual[shift:] * residual[:-shift])[same]
            for lag in np.unique(distance):
                found = pairs.setdefault(float(lag), [0.0, 0.0])
                found[0] += float(product[distance == lag].sum())
                found[1] += float(np.count_nonzero(distance == lag))
        lags = np.array(list(pairs))
        total, number = np.array(list(pairs.values())).T

        def slope(alpha: float) -> float:
            power = np.sign(alpha) ** lags * np.abs(alpha) ** lags
            before = np.sign(alpha) ** (lags - 1) * np.abs(alpha) ** (lags - 1)
            return float(np.sum(lags * before * (total - number * power)))

        near = 1 - 1e-9
        # Without neighbouring waves a negative α cannot be told from a positive one, and 0 solves the equation always.
        low = -near if lags.min() == 1 else 1e-6
        if not slope(near) < 0 < slope(low):
            raise ValueError(NOT_A_CORRELATION)
        return float(brentq(slope, low, near, xtol=1e-14))
