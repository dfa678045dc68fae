"""Records to words: what stands in each interval, when a word ends, and why."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.outcomes.words.build import use_words, words_of_table, words_table
from stepdown.outcomes.words.rules import WordRules

from .people import episode, records_of, screen, screens

OPIOIDS = WordRules(substances=["opioid", "methadone"])


@pytest.fixture
def word(vocabulary):
    """`word(rules, **tables)` -> the row of the one person's table."""

    def only(rules=OPIOIDS, **tables):
        table = words_table(use_words(records_of(vocabulary, **tables), rules))
        assert len(table) == 1
        return table.iloc[0]

    return only


def test_each_week_has_its_symbol_and_its_counts(word):
    rows = [
        screen("a", 0, "positive"),  # the baseline screen is no week
        screen("a", 1, "positive"),
        screen("a", 9, "negative"),
        screen("a", 14, "positive"),
        screen("a", 21, "not_provided"),
        screen("a", 36, "negative", scheduled=False),
    ]
    found = word(substance_use=rows)
    assert found["word"] == "+*o__-"
    assert found["scheduled"] == [1, 2, 1, 0, 0, 0]
    assert found["provided"] == [1, 2, 0, 0, 0, 1]
    assert found["positive"] == [1, 1, 0, 0, 0, 0]


def test_one_specimen_is_one_screen_and_other_substances_say_nothing(word):
    rows = [
        screen("a", 7, "negative"),
        screen("a", 7, "positive", substance="methadone"),
        screen("a", 14, "negative"),
        screen("a", 14, "positive", substance="cocaine"),
    ]
    found = word(substance_use=rows)
    assert found["word"] == "+-"
    assert found["provided"] == [1, 1]


def test_people_are_believed_about_whole_weeks_only(word):
    told = {"origin": "self_report", "scheduled": None}
    rows = [
        screen("a", 14, "negative", days_covered=14, **told),
        screen("a", 18, "negative", days_covered=4, **told),
        screen("a", 25, "positive", **told),
        screen("a", 26, "negative", **told),
    ]
    rules = OPIOIDS.model_copy(update={"observed_by": "self_report"})
    assert word(rules, substance_use=rows)["word"] == "--_+"
    # Two accounts that overlap cover a week together, and no day twice.
    overlapping = [
        screen("a", 5, "negative", days_covered=5, **told),
        screen("a", 6, "negative", days_covered=5, **told),
    ]
    assert word(rules, substance_use=overlapping)["word"] == ""
    whole = [*overlapping, screen("a", 7, "negative", days_covered=2, **told)]
    assert word(rules, substance_use=whole)["word"] == "-"


def test_a_screen_and_an_account_that_contradict_each_other_are_mixed(word):
    rows = [screen("a", 7, "negative"), screen("a", 5, "positive", origin="self_report")]
    either = OPIOIDS.model_copy(update={"observed_by": "either"})
    assert word(either, substance_use=rows)["word"] == "*"
    assert word(substance_use=rows)["word"] == "-"


def test_a_visit_takes_what_is_nearest_to_it(word):
    rules = WordRules(visit_days=[28, 56, 112])
    rows = [screen("a", day, "negative") for day in (42, 43, 84, 140)] + [screen("a", 141, "positive")]
    assert word(rules, substance_use=rows)["word"] == "---"
    assert word(rules, substance_use=rows)["provided"] == [1, 2, 1]
    assert rules.unit == "visit"


@pytest.mark.parametrize(
    ("discharge", "after_leaving", "word_is", "reason"),
    [
        ({"discharge_day": 18, "discharge_reason": "died"}, "missing", "--", "death"),
        ({"discharge_day": 18, "discharge_reason": "incarcerated"}, "missing", "--", "incarceration"),
        ({"discharge_day": 18, "discharge_reason": "left"}, "missing", "--oooo", "administrative"),
        ({"discharge_day": 18, "discharge_reason": "left"}, "ends", "--", "withdrew"),
        ({"discharge_day": 18, "discharge_reason": "transferred"}, "ends", "--", "transfer"),
        ({"last_contact_day": 18}, "ends", "--oooo", "administrative"),
        ({"discharge_day": 18}, "ends", "--", "lost"),
        ({"discharge_day": 41, "discharge_reason": "left"}, "missing", "--oooo", "withdrew"),
        ({"discharge_day": 41, "discharge_reason": "completed"}, "missing", "--oooo", "administrative"),
        ({}, "missing", "--oooo", "still_in"),
    ],
)
def test_a_word_ends_for_a_reason(word, discharge, after_leaving, word_is, reason):
    rules = OPIOIDS.model_copy(update={"after_leaving": after_leaving})
    found = word(rules, substance_use=screens("a", "--oooo"), episodes=[episode("a", **discharge)])
    assert (found["word"], found["end_reason"]) == (word_is, reason)


def test_a_screen_given_in_the_week_of_leaving_still_counts(word):
    ended = episode("a", discharge_day=18, discharge_reason="died")
    assert word(substance_use=screens("a", "--+ooo"), episodes=[ended])["word"] == "--+"


def test_never_beginning_is_not_dropping_out(vocabulary):
    records = records_of(
        vocabulary,
        substance_use=[*screens("came", "oooo"), *screens("gave", "-ooo"), *screens("never", "oooo")],
        medication=[{"person_id": "came", "day": 0, "days_covered": 1, "medication": "buprenorphine"}],
    )
    table = words_table(use_words(records, OPIOIDS)).set_index("person_id")
    assert table["began"].to_dict() == {"came": True, "gave": True, "never": False}


def test_a_kept_table_gives_the_same_words_back(vocabulary):
    records = records_of(vocabulary, substance_use=[*screens("a", "+-o-"), *screens("b", "-")])
    words = use_words(records, OPIOIDS)
    again = words_of_table(words_table(words))
    assert again.to_strings() == words.to_strings() == ["+-o-", "-"]
    for name in ("scheduled", "provided", "positive"):
        np.testing.assert_array_equal(getattr(again.screens, name), getattr(words.screens, name))


def test_rules_share_words_only_if_they_make_the_same(vocabulary):
    turned = WordRules(substances=["methadone", "opioid"], label="opioids", horizon=8)
    assert turned.words_key == OPIOIDS.words_key
    assert WordRules(substances=["opioid"]).words_key != OPIOIDS.words_key


def test_a_later_record_changes_no_earlier_symbol(vocabulary):
    random = np.random.Generator(np.random.Philox(7))
    lengths = random.integers(1, 9, 150)
    words = {f"p{i:03}": "".join(random.choice(list("+-o"), n)) for i, n in enumerate(lengths)}
    rows = [row for person, word in words.items() for row in screens(person, word)]
    results = random.choice(["positive", "negative", "not_provided"], len(words))
    later = [
        screen(person, 7 * len(word) + 3, result)
        for (person, word), result in zip(words.items(), results, strict=True)
    ]
    before = use_words(records_of(vocabulary, substance_use=rows), OPIOIDS).to_strings()
    after = use_words(records_of(vocabulary, substance_use=[*rows, *later]), OPIOIDS).to_strings()
    assert before == list(words.values())
    assert all(
        now.startswith(then) and len(now) == len(then) + 1 for then, now in zip(before, after, strict=True)
    )
