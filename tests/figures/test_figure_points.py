"""Trajectories and follow-up: points with intervals by wave."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.figures import figure_description, figure_kind
from stepdown.figures.style import LADDER


@pytest.mark.parametrize(
    ("kind", "level"), [("trajectory", "intensive_outpatient"), ("follow_up", "outpatient")]
)
def test_a_hidden_wave_has_no_marker_no_interval_and_no_number(kind, level, make, words, artists_of):
    figure = figure_kind(kind)(make(kind), words)
    (points,) = artists_of(figure, f"points:{level}")
    waves = len(figure.axes[0].get_xticks())
    assert len(points.get_xdata()) == waves - 1
    assert not np.isnan(points.get_ydata()).any()
    assert artists_of(figure, f"number:{level}")[-1].get_text().startswith("hidden")


@pytest.mark.parametrize("kind", ["trajectory", "follow_up"])
def test_every_point_has_its_interval_as_a_line(kind, make, words, tables, artists_of):
    (axes,) = figure_kind(kind)(make(kind), words).axes
    drawn = sorted(segment[:, 1].tolist() for lines in axes.collections for segment in lines.get_segments())
    table = tables[kind]().dropna(subset=["lower"])
    assert np.allclose(drawn, sorted(table[["lower", "upper"]].to_numpy().tolist()))
    assert not axes.patches  # no bars


def test_groups_are_dodged_around_the_tick(make, words, artists_of):
    figure = figure_kind("trajectory")(make("trajectory"), words)
    one, other = (
        artists_of(figure, f"points:{level}")[0] for level in ("intensive_outpatient", "outpatient")
    )
    assert one.get_xdata()[1] < 180 < other.get_xdata()[1]


SIX = [
    (level, level.replace("_", " "), level == "outpatient")
    for level in LADDER
    if level != "withdrawal_management"
]


@pytest.mark.parametrize("layout", ["full", "phone"])
@pytest.mark.parametrize("kind", ["trajectory", "follow_up"])
def test_six_groups_stand_beside_each_other_inside_the_plot_and_each_nearest_its_own_wave(
    kind, layout, make, words, artists_of
):
    figure = figure_kind(kind)(make(kind, groups=SIX), words, layout)
    axes = figure.axes[0]
    waves = axes.get_xticks()
    points = [artists_of(figure, f"points:{level}")[0] for level, *_ in SIX]
    assert (
        len({(line.get_color(), line.get_marker()) for line in points})
        == len({p.get_marker() for p in points})
        == 6
    )
    at_second = sorted(line.get_xdata()[1] for line in points)
    apart = np.diff(axes.transData.transform([(day, 0.5) for day in at_second])[:, 0]) / figure.dpi * 25.4
    assert apart.min() > 1.2
    for line in points:
        days = line.get_xdata()
        assert axes.get_xlim()[0] < days.min() and days.max() < axes.get_xlim()[1]
        assert [np.abs(waves - day).argmin() for day in days] == list(range(len(days)))


def test_only_a_line_that_ends_before_the_last_wave_says_so(make, words, texts_of):
    texts = [
        text.get_text() for text in texts_of(figure_kind("follow_up")(make("follow_up", groups=SIX), words))
    ]
    assert [text for text in texts if text.startswith("to ")] == ["to 18 months"]


def test_a_trajectory_says_which_direction_is_good(make, words, artists_of):
    figure = figure_kind("trajectory")(make("trajectory"), words, y_label="CES-D", good_direction="lower")
    assert artists_of(figure, "y-label")[0].get_text() == "CES-D, lower is better"


def test_the_value_axis_holds_all_intervals(make, words, tables):
    low, high = figure_kind("trajectory")(make("trajectory"), words).axes[0].get_ylim()
    table = tables["trajectory"]()
    assert low <= table["lower"].min()
    assert high >= table["upper"].max()


def test_negative_means_have_a_true_minus_sign(make, words, tables):
    table = tables["trajectory"]()
    table[["mean", "lower", "upper"]] -= 30
    (axes,) = figure_kind("trajectory")(make("trajectory", table), words).axes
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert any(label.startswith("\u2212") for label in labels)
    assert not any("-" in label for label in labels)


@pytest.mark.parametrize("layout", ["full", "phone"])
def test_follow_up_starts_at_nought_and_names_its_waves(make, words, layout):
    (axes,) = figure_kind("follow_up")(make("follow_up"), words, layout).axes
    assert axes.get_ylim() == (0, 1)
    assert list(axes.get_xticks()) == [183, 365, 548, 730]
    names = [label.get_text().replace("\n", " ") for label in axes.get_xticklabels()]
    assert names == ["6 months", "12 months", "18 months", "24 months"]


def test_follow_up_prints_reached_of_due(make, words, artists_of):
    figure = figure_kind("follow_up")(make("follow_up"), words)
    assert artists_of(figure, "number:intensive_outpatient")[0].get_text() == "207 of 235"
    assert artists_of(figure, "number:outpatient")[-1].get_text() == "hidden of 230"


def test_alt_text_of_a_trajectory_has_both_last_means(make, words):
    alt = figure_description("trajectory")(make("trajectory"), words, good_direction="lower")
    assert "falls from 32.4 to 24.0 (22.1 to 25.9) on day 540" in alt
    assert "falls from 33.3 to 22.1 (20.2 to 24.0) on day 730" in alt


def test_alt_text_of_follow_up_has_both_last_shares(make, words):
    alt = figure_description("follow_up")(make("follow_up"), words)
    assert "Intensive outpatient (IOP) falls to 67 (62 to 72) percent at 24 months" in alt
    assert "Outpatient falls to 72 (67 to 76) percent at 18 months" in alt
