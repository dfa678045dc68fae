"""Tables of packed rows: sums by level, and Gram matrices from joint histograms.

A Gram matrix Σ vᵢ xᵢxᵢᵀ is M'HM, with H the joint histogram of all pairs of levels weighted
by v and M what each level means in the model's columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from stepdown.estimators.discrete import kernels
from stepdown.estimators.discrete.pack import Packed

# Enough chunks for any ordinary machine; the number follows from the rows, so that sums do not depend on the cores.
MOST_CHUNKS = 16
ROWS_A_CHUNK = 32_768
# Less variance than this left after projecting on other columns is rounding error: one row in a million million.
COLLINEAR_SQUARED = 1e-12


@dataclass(frozen=True, eq=False)
class RowWeights:
    """A weight a row: base × the factors of its levels.

    Attributes
    ----------
    base : ndarray, shape (n,), or (1,) for all rows alike
    factors : ndarray, shape (T,), or (0,) for none
    """

    base: np.ndarray
    factors: np.ndarray = field(default_factory=lambda: np.empty(0))


ALIKE = RowWeights(np.ones(1))


@dataclass(frozen=True, eq=False)
class Tables:
    """Packed rows in groups: rows of group g are `starts[g]` to `starts[g + 1]`.

    Attributes
    ----------
    packed : the rows
    chunks : ndarray of int, shape (c + 1,), where each chunk of rows begins
    segments : ndarray of int, shape (s + 1,), where each piece of a group within one chunk begins
    chunk_segments : ndarray of int, shape (c + 1,), the first segment of each chunk
    group_segments : ndarray of int, shape (g + 1,), the first segment of each group
    """

    packed: Packed
    chunks: np.ndarray
    segments: np.ndarray
    chunk_segments: np.ndarray
    group_segments: np.ndarray

    @property
    def starts(self) -> np.ndarray:
        """Where each group of rows begins, shape (n_groups + 1,)."""
        return self.segments[self.group_segments]

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.group_segments) - 1

    def products(self, weights: RowWeights) -> np.ndarray:
        """Write the rows' weights out, shape (n,)."""
        out = np.empty(self.packed.n)
        kernels.run(
            kernels.products,
            self.packed.n,
            self.packed.codes,
            self.packed.offsets,
            weights.factors,
            weights.base,
            self.chunks,
            out,
        )
        return out

    def level_sums(self, weights: RowWeights) -> np.ndarray:
        """Sum weights by group and level, shape (n_groups, T)."""
        packed = self.packed
        sums = np.zeros((len(self.segments) - 1, packed.n_levels))
        kernels.run(
            kernels.level_sums,
            packed.n,
            packed.codes,
            packed.offsets,
            weights.factors,
            weights.base,
            self.chunk_segments,
            self.segments,
            sums,
        )
        if len(sums) == self.n_groups:
            return sums
        return np.add.reduceat(sums, self.group_segments[:-1], axis=0)

    def joint(self, weights: RowWeights, multiplier: np.ndarray, diagonal: np.ndarray) -> np.ndarray:
        """Joint histogram of all levels, shape (T, T), each row weighing its weight × its group's multiplier.

        `diagonal`, shape (T,), are the same weights summed by level, which the caller has.
        """
        packed = self.packed
        sizes = np.diff(packed.offsets)
        pairs = [(s, t) for s in range(len(sizes)) for t in range(s + 1, len(sizes))]
        joint = np.diag(diagonal)
        if not pairs:
            return joint
        of_segment = np.repeat(multiplier, np.diff(self.group_segments))
        sums = np.zeros((len(self.chunks) - 1, sum(int(sizes[s] * sizes[t]) for s, t in pairs)))
        kernels.run(
            kernels.pair_sums,
            packed.n,
            packed.codes,
            packed.offsets,
            weights.factors,
            weights.base,
            of_segment,
            self.chunk_segments,
            self.segments,
            sums,
        )
        total, place = sums.sum(axis=0), 0
        for s, t in pairs:
            block = total[place : place + sizes[s] * sizes[t]].reshape(sizes[s], sizes[t])
            joint[packed.offsets[s] : packed.offsets[s + 1], packed.offsets[t] : packed.offsets[t + 1]] = (
                block
            )
            joint[packed.offsets[t] : packed.offsets[t + 1], packed.offsets[s] : packed.offsets[s + 1]] = (
                block.T
            )
            place += block.size
        return joint


