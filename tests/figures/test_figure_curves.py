"""Survival and incidence curves."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stepdown.errors import StepdownError
from stepdown.figures import figure_description, figure_kind
from stepdown.figures.style import CONTRAST, LADDER, REFERENCE

draw, describe = figure_kind("curves"), figure_description("curves")


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_ticks_are_the_days_of_the_numbers_at_risk(make, words, layout):
    (axes,) = draw(make("curves"), words, layout).axes
    assert list(axes.get_xticks()) == [0, 30, 60, 90, 180, 270, 365]
    assert axes.get_ylim() == (0, 1)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["0%", "25%", "50%", "75%", "100%"]


def test_numbers_at_risk_stand_under_their_ticks(make, words, artists_of):
    figure = draw(make("curves"), words)
    (axes,) = figure.axes
    figure.canvas.draw()
    numbers = artists_of(figure, "number:intensive_outpatient")
    ticks = [axes.transData.transform((day, 0))[0] for day in axes.get_xticks()]
    centres = [figure.transFigure.transform(text.get_position())[0] for text in numbers]
    assert centres == pytest.approx(ticks)
    assert {text.get_color() for text in numbers} == {CONTRAST}


def test_a_hidden_number_says_so_and_is_never_nought(make, words, artists_of):
    texts = [text.get_text() for text in artists_of(draw(make("curves"), words), "number:outpatient")]
    assert texts[-1] == "hidden"
    assert "0" not in texts


def test_curves_are_right_continuous_and_stop_where_their_rows_stop(make, words, artists_of):
    figure = draw(make("curves"), words)
    (line,) = artists_of(figure, "curve:outpatient")
    assert line.get_drawstyle() == "steps-post"
    assert line.get_xdata()[-1] == 300
    notes = [text.get_text() for text in artists_of(figure, "end-label:outpatient")]
    assert notes == ["Outpatient", "to day 300"]


def test_hidden_rows_inside_a_curve_leave_a_gap(make, words, tables, artists_of):
    table = tables["curves"]()
    table.loc[table["day"].between(100, 120) & (table["series"] == "curve"), ["share", "lower", "upper"]] = (
        np.nan
    )
    (line,) = artists_of(draw(make("curves", table), words), "curve:intensive_outpatient")
    assert np.isnan(line.get_ydata()).sum() == 5


def test_the_contrast_is_blue_and_the_reference_grey_whatever_their_order(make, words, artists_of):
    groups = (("b", "Usual care", True), ("a", "Coaching", False))
    figure = draw(make("curves", groups=groups), words)
    assert artists_of(figure, "curve:a")[0].get_color() == CONTRAST
    assert artists_of(figure, "curve:b")[0].get_color() == REFERENCE


def test_rungs_of_the_ladder_keep_their_colours(make, words, four_groups, artists_of):
    figure = draw(make("curves", groups=four_groups), words)
    for level, _, _ in four_groups:
        assert artists_of(figure, f"curve:{level}")[0].get_color() == LADDER[level]


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_labels_of_lines_that_end_together_do_not_overlap(make, words, tables, artists_of, layout):
    groups = tuple((name, name, name == "D") for name in "ABCD")
    table = tables["curves"](groups=groups, stop=365)
    table.loc[table["series"] == "curve", "share"] = 0.02
    figure = draw(make("curves", table), words, layout)
    figure.canvas.draw()
    labels = artists_of(figure, "end-label:")
    assert [label.get_text() for label in labels] == list("ABCD")
    boxes = [label.get_window_extent() for label in labels]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_labels_that_do_not_fit_beside_the_plot_stand_below_it(make, words, artists_of):
    figure = draw(make("curves"), words, "phone")
    assert not artists_of(figure, "end-label:")
    names = {text.get_text() for text in artists_of(figure, "row-name")}
    assert names == {"Intensive outpatient (IOP)", "Outpatient"}


def test_without_numbers_at_risk_there_is_no_figure(make, words, tables):
    table = tables["curves"]()
    with pytest.raises(StepdownError, match="at_risk"):
        draw(make("curves", table[table["series"] == "curve"]), words)


def test_alt_text_has_the_two_shares_on_the_last_common_day(make, words, tables):
    table = tables["curves"]()
    alt = describe(make("curves"), words, y_label="Percent of people still in care", direction="falls")
    assert "falls" in alt
    assert "day 300" in alt
    for level in ("intensive_outpatient", "outpatient"):
        row = table[(table["series"] == "curve") & (table["level"] == level) & (table["day"] == 300)].iloc[0]
        expected = f"{row['share'] * 100:.0f} ({row['lower'] * 100:.0f} to {row['upper'] * 100:.0f}) percent"
        assert expected in alt


def without_curve(tables, groups, *levels):
    """The table of curves, without the curves of these groups."""
    table = tables["curves"](groups=groups)
    return table[~((table["series"] == "curve") & table["level"].isin(levels))]


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_a_group_without_a_curve_is_named_and_keeps_its_numbers(
    layout, make, words, tables, four_groups, artists_of
):
    table = without_curve(tables, four_groups, "residential")
    figure = draw(make("curves", table), words, layout)
    (note,) = artists_of(figure, "no-curve")
    assert (
        note.get_text().replace("\n", " ")
        == "No curve for Residential: too few people had the event, or were left."
    )
    assert artists_of(figure, "number:residential")
    inside = figure.axes[0].get_window_extent()
    box = note.get_window_extent(figure.canvas.get_renderer())
    assert inside.x0 <= box.x0 and box.x1 <= inside.x1
    assert "No curve for Residential" in describe(make("curves", table), words)


def test_a_figure_without_any_curve_says_so(make, words, tables, four_groups, artists_of):
    table = without_curve(tables, four_groups, *(level for level, *_ in four_groups))
    (note,) = artists_of(draw(make("curves", table), words, direction="rises"), "no-curve")
    assert note.get_horizontalalignment() == "left"
    assert "Residential, Partial" in note.get_text().replace("\n", " ")
    assert "All values are hidden" in describe(make("curves", table), words)


def test_nothing_is_said_where_every_group_has_its_curve(make, words, artists_of):
    assert not artists_of(draw(make("curves"), words), "no-curve")
