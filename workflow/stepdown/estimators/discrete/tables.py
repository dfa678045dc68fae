"""Tables of packed rows: sums by level, and Gram matrices from joint histograms.

A Gram matrix Σ vᵢ xᵢxᵢᵀ is M'HM, with H the joint histogram of all pairs of levels weighted
by v and M what each level means in the model's columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

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
        kernels.products.run(
            self.packed.n,
            len(self.chunks) - 1,
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
        kernels.level_sums.run(
            packed.n,
            len(self.chunks) - 1,
            packed.codes,
            packed.offsets,
            weights.factors,
            weights.base,
            self.chunk_segments,
            self.segments,
            self.scratch(1),
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
        sums = np.zeros((len(self.chunks) - 1, packed.n_pairs))
        if packed.n_pairs:
            kernels.pair_sums.run(
                packed.n,
                len(self.chunks) - 1,
                packed.codes,
                packed.offsets,
                weights.factors,
                weights.base,
                np.repeat(multiplier, np.diff(self.group_segments)),
                self.chunk_segments,
                self.segments,
                self.scratch(1),
                sums,
            )
        return joint_histogram(packed, sums.sum(axis=0), diagonal)

    def scratch(self, tiles: int) -> np.ndarray:
        """Room for so many numbers a row of a tile, for each chunk."""
        return np.empty((len(self.chunks) - 1, tiles * kernels.TILE))


def joint_histogram(packed: Packed, pairs: np.ndarray, diagonal: np.ndarray) -> np.ndarray:
    """Put the histograms of the pairs of codes, one after the other, into one of all levels, shape (T, T)."""
    joint, place = np.diag(diagonal), 0
    blocks = [slice(*ends) for ends in pairwise(packed.offsets)]
    for s, rows in enumerate(blocks):
        for columns in blocks[s + 1 :]:
            shape = (rows.stop - rows.start, columns.stop - columns.start)
            block = pairs[place : place + shape[0] * shape[1]].reshape(shape)
            joint[rows, columns], joint[columns, rows] = block, block.T
            place += block.size
    return joint


def tables(packed: Packed, starts: np.ndarray | None = None) -> Tables:
    """Cut packed rows into chunks and groups; `starts`, shape (n_groups + 1,), one group if not given."""
    n = packed.n
    if starts is None:
        starts = np.array([0, n])
    chunks = cut(n)
    # Every group and every chunk begins a segment; an empty group has one of no rows.
    inner = chunks[1:-1]
    inside = inner[~np.isin(inner, starts)]
    position = np.searchsorted(starts, inside, side="right")
    segments = np.insert(starts.astype(np.int64), position, inside)
    group_segments = np.arange(len(starts)) + np.searchsorted(inside, starts, side="left")
    chunk_segments = np.searchsorted(segments, chunks, side="left")
    chunk_segments[-1] = len(segments) - 1
    return Tables(packed, chunks, segments, chunk_segments, group_segments)


def cut(n: int, most: int = MOST_CHUNKS) -> np.ndarray:
    """Cut n rows into chunks; where each begins, and n."""
    n_chunks = int(np.clip(n // ROWS_A_CHUNK, 1, max(most, 1)))
    return np.arange(n_chunks + 1, dtype=np.int64) * n // n_chunks


class Sorting:
    """A stable order of rows by group, without a sort.

    Attributes
    ----------
    starts : ndarray of int, shape (n_groups + 1,), where each group begins
    """

    def __init__(self, group: np.ndarray, n_groups: int):
        """Count rows of `group`, shape (n,), 0 to `n_groups` − 1."""
        self.group = group.astype(np.int32, copy=False)
        # A table of counts a chunk, which must not outgrow the rows.
        self.chunks = cut(len(group), min(MOST_CHUNKS, len(group) // n_groups))
        counts = np.zeros((len(self.chunks) - 1, n_groups), dtype=np.int64)
        kernels.group_counts.run(len(group), len(counts), self.group, self.chunks, counts)
        self.starts = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
        self._place = self.starts[:-1] + np.cumsum(counts, axis=0) - counts

    def order(self) -> np.ndarray:
        """Which row comes where, shape (n,)."""
        order = np.empty(len(self.group), dtype=np.int64)
        kernels.counting_order.run(
            len(order), len(self._place), self.group, self.chunks, self._place.copy(), order
        )
        return order

    def sort(self, packed: Packed) -> Packed:
        """Reorder packed rows."""
        codes = np.empty_like(packed.codes)
        kernels.counting_sort.run(
            packed.n, len(self._place), self.group, self.chunks, self._place.copy(), packed.codes, codes
        )
        return Packed(codes, packed.offsets, packed.values)


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
    tasks = np.arange(MOST_CHUNKS + 1) * len(rows) // MOST_CHUNKS
    steps = rows.size * right.shape[1] // 8
    kernels.matrix_product.run(steps, MOST_CHUNKS, rows, np.ascontiguousarray(right), tasks, out)
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