def tables(packed: Packed, starts: np.ndarray | None = None) -> Tables:
    """Cut packed rows into chunks and groups; `starts`, shape (n_groups + 1,), one group if not given."""
    n = packed.n
    if starts is None:
        starts = np.array([0, n])
    n_chunks = int(np.clip(n // ROWS_A_CHUNK, 1, MOST_CHUNKS))
    chunks = np.arange(n_chunks + 1, dtype=np.int64) * n // n_chunks
    # Every group and every chunk begins a segment; an empty group has one of no rows.
    inner = chunks[1:-1]
    inside = inner[~np.isin(inner, starts)]
    position = np.searchsorted(starts, inside, side="right")
    segments = np.insert(starts.astype(np.int64), position, inside)
    group_segments = np.arange(len(starts)) + np.searchsorted(inside, starts, side="left")
    chunk_segments = np.searchsorted(segments, chunks, side="left")
    chunk_segments[-1] = len(segments) - 1
    return Tables(packed, chunks, segments, chunk_segments, group_segments)


def sorted_by(group: np.ndarray, n_groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Order rows by group, stable; returns the order, shape (n,), and the starts, shape (n_groups + 1,)."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=n_groups))])
    order = np.empty(len(group), dtype=np.int64)
    kernels.counting_order(group.astype(np.int32, copy=False), starts[:-1].copy(), order)
    return order, starts


def factors(packed: Packed, linear: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Exponentiate each level's part of the linear predictor, shifted so that the largest of a code is 1.

    Returns
    -------
    factors : ndarray, shape (T,)
    shift : ndarray, shape (S,), what was taken off each code's levels
    """
    shift = np.maximum.reduceat(linear, packed.offsets[:-1])
    return np.exp(linear - np.repeat(shift, np.diff(packed.offsets))), shift


def standardized(packed: Packed, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Centre and scale the model's columns: the estimate is the same, the arithmetic is safer.

    Parameters
    ----------
    packed : the rows
    counts : ndarray, shape (T,), rows at each level

    Returns
    -------
    values : ndarray, shape (T, p), as `Packed.values`, of columns with mean 0 and variance 1
    mean, scale : ndarrays, shape (p,); a scale of 0 leaves the column centred only
    """
    block = np.repeat(np.arange(len(packed.codes)), np.diff(packed.offsets))
    holds = np.stack([(packed.values[block == s] != 0).any(axis=0) for s in range(len(packed.codes))])
    own = block[:, np.newaxis] == np.argmax(holds, axis=0)
    mean = counts @ packed.values / packed.n
    centred = np.where(own, packed.values - mean, 0.0)
    scale = np.sqrt(counts @ centred**2 / packed.n)
    return centred / np.where(scale > 0, scale, 1.0), mean, scale


def times(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Matrix product, the same bytes on any number of cores; shapes as for `@`, vectors on the left allowed."""
    rows = np.ascontiguousarray(np.atleast_2d(left))
    out = np.zeros((len(rows), right.shape[1]))
    kernels.run(kernels.matrix_product, rows.size * right.shape[1], rows, np.ascontiguousarray(right), out)
    return out[0] if left.ndim == 1 else out


def gram(values: np.ndarray, joint: np.ndarray) -> np.ndarray:
    """M'HM: from all pairs of levels, shape (T, T), to the model's columns, shape (p, p)."""
    return times(values.T, times(joint, values))


def collinear_columns(correlation: np.ndarray) -> np.ndarray:
    """Columns that are a linear combination of those before them, from their correlations (p, p)."""
    left, found = correlation.copy(), []
    for column in range(len(left)):
        pivot = left[column, column]
        if pivot < COLLINEAR_SQUARED:
            found.append(column)
            continue
        left = left - np.outer(left[:, column], left[column]) / pivot
    return np.array(found, dtype=int)
