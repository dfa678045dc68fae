"""Answers in long form: scored as in wide form, in any order; what a form does not have is refused in whole."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.outcomes.definitions import definitions
from stepdown.outcomes.derive import derive_outcomes
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.item_rows import score_items, with_item_scores
from stepdown.outcomes.instruments.registry import find
from stepdown.outcomes.instruments.score import score
from stepdown.outcomes.instruments.sensitive import refuse_sensitive

NAN = float("nan")


def long(instrument: str, *people: list[float], wave: int = 0, day: int = 0) -> pd.DataFrame:
    rows = [
        (f"p{i}", wave, day, instrument, item, value)
        for i, answers in enumerate(people)
        for item, value in enumerate(answers, start=1)
    ]
    return pd.DataFrame(rows, columns=["person_id", "wave", "day", "instrument", "item", "value"])


def test_items_become_totals_and_no_item_is_left():
    found = score_items(long("phq9", [1, 2, 0, 3, 1, 0, 2, 1, 0], [1, 2, NAN, 3, 1, 0, 2, NAN, 0], [NAN] * 9))
    assert found.assessments["total"].tolist() == pytest.approx([10, 11.5714], abs=1e-4)
    assert found.assessments.columns.tolist() == ["person_id", "wave", "day", "instrument", "total"]
    assert found.unscored.to_numpy().tolist() == [["phq9", "no item answered", 1]]
    refuse_sensitive(found.assessments)


def test_reverse_items_and_scales_of_several():
    worst = [5, 5, 1, 1] + [5] * 21 + [1]
    found = score_items(long("whoqol_bref", worst)).assessments.set_index("instrument")["total"]
    assert found["whoqol_bref_social"] == 20 and found["whoqol_bref_physical_100"] == 100
    assert score_items(long("ces_d", [0] * 20)).assessments["total"].tolist() == [12]


def test_the_formats_of_the_bam_are_told_apart():
    likert, continuous = score_items(long("bam", [1] * 17)), score_items(long("bam", [1] * 17, [20] * 17))
    assert likert.assessments["instrument"].tolist() == ["bam_use", "bam_risk", "bam_protective"]
    assert "Likert" in likert.notes[0] and "continuous" in continuous.notes[0]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["phq9", "gad7", "cesd", "audit_c", "barc10"]),
    st.integers(0, 2**32 - 1),
    st.integers(1, 6),
)
def test_long_is_wide_in_any_order(name, seed, n):
    draw, items = np.random.default_rng(seed), find(name).items
    answers = draw.integers(items.lowest, items.highest + 1, (n, items.count)).astype(float)
    answers[draw.random(answers.shape) < 0.15] = np.nan
    rows = long(name, *answers).sample(frac=1, random_state=seed % 1000)
    # An item that is not there is one not answered.
    rows = rows[rows["value"].notna() | (rows["item"] == 1)]
    wide = score(name, answers).total
    found = score_items(rows).assessments.set_index("person_id")["total"]
    assert found.to_dict() == pytest.approx(
        {f"p{i}": value for i, value in enumerate(wide) if value == value}
    )


BROKEN = {
    "an item too many": (long("phq9", [1] * 10), "1 rows have an item"),
    "an answer too high": (long("phq9", [1] * 8 + [7]), "item 9"),
    "twice": (pd.concat([long("phq9", [1] * 9)] * 2), "18 rows answer an item twice"),
    "two days": (pd.concat([long("gad7", [1] * 7)[:3], long("gad7", [1] * 7, day=2)[3:]]), "several days"),
    "an unknown form": (long("phq", [1] * 9), "Did you mean phq9"),
    "only as given": (long("sf36", [1] * 36), "only taken as given"),
    "words": (long("phq9", ["often"] * 9), "not numbers"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_the_form_does_not_have_is_refused(case):
    items, part = BROKEN[case]
    with pytest.raises(InstrumentError, match=part) as refused:
        score_items(items)
    assert "often" not in str(refused.value) and "7 " not in str(refused.value).replace("0 to 7", "")


def test_all_instruments_are_complained_of_at_once():
    with pytest.raises(InstrumentError) as refused:
        score_items(pd.concat([long("audit", [1] * 11), long("gad7", [9] * 7), long("phq9", [1] * 10)]))
    assert len(refused.value.problems) == 9


ASSESSMENTS = pd.DataFrame(
    [("p0", 0, 0, "gad7", 20.0)], columns=["person_id", "wave", "day", "instrument", "total"]
)


def test_an_outcome_is_derived_from_items():
    items = pd.concat([long("phq9", [3] * 9), long("phq9", [0] * 9, wave=6, day=180)], ignore_index=True)
    outcome = definitions()["symptom_remission"](definition="symptom_remission", instrument="phq9", wave=6)
    records = {"assessments": ASSESSMENTS, "assessment_items": items}
    asked = {"remission": SimpleNamespace(outcome=outcome, clock="admission")}
    table = derive_outcomes(records, asked)["remission"]
    assert table[["person_id", "value"]].to_numpy().tolist() == [["p0", True]]
    assert list(table.columns) == ["person_id", "value", "counted"]


def test_a_total_that_contradicts_its_items_is_refused():
    agreeing = {"assessments": ASSESSMENTS, "assessment_items": long("gad7", [3] * 6 + [2])}
    assert len(with_item_scores(agreeing)["assessments"]) == 1
    with pytest.raises(InstrumentError, match="1 of 1 totals"):
        with_item_scores(agreeing | {"assessment_items": long("gad7", [0] * 7)})
