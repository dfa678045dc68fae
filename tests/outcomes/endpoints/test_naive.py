"""The engine against the naive implementation, on any words at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.outcomes.endpoints import operations as op
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.registry import endpoints
from stepdown.outcomes.endpoints.words import Words

from . import naive
from .naive import NAIVE

WORD = st.one_of(
    st.text("+-o*_", max_size=40),
    # Long runs, which evenly drawn symbols hardly ever make.
    st.lists(st.tuples(st.sampled_from("+-o*_"), st.integers(1, 9)), max_size=7).map(
        lambda runs: "".join(symbol * length for symbol, length in runs)
    ),
)
CORNERS = [
    "",
    "+",
    "-",
    "o",
    "*",
    "_",
    "___",
    "ooo",
    "++++",
    "----",
    "_+_-_o_*_",
    "o" * 40,
    "-" * 15,
    "_" * 24,
]


def agrees(words: list[str], ids=None) -> None:
    table = evaluate(Words.from_strings(words), ids)
    for id in ids or NAIVE:
        theirs = np.array([naive.naive(id, word) for word in words]).reshape(len(words), -1).T
        for column, expected in zip(endpoints()[id].columns, theirs, strict=True):
            ours = table[column].to_numpy(dtype=float, na_value=np.nan)
            np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-12, err_msg=column)


def test_every_endpoint_has_a_second_implementation():
    assert list(NAIVE) == list(endpoints())


@given(st.lists(WORD, min_size=1, max_size=30))
@settings(deadline=None, max_examples=150)
def test_agrees_with_the_naive_implementation(words):
    agrees(words)


@pytest.mark.parametrize("id", NAIVE)
def test_agrees_at_the_corners(id):
    agrees(CORNERS, [id])


def test_agrees_on_many_words():
    generator = np.random.default_rng(94)
    lengths = generator.integers(0, 45, 3000)
    words = ["".join(generator.choice(list("+-o*_"), n, p=[0.25, 0.35, 0.25, 0.1, 0.05])) for n in lengths]
    agrees(words)


@given(st.lists(WORD, min_size=1, max_size=9), st.integers(-20, 20), st.integers(-20, 20))
@settings(deadline=None)
def test_primitives_agree(words, first, last):
    known = Words.from_strings(words)
    first, last = first or 1, last or -1
    pairs = {
        "cut": (op.cut(known, first, last), [naive.part(word, first, last) for word in words]),
        "delete": (op.delete(known, "o"), [naive.drop(word) for word in words]),
        "recode": (op.recode(known, "o", "+"), [word.replace("o", "+") for word in words]),
        "most_frequent": (op.most_frequent(known), [naive.mode(word) for word in words]),
        "neighbours": (op.neighbours(known), [naive.knv(word) for word in words]),
        "carry_forward": (op.carry_forward(known, "o"), [naive.locf(word, "o") for word in words]),
        "lattice": (op.lattice(known, "oo_o_"), [naive.lattice(word, "oo_o_") for word in words]),
        "while_retained": (op.while_retained(known), [word.rstrip("o") for word in words]),
    }
    for name, (ours, theirs) in pairs.items():
        assert ours.to_strings() == theirs, name
        # Nothing stands after the end, or a later count would find it.
        assert [len(word) for word in theirs] == ours.lengths.tolist()
    assert op.longest(known).tolist() == [naive.longest(word) for word in words]
    assert op.retention(known).tolist() == [naive.retained(word) for word in words]


@given(st.lists(WORD, min_size=1, max_size=9), st.integers(1, 6), st.integers(1, 6))
@settings(deadline=None)
def test_windows_agree(words, width, needed):
    needed = min(width, needed)
    times = op.window(Words.from_strings(words), width, needed)
    for i, word in enumerate(words):
        time, event = naive.window(word, width, needed)
        assert (times.time[i], times.event[i]) == (time or 0, event or 0)
        if event:
            start = time - (width - needed)
            hits = [j for j in range(start, start + width) if word[j - 1] == "+"]
            assert (times.first[i], times.threshold[i]) == (hits[0], hits[needed - 1])
            assert times.confirmed[i] == time + needed - 1
        else:
            assert times.first[i] == times.threshold[i] == times.confirmed[i] == 0
