"""Forest plots."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.figures import figure_description, figure_kind
from stepdown.figures.forest_scale import forest_scale
from stepdown.figures.style import REFERENCE

draw, describe = figure_kind("forest"), figure_description("forest")
MEANS = {"means": {"hazard_ratio": ("less use", "more use")}}


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_rows_that_may_not_be_shown_have_no_marker_even_if_a_number_slipped_in(
    make, words, tables, artists_of, layout
):
    table = tables["forest"]()
    withheld = table["status"] != "ok"
    table.loc[withheld, ["estimate", "lower", "upper"]] = 0.9, 0.8, 1.0
    figure = draw(make("forest", table), words, layout)
    assert len(artists_of(figure, "estimate")) == (~withheld).sum()
    assert len(artists_of(figure, "interval")) == (~withheld).sum()
    numbers = {text.get_text() for text in artists_of(figure, "row-number")}
    assert not any(number.startswith("0.90") for number in numbers)


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_empty_rows_give_their_reason_in_words(make, words, artists_of, layout):
    reasons = " ".join(text.get_text() for text in artists_of(draw(make("forest"), words, layout), "reason"))
    assert "withheld: the groups still differed after weighting" in reasons
    assert "hidden to protect privacy" in reasons


def test_numbers_stand_in_words_at_the_right(make, words, artists_of):
    texts = [text.get_text() for text in artists_of(draw(make("forest"), words), "row-number")]
    assert texts[0] == "0.75 (0.52 to 1.08)"
    assert "reference" in texts


def test_naive_rows_are_grey_and_hollow(make, words, artists_of):
    marks = artists_of(draw(make("forest"), words), "estimate")
    hollow = [mark for mark in marks if mark.get_markerfacecolor() == "white"]
    assert [mark.get_xdata()[0] for mark in hollow] == [0.61]
    assert hollow[0].get_color() == REFERENCE


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_a_ratio_has_a_log_axis_plain_ticks_and_a_named_null(make, words, artists_of, layout):
    figure = draw(make("forest"), words, layout, **MEANS)
    (axes,) = figure.axes
    assert axes.get_xscale() == "log"
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert {"0.5", "1", "2"} <= set(labels)
    assert artists_of(figure, "null")[0].get_xdata()[0] == 1
    assert artists_of(figure, "null-name")[0].get_text() == "no difference"
    left, right = (artists_of(figure, name)[0] for name in ("left-means", "right-means"))
    null = artists_of(figure, "null-name")[0].get_position()[0]
    assert left.get_position()[0] < null < right.get_position()[0]
    assert left.get_ha() == "right"


def test_a_difference_has_a_plain_axis_with_nought(make, words, tables):
    table = tables["forest"]()
    table[["estimate", "lower", "upper"]] = (table[["estimate", "lower", "upper"]] - 1) * 20
    table["measure"] = "mean_difference"
    (axes,) = draw(make("forest", table), words).axes
    assert axes.get_xscale() == "linear"
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert "0" in labels
    assert any(label.startswith("\u2212") for label in labels)


def test_a_very_long_interval_is_cut_with_an_arrow_and_printed_in_full(make, words, artists_of):
    figure = draw(make("forest"), words)
    assert figure.axes[0].get_xlim()[1] < 30
    (arrow,) = artists_of(figure, "cut")
    assert arrow.get_marker() == ">"
    assert "1.42 (0.35 to 30.00)" in {text.get_text() for text in artists_of(figure, "row-number")}


def test_headings_are_written_once_a_group(make, words, artists_of):
    headings = [text.get_text() for text in artists_of(draw(make("forest"), words), "heading")]
    assert headings == ["Primary", "Sensitivity", "Unadjusted", "By primary substance"]


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        ([0.95, 1.02], {0.95, 1, 1.05}),
        ([0.6, 1.6], {0.67, 1, 1.5}),
        ([0.3, 3.2], {0.5, 1, 2}),
        ([0.02, 40], {0.1, 1, 10}),
    ],
)
def test_ratio_ticks_follow_the_range(estimate, expected):
    middle = np.array(estimate, dtype=float)
    scale = forest_scale(middle, middle / 1.05, middle * 1.05, True, 70, 7.5)
    assert expected <= set(scale.ticks)
    assert scale.low < middle.min()
    assert scale.high > middle.max()


def test_the_null_keeps_space_on_both_sides():
    middle = np.array([3.0, 4.0])
    scale = forest_scale(middle, middle / 1.2, middle * 1.2, True, 70, 7.5)
    assert 0.2 < scale.share(1.0) < 0.5


def test_alt_text_has_the_primary_estimate_its_interval_and_its_side(make, words):
    alt = describe(make("forest"), words, **MEANS)
    assert "Adjusted for all baseline covariates: 0.75 (0.52 to 1.08)" in alt
    assert "on the side of less use" in alt
    assert "reaches across the null line" in alt
    assert "2 rows are empty" in alt


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_each_measure_has_a_panel_with_a_scale_of_its_own(make, words, tables, artists_of, layout):
    ratios = tables["forest"]()
    differences = ratios.assign(measure="risk_difference")
    differences[["estimate", "lower", "upper"]] = (differences[["estimate", "lower", "upper"]] - 1) / 10
    figure = draw(make("forest", pd.concat([differences, ratios])), words, layout)
    assert [axes.get_xscale() for axes in figure.axes] == ["linear", "log"]
    nulls = [line for line in artists_of(figure, "null") if line.get_gid() == "null"]
    assert [null.get_xdata()[0] for null in nulls] == [0, 1]
    names = [text.get_text() for text in artists_of(figure, "panel-name")]
    assert names == ["Difference in people of 100", "Hazard ratio"]
    # A share of 0.025 fewer is 2 or 3 fewer of 100 people: intervals this wide need no decimals.
    assert artists_of(figure, "row-number")[0].get_text().startswith("\u22122 (\u22125 to 1)")


def test_bounds_are_an_interval_without_an_estimate(make, words, tables, artists_of):
    table = tables["forest"]().iloc[:2].assign(measure="risk_difference")
    table.loc[1, ["estimate", "lower", "upper"]] = np.nan, -0.3, 0.4
    figure = draw(make("forest", table), words)
    assert len(artists_of(figure, "interval")) == 2
    assert len(artists_of(figure, "estimate")) == 1
    assert artists_of(figure, "row-number")[1].get_text() == "\u221230 to 40"
