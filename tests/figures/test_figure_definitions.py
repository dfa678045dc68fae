"""One cohort, every definition."""

from __future__ import annotations

import pytest

from stepdown.figures import figure_description, figure_kind
from stepdown.figures.definition_rows import read_rows
from stepdown.figures.specify_definitions import definitions_figure
from stepdown.plan.load import load_plan
from stepdown.records.adapters import vocabulary_of

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


# ---- what it says


@pytest.fixture
def specified(project, make, tables):
    """`specified(question, table)` is the figure of a question of the opioid trials."""
    plan = load_plan(project / "config" / "ctn0094.yaml")

    def figure(name: str, table=None):
        table = tables["definitions"]() if table is None else table
        table = table.assign(number=1270, group=table["level"].map({"a": "methadone", "b": "buprenorphine"}))
        return definitions_figure(
            plan, plan.question(name), vocabulary_of(plan.source), make("definitions", table)
        )

    return figure


def test_the_title_says_how_far_apart_the_definitions_are(specified):
    figure = specified("relapse_start")
    assert figure.name == "relapse_start_definitions"
    assert figure.words.title == (
        "Between 25 and 95 of 100 people returned to using opioids, depending on the definition; "
        "the groups' difference runs from 20 points fewer to 10 more"
    )
    assert figure.options["difference_label"].startswith("Difference in points: buprenorphine against")
    assert "hidden" in figure.words.caption


def test_the_title_says_so_when_every_definition_agrees(specified, tables):
    table = tables["definitions"]()
    table["difference"] = table["difference"].abs() + 0.05
    assert specified("relapse_start", table).words.title.endswith(
        "by 5 to 25 points, always in one direction"
    )


def test_abstinence_is_better_when_there_is_more_of_it(specified):
    options = specified("abstinent_at_end_start").options
    assert options["right_means"] == "more abstinence"
    assert options["share_label"] == "Percent who abstained from opioids by week 24"


def test_with_everything_hidden_there_is_still_a_title(specified, tables):
    table = tables["definitions"]().assign(share=float("nan"), difference=float("nan"))
    assert specified("relapse_start", table).words.title.startswith("Too few people")
