"""Scoring: proration, reasons, refusals without values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stepdown.errors import StepdownError
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.registry import instruments
from stepdown.outcomes.instruments.score import given, reversed_items, score

NAN = float("nan")
WITH_ITEMS = [each for each in instruments().values() if each.items]


@st.composite
def forms(draw):
    """An instrument and the answers of some people, with holes."""
    instrument = draw(st.sampled_from(WITH_ITEMS))
    items = instrument.items
    answer = st.integers(items.lowest, items.highest).map(float)
    shape = (draw(st.integers(1, 6)), items.count)
    values = draw(hnp.arrays(float, shape, elements=answer))
    for item, allowed in items.allowed.items():
        values[:, item - 1] = np.array(allowed)[values[:, item - 1].astype(int) % len(allowed)]
    holes = draw(hnp.arrays(bool, shape))
    return instrument, np.where(holes & draw(st.booleans()), NAN, values)


@examples(forms(), st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(form, random):
    instrument, values = form
    order = list(range(len(values)))
    random.shuffle(order)
    forward, shuffled = score(instrument, values), score(instrument, values[order])
    np.testing.assert_array_equal(forward.totals[order], shuffled.totals)
    np.testing.assert_array_equal(forward.reasons[order], shuffled.reasons)


@examples(forms())
def test_scores_stay_in_range_and_have_a_reason_or_a_value(form):
    instrument, values = form
    scores = score(instrument, values)
    assert (np.isnan(scores.totals) == (scores.reasons != "")).all()
    for column, scale in enumerate(instrument.scales):
        got = scores.totals[:, column]
        got = got[~np.isnan(got)]
        assert ((got >= scale.lowest) & (got <= scale.highest)).all()
        part = values[:, [item - 1 for item in scale.items]]
        assert (scores.n_items_answered[:, column] == (~np.isnan(part)).sum(axis=1)).all()


@examples(forms())
def test_a_prorated_score_lies_between_the_least_and_the_most_the_missing_could_add(form):
    instrument, values = form
    prorated = score(instrument, values)
    items = instrument.items
    turned = reversed_items(items, values)
    for column, scale in enumerate(instrument.scales):
        part = turned[:, [item - 1 for item in scale.items]]
        factor = (len(scale.items) if scale.factor is None else scale.factor) / len(scale.items)
        low = factor * np.nan_to_num(part, nan=items.lowest).sum(axis=1) + scale.offset
        high = factor * np.nan_to_num(part, nan=items.highest).sum(axis=1) + scale.offset
        got = prorated.totals[:, column]
        ok = np.isnan(got) | ((got >= low - 1e-9) & (got <= high + 1e-9))
        assert ok.all()


@examples(forms())
def test_turning_reverse_items_twice_gives_the_answers_back(form):
    instrument, values = form
    once = reversed_items(instrument.items, values)
    np.testing.assert_array_equal(reversed_items(instrument.items, once), values)
    kept = [i for i in range(values.shape[1]) if i + 1 not in instrument.items.reverse]
    np.testing.assert_array_equal(once[:, kept], values[:, kept])


@examples(hnp.arrays(float, (4, 20), elements=st.integers(0, 3).map(float)))
def test_a_form_and_its_mirror_image_add_up_to_the_range(values):
    np.testing.assert_array_equal(
        score("cesd", values).total + score("cesd", 3 - values).total, np.full(4, 60)
    )


def test_reasons_counts_and_another_missing_rule():
    items = [[1] * 9, [1] * 7 + [NAN] * 2, [1] * 6 + [NAN] * 3, [NAN] * 9]
    scores = score("PHQ-9", items)
    np.testing.assert_array_equal(scores.total, [9, 9, NAN, NAN])
    assert scores.n_items_answered[:, 0].tolist() == [9, 7, 6, 0]
    assert scores.reasons[:, 0].tolist() == [
        "",
        "",
        "more items missing than the rule allows",
        "no item answered",
    ]
    np.testing.assert_array_equal(score("phq9", items, at_most_missing=0).total, [9, NAN, NAN, NAN])
    np.testing.assert_array_equal(score("phq9", items, at_most_missing={"total": 3}).total, [9, 9, 9, NAN])


def test_the_whole_form_rule_of_the_whoqol():
    six = np.full((1, 26), 3.0)
    six[0, [0, 1, 19, 4, 7, 8]] = NAN
    assert set(score("whoqol_bref", six).reasons[0]) == {"too much of the whole form missing"}
    six[0, 0] = 3
    assert score("whoqol_bref", six)["social"].tolist() == [12.0]


def test_frames_masks_and_missing_values_of_all_kinds():
    frame = pd.DataFrame([[1, 2, 0, 3, 1, 2, pd.NA]], dtype="Int64")
    assert score("gad7", frame).total[0] == pytest.approx(10.5)
    assert score("gad7", [[1, 2, 0, 3, 1, 2, None]]).total[0] == pytest.approx(10.5)
    masked = np.ma.array([[1, 2, 0, 3, 1, 2, 3]], mask=[[0, 0, 0, 0, 0, 0, 1]])
    assert score("gad7", masked).total[0] == pytest.approx(10.5)
    assert score("gad7", np.empty((0, 7))).totals.shape == (0, 1)


@pytest.mark.parametrize("answer", [77, 777.5, -7.75, float("inf"), "seventy-seven"])
def test_refusals_carry_counts_and_no_values(answer):
    items = [[1, 2, 0, answer, 1, 2, 3], [1, 2, 0, 3, 1, 2, 3]]
    with pytest.raises(ValueError) as caught:
        score("gad7", items)
    assert isinstance(caught.value, StepdownError) and caught.value.__cause__ is None
    assert str(answer) not in str(caught.value)
    if not isinstance(answer, str):
        assert "item 4" in str(caught.value) and "1 of 2 answers" in str(caught.value)


def test_all_wrong_items_are_listed_at_once():
    with pytest.raises(InstrumentError) as caught:
        score("audit", [[5, 0, 0, 0, 0, 0, 0, 0, 1, 3]])
    assert [problem.where for problem in caught.value.problems] == [
        "AUDIT, item 1",
        "AUDIT, item 9",
        "AUDIT, item 10",
    ]
    with pytest.raises(InstrumentError, match="people × 10 items"):
        score("audit", [[0, 0, 0]])
    with pytest.raises(InstrumentError, match="only taken as given"):
        score("sf36", [[50, 50]])


def test_totals_as_given():
    np.testing.assert_array_equal(given("phq9", [3, 27, NAN]), [3, 27, NAN])
    assert given("sf36_mcs", [48.0]).tolist() == [48.0]
    assert given("bam_likert", [12], "use").tolist() == [12]
    with pytest.raises(InstrumentError, match="2 of 3 scores are outside 0 to 27"):
        given("phq9", [3, 28, -1, NAN])
    with pytest.raises(InstrumentError, match="no single score"):
        given("bam_likert", [1])
    with pytest.raises(InstrumentError, match="bam_likert or bam_continuous"):
        given("bam", [1], "use")
