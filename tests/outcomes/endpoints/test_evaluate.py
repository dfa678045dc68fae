"""Any endpoint under any missing rule and horizon, and what stands behind a value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.errors import StepdownError
from stepdown.outcomes.endpoints import evaluate as module
from stepdown.outcomes.endpoints.details import details
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.missing import RULES
from stepdown.outcomes.endpoints.registry import columns, endpoints
from stepdown.outcomes.endpoints.words import Words

WORDS = st.lists(st.text("+-o*_", max_size=30), min_size=1, max_size=12)
EVENTS = [
    "RsE_ctnNinetyFour_2023",
    "RsE_lee_2016",
    "RsE_ctnFiftyOne_2018",
    "RsE_schottenfeld_2008",
    "AbE_mokri_2016",
]


def words(*strings: str) -> Words:
    return Words.from_strings(strings)


def test_types_and_index():
    table = evaluate(Words.from_strings(["-+o", "--"], person_id=["p", "q"]))
    assert table.index.tolist() == ["p", "q"] and table.index.name == "person_id"
    kinds = {
        "logical": "boolean",
        "integer": "Int16",
        "survival": "Int16",
        "ratio": "float64",
        "score": "float64",
    }
    for endpoint in endpoints().values():
        assert {str(table[name].dtype) for name in endpoint.columns} == {kinds[endpoint.type]}


def test_nobody():
    assert evaluate(words()).shape == (0, 62)


@given(WORDS, st.integers(1, 30), st.sampled_from([None, *RULES]))
@settings(deadline=None)
def test_a_horizon_is_a_shorter_word(strings, horizon, missing):
    whole = evaluate(words(*strings), missing=missing, horizon=horizon)
    short = evaluate(words(*(word[:horizon] for word in strings)), missing=missing)
    pd.testing.assert_frame_equal(whole, short)


@given(WORDS, st.sampled_from([rule for rule in RULES if rule != "missing"]))
@settings(deadline=None)
def test_positive_never_gives_fewer_events_nor_later_ones(strings, missing):
    positive, other = (
        evaluate(words(*strings), EVENTS, "positive"),
        evaluate(words(*strings), EVENTS, missing),
    )
    for event in EVENTS:
        time = event.replace("E_", "T_")
        had = other[event].fillna(0).to_numpy(dtype=bool)
        assert (positive[event][had] == 1).all()
        assert (positive[time][had] <= other[time][had]).all()


@given(WORDS)
@settings(deadline=None)
def test_shares_of_negatives_are_ordered_by_missing_rule(strings):
    share = [
        evaluate(words(*strings), ["Rd_fiellin_2006"], rule).to_numpy() for rule in ("positive", "negative")
    ]
    assert (share[0] <= share[1]).all()


@given(WORDS, st.text("+-o*_", max_size=8))
@settings(deadline=None)
def test_a_later_record_never_changes_an_earlier_event(strings, later):
    known = evaluate(words(*strings), EVENTS)
    longer = evaluate(words(*(word + later for word in strings)), EVENTS)
    for event in EVENTS:
        had = known[event].fillna(0).to_numpy(dtype=bool)
        time = event.replace("E_", "T_")
        assert (longer[event][had] == 1).all() and (longer[time][had] == known[time][had]).all()


def test_no_missing_rule_replaces_the_event_of_dropout():
    for rule in RULES:
        table = evaluate(words("---oooo---"), ["Dr_ctnNinetyFour_2023"], rule)
        assert table.to_numpy().tolist() == [[4, 1]]


def test_an_endpoint_without_missing_screens_is_the_same_under_every_rule():
    whole = words("+-*--++-----*--+----", "-" * 20, "+" * 17)
    for rule in RULES:
        pd.testing.assert_frame_equal(evaluate(whole, missing=rule), evaluate(whole))


def test_positions_without_a_visit_enter_nothing():
    plain, spaced = words("-+o-*+--o---+-o---"), words("_-+_o-*+-__-o---+-o---_")
    times = [name for name in columns() if name[2] == "T"]
    pd.testing.assert_frame_equal(
        evaluate(plain).drop(columns=times), evaluate(spaced).drop(columns=times), check_index_type=False
    )


def test_guarded_values_rest_on_something():
    people = Words.from_strings(["o" * 20, "o" * 20, "-" * 20, "++++"], began=[False, True, True, True])
    published, guarded = evaluate(people), evaluate(people, guarded=True)
    # Published: nobody screened, and a perfect score; four positive weeks, and no positive in weeks 5 to 15.
    assert published["Rd_shufman_1994"].tolist() == [1, 1, 1, 0]
    assert published["Ab_krupitskyA_2011"].tolist() == [False, False, True, True]
    assert guarded.loc[[0, 1]].isna().all().all()
    assert guarded["Rd_shufman_1994"].tolist()[2:] == [1, 0]
    assert guarded["Ab_krupitskyA_2011"].tolist()[2:] == [True, pd.NA]


def test_details():
    people = Words.from_strings(
        ["oooo", "oooo", "+o-*+", "++", "_-_+_+_+_o"], began=[False, True, True, True, True]
    )
    table = details(people, "RsT_lee_2016", "observed")
    assert table["RsT_lee_2016"].astype(float).tolist()[2:] == pytest.approx([3, np.nan, 6], nan_ok=True)
    assert table["first"].tolist()[2:] == [1, pd.NA, 4]
    assert table["threshold"].tolist()[2:] == [4, pd.NA, 6]
    assert table["confirmed"].tolist()[2:] == [4, pd.NA, 8]
    assert table["n_observed"].tolist() == [0, 0, 4, 2, 4]
    assert table["n_missing"].tolist() == [4, 4, 1, 0, 1]
    assert table["n_mixed"].tolist() == [0, 0, 1, 0, 0]
    assert table["reason"].astype(object).fillna("").tolist() == [
        "never began",
        "no screen provided",
        "",
        "word too short",
        "",
    ]


def test_blocks_and_shared_words_change_nothing(monkeypatch):
    generator = np.random.default_rng(7)
    strings = ["".join(generator.choice(list("+-o*"), generator.integers(0, 60))) for _ in range(60)]
    many = [strings[i] for i in generator.integers(0, 60, 500)]
    whole = evaluate(words(*many))
    monkeypatch.setattr(module, "BLOCK", 7)
    pd.testing.assert_frame_equal(whole, evaluate(words(*many)))
    alone = pd.concat([evaluate(words(each)) for each in many[:40]], ignore_index=True)
    pd.testing.assert_frame_equal(whole[:40], alone)


def test_an_unknown_missing_rule_is_refused():
    with pytest.raises(StepdownError, match="Did you mean positive"):
        evaluate(words("+"), missing="positiv")
