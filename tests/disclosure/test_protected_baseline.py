"""Table 1: no small cell, and none that can be worked out from the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.disclosure.baseline import baseline_table
from stepdown.disclosure.people import hide_with_complement


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 50, "b": 40, "c": 30}, set()),
        ({"a": 50, "b": 40, "c": 5}, {"b", "c"}),
        ({"a": 50, "b": 4, "c": 5}, {"b", "c"}),
        ({"a": 50, "b": 0, "c": 5}, {"a", "c"}),
        ({"a": 5, "b": 0}, {"a"}),
        ({"a": 50, "b": 0}, set()),
    ],
)
def test_a_single_hidden_cell_hides_the_next_smallest_too(counts, hidden, rules):
    shown = hide_with_complement(counts, rules)
    assert {code for code, number in shown.items() if np.isnan(number)} == hidden


@given(counts=st.dictionaries(st.sampled_from("abcde"), st.integers(0, 60), min_size=1))
def test_never_exactly_one_cell_is_hidden_beside_a_shown_one(counts, rules):
    shown = hide_with_complement(counts, rules)
    hidden = [code for code, number in shown.items() if np.isnan(number)]
    positive = [code for code, number in shown.items() if number > 0]
    assert not (len(hidden) == 1 and positive)
    assert all(np.isnan(number) or number == 0 or number >= rules.min_cell for number in shown.values())


def test_the_real_table_has_no_small_cell(help_tables, vocabulary, rules):
    table = baseline_table(help_tables["persons"].kept, "arm", vocabulary, rules)
    for column in ("number", "missing"):
        assert not table[column].between(1, rules.min_cell - 1).any()
        assert (table[column].dropna() % 5 == 0).all()


def test_a_share_is_a_ratio_of_two_shown_counts(help_tables, vocabulary, rules):
    table = baseline_table(help_tables["persons"].kept, "arm", vocabulary, rules)
    people = table[table["characteristic"] == "People"].set_index("group")["number"]
    shown = table.dropna(subset="share")
    assert len(shown) > 10
    expected = shown["number"] / shown["group"].map(people)
    assert np.allclose(shown["share"], expected, atol=5e-5)
    assert table.loc[table["share"].notna(), "number"].notna().all()


def test_a_mean_of_few_is_hidden(help_tables, vocabulary, rules):
    few = help_tables["persons"].kept.head(15)
    table = baseline_table(few, "arm", vocabulary, rules)
    assert table["mean"].isna().all()


def test_a_number_that_is_missing_for_all_but_few_is_hidden(help_tables, vocabulary, rules):
    persons = help_tables["persons"].kept
    rare = persons.assign(age=persons["age"].where(persons.index < 12))
    table = baseline_table(rare, "arm", vocabulary, rules)
    assert table.loc[table["characteristic"] == "Age", "mean"].isna().all()


def test_an_empty_group_gives_no_number(help_tables, vocabulary, rules):
    persons = help_tables["persons"].kept
    table = baseline_table(persons[persons["arm"] == "clinic"], "arm", vocabulary, rules)
    control = table[table["group"] == "usual care"]
    assert control["share"].isna().all()
    assert isinstance(table, pd.DataFrame)
