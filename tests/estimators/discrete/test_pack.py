"""Packing loses nothing: the columns written out again are those that went in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.estimators.discrete.pack import FEW_LEVELS, dummies, pack, pack_columns


@given(st.lists(st.integers(2, 40), min_size=1, max_size=7), st.integers(0, 2**32 - 1))
def test_categories_come_out_as_they_went_in(sizes, seed):
    draw = np.random.default_rng(seed)
    codes = [draw.integers(0, size, 50) for size in sizes]
    packed = pack([dummies(code, size) for code, size in zip(codes, sizes, strict=True)])
    written = np.column_stack(
        [code[:, None] == np.arange(1, size) for code, size in zip(codes, sizes, strict=True)]
    )
    np.testing.assert_array_equal(packed.dense(), written)
    assert np.diff(packed.offsets).max() <= FEW_LEVELS


@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_columns_of_any_values_come_out_as_they_went_in(n_columns, seed):
    draw = np.random.default_rng(seed)
    design = np.column_stack(
        [
            draw.choice([-1.5, 0, 2, 7], 300) if draw.random() < 0.5 else draw.integers(0, 90, 300)
            for _ in range(n_columns)
        ]
    ).astype(float)
    np.testing.assert_array_equal(pack_columns(design).dense(), design)


def test_twelve_covariates_fit_into_five_bytes():
    sizes = [2, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 10]
    packed = pack([dummies(np.arange(20) % size, size) for size in sizes])
    assert packed.codes.shape == (5, 20) and packed.values.shape[1] == 62


def test_dummies_of_one_covariate_are_one_code():
    code = np.arange(5000) % 90
    packed = pack_columns((code[:, None] == np.arange(1, 90)).astype(float))
    assert packed.codes.shape == (1, 5000) and packed.n_levels == 90


def test_continuous_columns_are_not_packed():
    assert pack_columns(np.random.default_rng(0).normal(size=(500, 1))) is None


def test_cells_number_the_combinations_that_occur():
    draw = np.random.default_rng(4)
    packed = pack([dummies(draw.integers(0, size, 400), size) for size in (3, 50, 7)])
    cell, cells = packed.cells()
    np.testing.assert_array_equal(cells.take(cell).codes, packed.codes)
    assert cells.n == len(np.unique(packed.codes, axis=1).T)


def test_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="at most 256"):
        pack([dummies(np.arange(300), 300)])
    with pytest.raises(ValueError, match="between 0 and 2"):
        dummies([0, 3], 3)
    with pytest.raises(ValueError, match="no covariates"):
        pack([])
    with pytest.raises(ValueError, match="lengths differ"):
        pack([dummies([0, 1], 2), dummies([0, 1, 1], 2)])
