"""Suppress, then round, then derive."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.disclosure.counts import protect_count, protect_share, round_half_up, round_share

CELL, BASE = 11, 5
HIDDEN = math.nan


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, 0), (1, HIDDEN), (10, HIDDEN), (11, HIDDEN), (12, HIDDEN), (13, 15), (17, 15), (18, 20),
        (22, 20), (23, 25), (470, 470), (472, 470), (473, 475), (None, HIDDEN), (math.nan, HIDDEN),
    ],
)  # fmt: skip
def test_a_count_is_hidden_or_rounded(count, shown):
    assert protect_count(count, CELL, BASE) == pytest.approx(shown, nan_ok=True)


@given(st.integers(0, 5000), st.integers(5, 30))
def test_no_released_count_is_small_and_hidden_is_never_zero(count, cell):
    shown = protect_count(count, cell, BASE)
    assert math.isnan(shown) or shown == 0 or shown >= cell
    assert (shown == 0) == (count == 0)


@given(st.integers(0, 5000))
def test_a_released_count_is_a_multiple_of_five_at_most_two_and_a_half_away(count):
    shown = protect_count(count, CELL, BASE)
    if not math.isnan(shown):
        assert shown % BASE == 0
        assert abs(shown - count) <= BASE / 2


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_released_share_is_a_ratio_of_protected_counts(inside, outside):
    n = inside + outside
    share = protect_share(inside / n if n else math.nan, n, CELL, BASE)
    if not math.isnan(share):
        assert share == min(1.0, protect_count(inside, CELL, BASE) / protect_count(n, CELL, BASE))


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_share_is_hidden_when_either_side_of_it_is_small(inside, outside):
    n = inside + outside
    share = protect_share(inside / n if n else math.nan, n, CELL, BASE)
    small = any(not protect_count(side, CELL, BASE) >= CELL for side in (inside, outside))
    assert math.isnan(share) == small


@given(st.floats(0, 1), st.integers(1, 2000))
def test_a_share_times_its_people_never_reads_as_a_small_count(share, n):
    shown = protect_share(share, n, CELL, BASE)
    if not math.isnan(shown):
        assert shown * protect_count(n, CELL, BASE) >= CELL


@given(st.floats(0, 1), st.integers(1, 2000))
def test_an_end_of_an_interval_stays_a_share(share, n):
    shown = round_share(share, n, BASE)
    assert math.isnan(shown) or 0 <= shown <= 1


def test_an_unknown_share_stays_unknown():
    assert math.isnan(protect_share(math.nan, 100, CELL, BASE))
    assert math.isnan(round_share(math.nan, 100, BASE))


@pytest.mark.parametrize(("value", "rounded"), [(2.4, 0), (2.5, 5), (7.5, 10), (12.5, 15), (12.49, 10)])
def test_halves_are_rounded_up(value, rounded):
    assert round_half_up(value, 5) == rounded
