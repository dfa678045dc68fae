"""The tipping grid: white at no effect, outlines where the conclusion changes, and a reason where nothing may be shown."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex, to_rgb

from stepdown.answers.methods.ascertainment import FOR_EVERYBODY
from stepdown.beside.tipping import words as tipping_words
from stepdown.figures import FigureWords
from stepdown.figures.kinds.tipping import describe, draw


def test_a_square_a_pair_and_an_outline_where_the_conclusion_changes(make, words, artists_of, tables):
    table = tables["tipping"]()
    figure = draw(make("tipping"), words, factor=100)
    assert len(artists_of(figure, "square")) == len(table) == 36
    assert len(artists_of(figure, "changes")) == (table["changes"] == "yes").sum() > 0
    values = {text.get_text() for text in artists_of(figure, "value")}
    assert {"2", "−13", "17"} <= values


def test_no_effect_is_white_and_its_sides_are_blue_and_orange(make, words, artists_of, tables):
    table = tables["tipping"]()
    table.loc[table["here"] == table["there"], "estimate"] = 0.0
    figure = draw(make("tipping", table), words)
    colours = {square.get_xy(): square.get_facecolor() for square in artists_of(figure, "square")}
    assert to_hex(colours[2, 2]) == "#ffffff"
    red, _, blue = colours[0, 5][:3]
    assert blue > red  # up: people lost from the compared group did worse, and the difference falls
    red, _, blue = colours[5, 0][:3]
    assert red > blue


def test_letters_stand_out_on_every_square(make, words, artists_of):
    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    figure = draw(make("tipping"), words)
    for square, text in zip(artists_of(figure, "square"), artists_of(figure, "value"), strict=True):
        light, dark = sorted((luminance(square.get_facecolor()), luminance(text.get_color())), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4


def test_a_grid_that_is_withheld_is_its_reason(make, words, texts_of, artists_of, tables):
    table = tables["tipping"]().iloc[:1].assign(status="withheld", reason="ascertainment: too few are known")
    figure = draw(make("tipping", table), words)
    assert not artists_of(figure, "square")
    assert any("Not shown: ascertainment" in text.get_text() for text in texts_of(figure))
    assert "Not shown: ascertainment: too few are known." in describe(make("tipping", table), words)


def test_a_grid_that_is_not_there_is_its_reason(make, words, texts_of, tables):
    nobody = {
        "level": float("nan"),
        "label": float("nan"),
        "status": "not_estimable",
        "reason": "known for everybody",
    }
    table = tables["tipping"]().iloc[:1].assign(**nobody)
    assert any(
        "Not shown: known for everybody." in text.get_text()
        for text in texts_of(draw(make("tipping", table), words))
    )
    assert "Not shown: known for everybody." in describe(make("tipping", table), words)


def test_several_groups_have_a_grid_each_with_its_name(
    make, words, texts_of, artists_of, tables, four_groups
):
    figure = draw(make("tipping", tables["tipping"](groups=four_groups)), words, "phone")
    assert len(artists_of(figure, "square")) == 3 * 36
    assert len(artists_of(figure, "panel-name")) == 3


def test_the_alt_text_tells_the_start_the_range_and_the_changes(make, words, tables):
    changed = (tables["tipping"]()["changes"] == "yes").sum()
    alt = describe(make("tipping"), words, factor=100, unit="of 100")
    assert "a difference of 2 of 100 if people who were lost did as like people" in alt
    assert f"from −13 to 17 over all 36 squares; {changed} of them change the conclusion." in alt


@pytest.mark.parametrize(
    ("rows", "title", "subtitle"),
    [
        (
            slice(0, 36),
            "changes under 8 of 36 assumptions",
            "Intensive outpatient (IOP) against Outpatient: ",
        ),
        (slice(0, 6), "stands under all 6 assumptions", "Intensive outpatient (IOP) against Outpatient: "),
    ],
)
def test_the_title_counts_the_squares_that_change_the_conclusion(
    make, tables, trial, vocabulary, rows, title, subtitle
):
    table = tables["tipping"]().iloc[rows]
    table = table.assign(
        changes=["yes" if i % 6 > 3 and rows.stop > 6 and i < 24 else "no" for i in range(len(table))]
    )
    question = trial.questions[0]
    found, told, caption, options = tipping_words(question, vocabulary, "", make("tipping", table))
    assert title in found and told.startswith(subtitle)
    assert "Multiple imputation." in caption
    assert draw(make("tipping", table), FigureWords(found, told, caption, False), **options) is not None


def test_the_title_says_that_nobody_was_lost(make, tables, trial, vocabulary):
    table = tables["tipping"]().iloc[:1].assign(status="not_estimable", reason=FOR_EVERYBODY)
    found, *_ = tipping_words(trial.questions[0], vocabulary, "", make("tipping", table))
    assert found == "Nothing hangs on people who were lost: the outcome is known for everybody"
