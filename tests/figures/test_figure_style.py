"""Colours, numbers, wrapping and spreading."""

from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.figures.number_table import kept_columns
from stepdown.figures.spread import spread
from stepdown.figures.style import (
    CONTRAST,
    EXITS,
    HUES,
    LADDER,
    REFERENCE,
    count_text,
    figure_size,
    group_colours,
    interval_text,
    number_text,
)
from stepdown.figures.text import text_width, wrap


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (-12345.6, 0, "\u221212\u2009346"),
        (1240, 0, "1\u2009240"),
        (-0.001, 2, "0.00"),
        (-0.75, 2, "\u22120.75"),
    ],
)
def test_numbers_have_true_minus_signs_and_thin_spaces(value, digits, expected):
    assert number_text(value, digits) == expected


@pytest.mark.parametrize("hidden", [None, math.nan, pd.NA])
def test_a_hidden_count_is_below_eleven(hidden):
    assert count_text(hidden) == "hidden"
    assert count_text(0) == "0"


def test_an_estimate_without_an_interval_stands_alone():
    assert interval_text(0.75, 0.52, 1.08, 2) == "0.75 (0.52 to 1.08)"
    assert interval_text(0.75, math.nan, 1.08, 2) == "0.75"


def test_sizes_are_those_of_the_page():
    assert figure_size("full", 100) == pytest.approx((180 / 25.4, 100 / 25.4))
    assert figure_size("half")[0] == pytest.approx(88 / 25.4)
    assert figure_size("phone")[0] < figure_size("half")[0]


@pytest.mark.parametrize("colour", sorted({*LADDER.values(), *EXITS.values(), CONTRAST, REFERENCE}))
def test_every_colour_is_three_to_one_on_white(colour):
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    assert round(contrast, 1) >= 3  # the amber of residential care is 2.997


def test_group_colours_are_fixed_and_distinct():
    assert group_colours(["a"], [False]) == [CONTRAST]
    assert group_colours(["a", "b"], [True, False]) == [REFERENCE, CONTRAST]
    assert group_colours(["a", "b"], [False, False]) == [CONTRAST, REFERENCE]
    assert group_colours(list("abcd"), [False] * 4) == list(HUES[:4])
    assert sorted(HUES) == sorted(LADDER.values())


@settings(deadline=None)
@given(st.text(alphabet="ab cdefghij", max_size=200), st.floats(8, 150))
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    lines = wrap(text, width, 8)
    assert all(text_width(line, 8) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(st.lists(st.floats(0, 60), min_size=1, max_size=6), st.data())
def test_spread_labels_never_overlap_and_stay_inside(wanted, data):
    heights = data.draw(st.lists(st.floats(3, 9), min_size=len(wanted), max_size=len(wanted)))
    centres = spread(wanted, heights, 0, 60)
    order = sorted(range(len(wanted)), key=lambda i: centres[i])
    for a, b in itertools.pairwise(order):
        assert centres[b] - centres[a] >= (heights[a] + heights[b]) / 2 - 1e-9
        assert wanted[a] <= wanted[b]
    assert min(c - h / 2 for c, h in zip(centres, heights, strict=True)) >= -1e-9
    assert max(c + h / 2 for c, h in zip(centres, heights, strict=True)) <= 60 + 1e-9


def test_labels_with_room_stay_where_they_want_to_be():
    assert spread([10, 30], [4, 4], 0, 60) == [10, 30]


def test_crowded_columns_keep_the_first_and_the_last():
    kept = kept_columns([0, 3, 6, 50, 52], [5] * 5)
    assert kept == [True, False, False, False, True]
    assert kept_columns([0, 10, 20], [5] * 3) == [True] * 3
