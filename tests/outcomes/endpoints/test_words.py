"""Words from strings and from counts."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.errors import RecordError
from stepdown.outcomes.endpoints.counts import words_from_counts
from stepdown.outcomes.endpoints.words import Words


@given(st.lists(st.text("+-o*_", max_size=60), max_size=20))
def test_strings_there_and_back(strings):
    words = Words.from_strings(strings)
    assert words.to_strings() == strings
    assert words.lengths.tolist() == [len(word) for word in strings]


def test_bad_symbols_are_counted_and_never_shown():
    with pytest.raises(RecordError) as caught:
        Words.from_strings(["+-", "+x secret", "−−", None, "o "])
    message = str(caught.value)
    assert "3 people have a symbol other than + - o * _" in message
    assert "1 person has no word" in message
    assert "secret" not in message and "x" not in message.replace("except", "")


def test_who_began():
    assert Words.from_strings(["oo-", "ooo", "", "__", "*"]).began.tolist() == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert Words.from_strings(["ooo"], began=[True]).began.tolist() == [True]


def rows(*cells: tuple) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["person_id", "position", "scheduled", "provided", "positive"])


COUNTS = rows(
    ("a", 1, 2, 2, 2),  # +
    ("a", 2, 2, 2, 1),  # *
    ("a", 3, 2, 1, 0),  # -
    ("a", 4, 1, 0, 0),  # o
    ("a", 5, 0, 0, 0),  # _
    ("a", 6, 0, 1, 1),  # a screen that nobody had scheduled: +
    ("b", 3, 1, 1, 0),  # positions 1 and 2 have no row: nothing was due
    ("b", 4, 1, 0, 0),
    ("b", 5, 1, 0, 0),
)


def test_coding_rules():
    words = words_from_counts(COUNTS)
    assert words.to_strings() == ["+*-o_+", "__-oo"]
    assert words.person_id.tolist() == ["a", "b"]
    assert words.screens.provided[0].tolist() == [2, 2, 1, 0, 0, 1]
    assert words.screens.positive[0].tolist() == [2, 1, 0, 0, 0, 1]
    assert words.screens.scheduled[0].tolist() == [2, 2, 2, 1, 0, 0]


def test_nothing_is_missing_after_the_end():
    people = pd.DataFrame(
        {
            "person_id": ["b", "a", "c"],
            "end": [4, 2, 0],
            "end_reason": ["death", "transfer", "withdrew"],
            "began": [True, True, False],
        }
    )
    words = words_from_counts(COUNTS, people)
    assert words.to_strings() == ["__-o", "+*", ""]
    assert words.began.tolist() == [True, True, False]
    assert words.screens.end_reason.tolist() == ["death", "transfer", "withdrew"]
    # What lies after the end is in no count either.
    assert words.screens.provided.sum(axis=1).tolist() == [1, 4, 0]


def test_every_problem_of_the_counts_at_once():
    bad = rows(
        ("a", 1, 1, 1, 2),
        ("a", 1, 1, 1, 1),
        ("a", 0, 1, 1, 1),
        ("b", 1, -1, 0, 0),
        (None, 1, 1, 0, 0),
    )
    people = pd.DataFrame({"person_id": ["a", "a"], "end": [1, None], "end_reason": ["left", "lost"]})
    with pytest.raises(RecordError) as caught:
        words_from_counts(bad, people)
    message = str(caught.value)
    for part in (
        "Rows with an empty cell: 1",
        "Rows that repeat a person and position: 1",
        "Rows with a position below 1: 1",
        "Rows with a count that is negative or not whole: 1",
        "Rows with more positive than provided screens: 1",
        "People listed twice: 1",
        "People with an end that is missing or below 0: 1",
        "People with an end reason other than",
        "Rows of a person who is not among the people: 2",
    ):
        assert part in message


def test_missing_columns_of_the_counts():
    with pytest.raises(RecordError, match="The column positive is missing"):
        words_from_counts(COUNTS.drop(columns="positive"))
