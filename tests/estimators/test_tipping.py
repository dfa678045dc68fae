"""The grid of assumptions: which pairs change a conclusion, and which of them is nearest."""

from __future__ import annotations

import pytest

from stepdown.estimators.restricted_mean import Difference
from stepdown.estimators.tipping import tipping_grid


def shifted(here: float, there: float) -> Difference:
    """An effect of −0.2 ± 0.105 that shrinks with the shift in the group and grows with that in the reference."""
    estimate = -0.2 + 0.06 * here - 0.02 * there
    if here == 3 and there == 3:
        raise ValueError("nobody is left")
    return Difference(estimate, 0.05, estimate - 0.105, estimate + 0.105, 0.01)


def test_the_nearest_flip_is_told_and_what_cannot_be_estimated_has_its_reason():
    grid = tipping_grid(shifted, [0.0, 1.0, 2.0, 3.0])
    assert grid.conclusion(grid.start) == -1
    assert grid.flips == [(2.0, 0.0), (2.0, 1.0), (3.0, 0.0), (3.0, 1.0), (3.0, 2.0)]
    assert grid.reasons == {(3.0, 3.0): "nobody is left"}
    assert len(grid.differences) == 15


def test_a_conclusion_that_survives_has_no_flip():
    assert tipping_grid(shifted, [0.0, 1.0]).flips == []


def test_missing_at_random_must_be_in_the_grid():
    with pytest.raises(ValueError, match="missing at random"):
        tipping_grid(shifted, [1.0, 2.0])
