"""Pack covariates with few levels into one byte a group of them.

Twelve covariates with 74 levels become about five *super-codes* of at most 128 levels. A
row's linear predictor is then five table look-ups, whatever the number of dummy columns, and a
small matrix says what each super-level means: its value in every column of the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# Joint histograms of two codes with so many levels fit into a core's own cache.
FEW_LEVELS = 128
MOST_LEVELS = 256
# Combinations of levels are counted up to here, and sorted beyond: a histogram of 128 MB.
LARGEST_HISTOGRAM = 2**24
# Rows looked at before the whole column: a column with too many levels shows itself at once.
SAMPLE = 4096


@dataclass(frozen=True, eq=False)
class Category:
    """One categorical covariate.

    Attributes
    ----------
    code : ndarray of int, shape (n,), the level of each row, 0 to L − 1
    values : ndarray of float, shape (L, k), what each level means in the model's k columns
    """

    code: np.ndarray
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Packed:
    """Covariates in super-codes.

    Attributes
    ----------
    codes : ndarray of uint8, shape (S, n)
    offsets : ndarray of int, shape (S + 1,), where each code's levels begin among all T levels
    values : ndarray of float, shape (T, p), each level's values in the model's p columns; a column
        is 0 in all levels but those of the one code that holds it
    """

    codes: np.ndarray
    offsets: np.ndarray
    values: np.ndarray

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.codes.shape[1]

    @property
    def n_levels(self) -> int:
        """T, the levels of all codes together."""
        return len(self.values)

    @property
    def n_pairs(self) -> int:
        """Pairs of levels of different codes."""
        sizes = np.diff(self.offsets)
        return int(sizes.sum() ** 2 - (sizes**2).sum()) // 2

    def take(self, rows: np.ndarray) -> Packed:
        """Keep or reorder rows."""
        return Packed(np.take(self.codes, rows, axis=1), self.offsets, self.values)

    def every(self, stride: int) -> Packed:
        """Keep every stride-th row."""
        return Packed(np.ascontiguousarray(self.codes[:, ::stride]), self.offsets, self.values)

    def cells(self) -> tuple[np.ndarray, Packed]:
        """Number the combinations of levels that occur.

        Returns
        -------
        cell : ndarray of int, shape (n,), each row's combination
        cells : Packed, one row a combination
        """
        sizes = np.diff(self.offsets)
        key = np.zeros(self.n, dtype=np.int64)
        for code, size in zip(self.codes, sizes, strict=True):
            key = key * size + code
        if np.prod(sizes.astype(float)) <= LARGEST_HISTOGRAM:
            seen = np.bincount(key, minlength=1) > 0
            keys, cell = np.flatnonzero(seen), (np.cumsum(seen) - 1)[key]
        else:
            keys, cell = np.unique(key, return_inverse=True)
        codes = np.stack(np.unravel_index(keys, sizes)).astype(np.uint8)
        return cell, Packed(codes, self.offsets, self.values)

    def dense(self) -> np.ndarray:
        """Write the columns out, shape (n, p)."""
        blocks = zip(self.codes, self.offsets, strict=False)
        return sum(self.values[offset + code.astype(np.int64)] for code, offset in blocks)


def dummies(code: Any, n_levels: int, reference: int = 0) -> Category:
    """Code a categorical covariate as one column for each level but the reference.

    Parameters
    ----------
    code : array of int, shape (n,), levels 0 to `n_levels` − 1
    n_levels : at most 256; levels that nobody has make the columns collinear
    reference : the level that gets no column

    Raises
    ------
    ValueError
        For codes outside their levels.
    """
    code = np.asarray(code)
    if code.size and not (code.min() >= 0 and code.max() < n_levels):
        raise ValueError(f"A category's codes must lie between 0 and {n_levels - 1}.")
    return Category(code, np.delete(np.eye(n_levels), reference, axis=1))


def pack(categories: Sequence[Category]) -> Packed:
    """Combine categories into super-codes, the largest first, each into the first code with room.

    The columns of the model keep the order of the categories.

    Raises
    ------
    ValueError
        For no categories, unequal lengths, or more than 256 levels.
    """
    if not categories:
        raise ValueError("There are no covariates to pack.")
    if len({category.code.shape for category in categories}) > 1:
        raise ValueError("All covariates need one code a row; their lengths differ.")
    sizes = [len(category.values) for category in categories]
    if max(sizes) > MOST_LEVELS:
        raise ValueError(f"A covariate has {max(sizes)} levels; at most {MOST_LEVELS} fit into a byte.")
    groups: list[list[int]] = []
    for index in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        for group in groups:
            if np.prod([sizes[i] for i in group]) * sizes[index] <= FEW_LEVELS:
                group.append(index)
                break
        else:
            groups.append([index])

    column = np.concatenate([[0], np.cumsum([category.values.shape[1] for category in categories])])
    codes = np.empty((len(groups), len(categories[0].code)), dtype=np.uint8)
    values = []
    for combined, group in zip(codes, groups, strict=True):
        combined[:] = categories[group[0]].code
        for index in group[1:]:
            np.multiply(combined, np.uint8(sizes[index]), out=combined)
            np.add(combined, categories[index].code, out=combined, casting="unsafe")
        block = np.zeros((np.prod([sizes[i] for i in group]), column[-1]))
        levels = np.unravel_index(np.arange(len(block)), [sizes[i] for i in group])
        for index, level in zip(group, levels, strict=True):
            block[:, column[index] : column[index + 1]] = categories[index].values[level]
        values.append(block)
    offsets = np.concatenate([[0], np.cumsum([len(block) for block in values])])
    return Packed(codes, offsets, np.concatenate(values))


def pack_columns(design: np.ndarray) -> Packed | None:
    """Pack the columns of a ready design matrix, or return None where one has too many values.

    Neighbouring columns are combined as long as few of their combinations occur: the ten
    dummies of one covariate have only eleven.

    Raises
    ------
    ValueError
        For no rows.
    """
    if len(design) == 0:
        raise ValueError("covariates have no rows.")
    codes, values = [], []
    code, levels = np.zeros(len(design), dtype=np.uint8), np.zeros((1, design.shape[1]))
    for index in range(design.shape[1]):
        found = _few_values(design[:, index])
        if found is None:
            return None
        own, distinct = found
        joint = code.astype(np.uint16) * np.uint16(len(distinct)) + own
        seen = np.flatnonzero(np.bincount(joint, minlength=1))
        if len(seen) > FEW_LEVELS:
            if len(levels) > 1:
                codes.append(code)
                values.append(levels)
            code, levels = own, np.zeros((len(distinct), design.shape[1]))
            levels[:, index] = distinct
            continue
        place = np.zeros(len(levels) * len(distinct), dtype=np.uint8)
        place[seen] = np.arange(len(seen))
        code, levels = place[joint], levels[seen // len(distinct)]
        levels[:, index] = distinct[seen % len(distinct)]
    blocks = [*values, levels]
    offsets = np.concatenate([[0], np.cumsum([len(block) for block in blocks])])
    return Packed(np.stack([*codes, code]), offsets, np.concatenate(blocks))


def _few_values(column: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Code a column by its distinct values, ascending; None where there are more than fit into a byte."""
    if len(np.unique(column[:SAMPLE])) > MOST_LEVELS:
        return None
    low, high = column.min(), column.max()
    if np.all((column == low) | (column == high)):
        return (column != low).astype(np.uint8), np.unique([low, high])
    distinct, code = np.unique(column, return_inverse=True)
    return (code.astype(np.uint8), distinct) if len(distinct) <= MOST_LEVELS else None
