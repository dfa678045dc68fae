"""The primitives on the cases where implementations differ (definitions, I: primitive checks)."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.outcomes.endpoints import operations as op
from stepdown.outcomes.endpoints.words import Words


def words(*strings: str) -> Words:
    return Words.from_strings(strings)


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (op.neighbours, "-o* +o* +o- -oo- o--o -_o-", "-** ++* +*- -oo- o--o -oo-"),
        (op.most_frequent, "+-o --o -*o ooo", "+-+ --- -*+ ooo"),
        (lambda w: op.lattice(w, "o_o_o"), "+-+-+", "+_+_+"),
        (lambda w: op.carry_forward(w, "_"), "+_+_+ __-_", "+++++ __--"),
        (lambda w: op.lattice(w, "oo_o"), "+- +-+-+-", "+-_o +-_-"),
        (lambda w: op.carry_forward(w), "o+oo-oo", "o+++---"),
        (lambda w: op.carry_forward(w, within=True), "o+oo-oo", "o+++-oo"),
        (lambda w: op.cut(w, 2, 3), "+-o* +", "-o "),
        (lambda w: op.cut(w, -2), "+-o* +", "o* +"),
        (lambda w: op.cut(w, -4, -2), "+-o*- -*+ +", "-o* -* "),
        (lambda w: op.cut(w, 5, 15), "++++ ----o*", " o*"),
        (lambda w: op.delete(w, "o"), "o+o-oo ooo", "+- "),
        (lambda w: op.recode(w, "o", "+"), "o-*_", "+-*_"),
        (op.while_retained, "-o-oo ooo -_", "-o-  -_"),
    ],
)
def test_words_become_words(operation, before, after):
    assert operation(words(*before.split(" "))).to_strings() == after.split(" ")


def test_measures():
    assert op.retention(words("--o-ooo", "ooo", "-o_")).tolist() == [4, 0, 3]
    assert op.longest(words("oo-*+---", "", "+", "-")).tolist() == [4, 0, 0, 1]
    assert op.has_run(words("--o---", "--*-"), 3, "-").tolist() == [True, False]
    assert op.tally(words("++*o_", ""), "+*").tolist() == [3, 0]
    np.testing.assert_allclose(op.share(words("-*o_", ""), {"-": 1, "*": 0.5}), [1.5 / 4, 0])
    np.testing.assert_allclose(op.share(words(""), {"-": 1}, empty=1), [1])


@pytest.mark.parametrize(
    ("word", "width", "needed", "time", "event"),
    [
        ("o-o+++", 4, 3, 4, True),
        ("-------++++", 4, 4, 8, True),
        ("-------++++", 4, 3, 8, True),
        ("-------++++", 4, 2, 8, True),
        ("++-", 3, 2, 2, True),
        ("---", 3, 2, 2, False),
        ("+++", 4, 4, 0, False),
        ("+++", 4, 2, 0, False),
        ("", 1, 1, 0, False),
    ],
)
def test_windows(word, width, needed, time, event):
    # Beside a longer word, whose columns go on after this one's end.
    times = op.window(words(word, "-" * 30), width, needed)
    assert (times.time[0], times.event[0]) == (time, event)


def test_positions_of_an_event():
    times = op.window(words("++--", "-+--++"), 4, 2)
    assert times.time.tolist() == [3, 4]
    assert times.first.tolist() == [1, 2]
    assert times.threshold.tolist() == [2, 5]
    assert times.confirmed.tolist() == [4, 5]


def test_times_are_positions_of_the_word_as_recorded():
    times = op.window(op.delete(words("_-_+_+", "-o-o-+"), "_o"), 1, 1)
    assert times.time.tolist() == [4, 6]
    assert times.first.tolist() == [4, 6]


def test_lingscore_scale():
    word = words("++o+*-------+--+-o-o-o+o+")
    score = op.lingscore(word, {"+": 1, "*": 0.5, "o": 0.22})
    assert round(float(score[0]), 2) == 41.28


def test_lingscore_refuses_to_recycle_penalties():
    score = op.lingscore(words("+++", "++", "++++"), {"+": 1}, np.array([1, 2, 3]))
    assert np.isnan(score).tolist() == [False, True, True]


def test_a_position_is_never_0():
    with pytest.raises(ValueError, match="count from 1"):
        op.cut(words("+"), 0, 1)
