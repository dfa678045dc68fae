"""Symptom outcomes between groups: who is part of the question, who is unknown, and the four categories."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.disclosure.estimates import protect_estimates

QUESTION = {
    "design": "randomised",
    "horizon_days": 730,
    "outcome": {
        "definition": "symptom_clinical_change", "instrument": "ces_d", "wave": 24, "by": "alpha", "sd": 10,
        "category": "recovered",
    },
    "analyses": [
        {"method": "shares", "role": "descriptive"},
        {"method": "categories", "role": "descriptive"},
        {"method": "logistic", "role": "primary", "adjusted": False},
        {"method": "bounds", "role": "sensitivity"},
    ],
}  # fmt: skip
# (baseline, month 24) -> people an arm; 10.7 points are more than noise.
CONTROL = {(40, 10): 20, (40, 25): 30, (40, 39): 40, (20, 45): 15, (10, 9): 15, (30, None): 25}
CLINIC = {(40, 10): 40, (40, 25): 20, (40, 39): 25, (20, 45): 15, (10, 9): 15, (30, None): 30}


@pytest.fixture(scope="module")
def frame(frame_of, question_of):
    people, rows = [], []
    for arm, groups in (("control", CONTROL), ("clinic", CLINIC)):
        for (before, after), n in groups.items():
            for _ in range(n):
                person = f"p{len(people):03d}"
                people.append((person, arm))
                rows += [(person, 0, 0, "ces_d", float(before))]
                rows += [] if after is None else [(person, 24, 730, "ces_d", float(after))]
    cohort = pd.DataFrame(people, columns=["person_id", "arm"])
    assessments = pd.DataFrame(rows, columns=["person_id", "wave", "day", "instrument", "total"])
    derived = question_of(**QUESTION).outcome.derive({"assessments": assessments})
    return frame_of(cohort, derived, **QUESTION)


@pytest.fixture(scope="module")
def answer(frame):
    return answer_question(frame)


def shares(estimates, **wanted) -> dict:
    rows = estimates
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return {row.level: (row.n_events, row.n) for row in rows.itertuples()}


def test_who_starts_healthy_is_no_part_of_recovery(frame, answer):
    assert len(frame.outside) == 30 and len(frame.people) == 260
    assert answer.flow[0]["remaining"] == 290
    assert answer.flow[1]["left_out"] == 30 and "could not have" in answer.flow[1]["step"]
    assert shares(answer.estimates, method="shares", measure="risk") == {
        "control": (20, 105),
        "clinic": (40, 100),
    }


def test_unknown_is_told_and_is_no_failure(answer):
    assert shares(answer.estimates, measure="known") == {"control": (105, 130), "clinic": (100, 130)}
    rows = answer.estimates[
        (answer.estimates["method"] == "bounds") & (answer.estimates["level"] == "control")
    ]
    assert rows.set_index("missing_rule")["estimate"].round(6).to_dict() == {
        "missing = no event": round(20 / 130, 6), "missing = event": round(45 / 130, 6),
    }  # fmt: skip
    (gate,) = [v for v in answer.verdicts if v["gate"] == "ascertainment"]
    assert gate["counts"] == {"control": [105, 130], "clinic": [100, 130]}


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("recovered", {"control": (20, 105), "clinic": (40, 100)}),
        ("improved", {"control": (30, 120), "clinic": (20, 115)}),
        ("unchanged", {"control": (55, 120), "clinic": (40, 115)}),
        ("deteriorated", {"control": (15, 120), "clinic": (15, 115)}),
    ],
)
def test_each_category_has_its_denominator(answer, category, expected):
    named = f"symptom_clinical_change: {category}"
    assert shares(answer.estimates, method="categories", definition=named) == expected


def test_never_is_just_one_category_hidden(answer, rules):
    raw = answer.estimates.copy()
    few = (raw["definition"] == "symptom_clinical_change: deteriorated") & (raw["level"] == "control")
    raw.loc[few, "n_events"], raw.loc[few, "estimate"] = 4, 4 / 120
    out = protect_estimates(raw, rules)
    out = out[out["method"] == "categories"]
    control, clinic = (out[out["level"] == level].set_index("definition") for level in ("control", "clinic"))
    hidden = control.index[control["status"] == "suppressed"].str.partition(": ").get_level_values(2)
    # Recovered is the smallest of the others.
    assert sorted(hidden) == ["deteriorated", "recovered"]
    assert (
        control.loc[control["status"] == "suppressed", ["estimate", "lower", "upper", "n_events"]]
        .isna()
        .all(axis=None)
    )
    assert (clinic["status"] == "ok").all()


def test_the_sentences_say_the_rule_and_whom_they_are_about(frame, answer, rules, vocabulary):
    estimates = protect_estimates(answer.estimates, rules)
    context = Context(frame.question, vocabulary, Rows(estimates, frame.question.id))
    said = [sentence.text for sentence in writer(frame.question, vocabulary).write(context).sentences]
    told = " ".join(said)
    assert said[0].startswith(
        "Of 100 people in usual care whose outcome is known, about 19 had a clear change"
    )
    assert "The outcome is known of about 81 of 100 people in usual care" in told
    assert "A missing score is unknown, neither a yes nor a no." in said[-1]
    assert "10.7 points" in said[-1] and "with retest 0.51" in said[-1]
    assert not any(word in told for word in ("failed", "cause", "led to", "effect"))
