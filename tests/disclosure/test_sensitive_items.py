"""Attacks on the door: a single item about suicide by column, by row, by word, by key, in any disguise."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from stepdown.disclosure.door import RawStudy, release
from stepdown.disclosure.sensitive import refuse_sensitive_items
from stepdown.errors import DisclosureError
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.score import score
from stepdown.records.variables import Variable

HARMLESS = pd.DataFrame({"person": ["a", "b"], "phq9_total": [3, 20]})
# What must never be read in a message.
SECRET = 2.7182


@pytest.mark.parametrize(
    "table",
    {
        "a column": pd.DataFrame({"phq9_9": [SECRET]}),
        "a column in capitals": pd.DataFrame({"PHQ-9 Item 9": [SECRET]}),
        "a column among others": HARMLESS.assign(w2_phq9_q09=SECRET),
        "a flag of it": HARMLESS.assign(safety_flag=[True, False]),
        "a topic": HARMLESS.assign(SuicidalIdeation=[SECRET, 0]),
        "all nine": pd.DataFrame({f"phq{i}": [SECRET] for i in range(1, 10)}),
        "the other eight beside the total": pd.DataFrame({f"phq9_{i}": [SECRET] for i in range(1, 9)}).assign(
            phq9_total=9
        ),
        "PHQ-8 beside PHQ-9": pd.DataFrame({"phq8_total": [SECRET], "phq9_total": [SECRET]}),
        "two headings": pd.DataFrame([[SECRET]], columns=pd.MultiIndex.from_tuples([("phq9", "item9")])),
        "rows": pd.DataFrame({"instrument": ["phq9"], "item": [9], "value": [SECRET]}),
        "rows of text": pd.DataFrame({"instrument": ["PHQ-9"], "item": ["item 9"], "value": [SECRET]}),
        "a variable's name in a cell": pd.DataFrame({"exposure": ["sex", "phq9_9"], "n": [100, SECRET]}),
        "its words in a cell": pd.DataFrame({"label": ["Item 9 of the PHQ-9"], "n": [SECRET]}),
        "an adjustment set": pd.DataFrame({"adjustment": ["age + phq9_item9 + sex"], "n": [SECRET]}),
        "a category": pd.DataFrame({"label": pd.Categorical(["suicidal thoughts"]), "n": [SECRET]}),
        "packed answers": HARMLESS.assign(items=["0 1 2", "0 0 3"]),
    }.items(),
    ids=lambda named: named[0],
)
def test_no_table_carries_it_out(table):
    with pytest.raises(DisclosureError) as refused:
        refuse_sensitive_items({"estimates.csv": HARMLESS, "x.csv": table[1]}, {})
    assert "x.csv" in str(refused.value) and "estimates.csv" not in str(refused.value)
    assert str(SECRET) not in str(refused.value)


@pytest.mark.parametrize(
    "document",
    [
        {"checks": [{"column": "phq9_9", "n_failing": SECRET}]},
        {"phq9_item9": SECRET},
        {"deep": [{"er": [["self-harm item above 0"]]}]},
    ],
)
def test_no_document_carries_it_out(document):
    with pytest.raises(DisclosureError) as refused:
        refuse_sensitive_items({}, {"flow.json": document})
    assert str(SECRET) not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    ["phq9", "phq9_total", "symptom_remission_phq9_wave_9", "symptom_score_phq9_within_9", "baseline.phq9", "pcl5_9",
     "month 9", "symptom_reliable_change_phq9_wave_9_better_retest_0.9", "interview 9 of the PHQ-9 study"],
)  # fmt: skip
def test_what_is_no_single_item_passes(name):
    refuse_sensitive_items(
        {"x.csv": pd.DataFrame({name: [1], "label": [name]})}, {"a.json": {"column": name}}
    )


def test_the_door_writes_nothing_at_all(help_plan, vocabulary, tmp_path, help_release):
    """A covariate that slipped past every check: the baseline table would show its counts."""
    raw = help_release.raw
    cohort = raw.cohort.assign(phq9_9=["yes", "no"] * (len(raw.cohort) // 2))
    variable = Variable("phq9_9", "Mood", {"yes": "yes", "no": "no"})
    known = replace(vocabulary, persons=vocabulary.persons | {"phq9_9": variable})
    leaking = RawStudy(**(vars(raw) | {"cohort": cohort}))
    with pytest.raises(DisclosureError, match="variables of the study"):
        release(leaking, help_plan, known, tmp_path / "release", tmp_path / "register.json")
    assert not (tmp_path / "release").exists() and not (tmp_path / "register.json").exists()


def test_a_refused_answer_is_not_repeated():
    with pytest.raises(InstrumentError) as refused:
        score("phq9", [[0, 0, 0, 0, 0, 0, 0, 0, SECRET]])
    assert str(SECRET) not in str(refused.value)
