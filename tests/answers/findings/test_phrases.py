"""How numbers and sentences are put together."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.findings.phrases import (
    Number,
    Rows,
    crosses,
    one_decimal,
    per_100,
    say,
    size,
    span,
    usable,
    whole,
)  # fmt: skip


@pytest.mark.parametrize(
    ("style", "value", "text"),
    [
        (whole, 1204, "1\u2009204"), (whole, -12.6, "−13"), (whole, -0.4, "0"), (whole, 0.5, "0"), (whole, 0, "0"),
        (per_100, 0.574, "57"), (one_decimal, -0.04, "0.0"), (one_decimal, -3.86, "−3.9"), (size, -130.2, "130"),
    ],
)  # fmt: skip
def test_numbers_are_printed_for_readers(style, value, text):
    assert style(value) == text


def test_a_sentence_keeps_where_its_numbers_come_from():
    sentence = say("of 100 people, {a} stayed {where}.", a=Number("62", 4, "estimate"), where="in care")
    assert sentence.text == "Of 100 people, 62 stayed in care."
    assert sentence.as_record()["parts"] == [
        "Of 100 people, ", {"text": "62", "row": 4, "column": "estimate"}, " stayed in care.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (-4, 9, "4 days fewer to 9 days more"),
        (2, 9, "2 to 9 days"),
        (-9, -2, "2 to 9 days"),
        (-9, 0, "0 to 9 days"),
    ],
)
def test_an_interval_in_words(lower, upper, expected):
    row = {"row": 1, "lower": lower, "upper": upper}
    template, numbers = span(row, "fewer", "more", size, "days")
    said = say(template, **numbers).text
    assert said.split() == expected.split() or said.replace(" days more", " more") == expected.replace(
        " days more", " more"
    )


@pytest.mark.parametrize(
    ("lower", "upper", "null", "holds"),
    [
        (0.5, 0.9, 1, False),
        (0.5, 1.1, 1, True),
        (1.0, 1.5, 1, True),
        (1.1, 1.5, 1, False),
        (float("nan"), 1, 1, True),
    ],
)
def test_an_interval_that_holds_the_value_of_no_effect(lower, upper, null, holds):
    assert crosses({"lower": lower, "upper": upper}, null) == holds


@pytest.mark.parametrize(
    ("row", "may"),
    [
        (None, False),
        ({"status": "ok", "estimate": 1.0}, True),
        ({"status": "withheld", "estimate": 1.0}, False),
        ({"status": "ok", "estimate": float("nan")}, False),
    ],
)
def test_only_a_released_number_may_be_stated(row, may):
    assert usable(row) == may


def test_rows_are_numbered_as_in_the_file_whatever_the_question():
    table = pd.DataFrame(
        {"question": ["a", "b", "b"], "level": ["x", None, "y"], "reference": None, "reason": None}
    )
    rows = Rows(table.astype("object"), "b")
    assert [row["row"] for row in rows.all()] == [2, 3]
    assert rows.find(level="y")["row"] == 3
    assert rows.find(level="z") is None
