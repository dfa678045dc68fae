"""A national file's worth of codes is inspected in a moment."""

from __future__ import annotations

import time

import numpy as np
import polars as pl

from stepdown.records.guard import inspect_table


def test_a_million_rows_of_sixty_five_small_codes():
    """5 M rows take 0.4 s on two cores; the bound here leaves room for a busy machine."""
    draw = np.random.default_rng(1)
    table = pl.DataFrame({f"V{i}": draw.integers(-9, 40, 1_000_000).astype(np.int8) for i in range(65)})
    start = time.perf_counter()
    assert inspect_table(table) == []
    assert time.perf_counter() - start < 3
