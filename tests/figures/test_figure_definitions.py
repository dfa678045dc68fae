"""One cohort, every definition."""

from __future__ import annotations

import pytest

from stepdown.figures import figure_description, figure_kind
from stepdown.figures.definition_rows import read_rows

draw, describe = figure_kind("definitions"), figure_description("definitions")


def test_the_plans_definition_comes_first_and_is_marked_in_both_panels(make, words, artists_of):
    figure = draw(make("definitions"), words)
    assert len(artists_of(figure, "primary-ring")) == 2
    (line,) = [artist for artist in artists_of(figure, "primary") if artist.get_gid() == "primary"]
    assert line.get_xdata()[0] == pytest.approx(95)


def test_a_rule_that_says_the_same_is_drawn_once(make, words, artists_of, tables):
    rows = read_rows(tables["definitions"]())
    assert [len(row.lanes) for row in rows] == [4, 4, 3]
    # Eleven lanes, one of them hidden, in two panels.
    assert len(artists_of(draw(make("definitions"), words), "mark:")) == 20


def test_what_is_published_or_planned_stays_so_under_the_rule_that_says_the_same(tables):
    table = tables["definitions"]()
    last = (table["definition"] == "Rs_2") & (table["missing_rule"] == "neighbours")
    table.loc[last, ["is_published", "is_primary"]] = True
    row = next(row for row in read_rows(table) if row.label.startswith("The first"))
    lane = next(lane for lane in row.lanes if lane.rule == "observed")
    assert lane.published
    assert lane.primary


def test_a_hidden_share_says_so(make, words, artists_of):
    (hidden,) = artists_of(draw(make("definitions"), words), "hidden")
    assert "privacy" in hidden.get_text()


def test_without_groups_the_shares_have_the_whole_width(make, words, tables):
    table = tables["definitions"]()
    alone = table[table["level"].isna()]
    assert len(draw(make("definitions", alone), words).axes) == 1
    assert len(draw(make("definitions"), words).axes) == 2


def test_the_alt_text_tells_the_span_and_the_plans_own(make, words):
    alt = describe(make("definitions"), words, share_label="Percent who returned")
    assert "3 definitions" in alt
    assert "lowest share is 30 percent" in alt
    assert "plan's definition gives 95 percent" in alt
