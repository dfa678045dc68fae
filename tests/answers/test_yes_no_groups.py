"""A yes/no outcome compared between groups: shares, odds ratios and the sentences they allow."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.disclosure.estimates import protect_estimates
from stepdown.disclosure.forest_data import forest_data

QUESTION = {
    "design": "observational",
    "outcome": {"definition": "treatment_completed"},
    "adjustment": ["sex"],
    "analyses": [
        {"method": "shares", "role": "descriptive"},
        {"method": "logistic", "role": "primary"},
        {"method": "logistic", "role": "sensitivity", "adjusted": False},
    ],
}
CAUSAL = ("cause", "because", "led to", "effect", "due to", "improve", "reduce", "increase")


@pytest.fixture
def answered(frame_of, rules, vocabulary):
    """`answered(control share, clinic share)`: frame, protected estimates and finding of 400 people."""

    def make(control: float, clinic: float, **changes):
        people = [f"p{i:03d}" for i in range(400)]
        arm = np.array(["control", "clinic"] * 200)
        cohort = pd.DataFrame(
            {"person_id": people, "arm": arm, "sex": ["male", "male", "female", "female"] * 100}
        )
        rank = np.arange(400) // 2 * 0.005
        value = rank < np.where(arm == "control", control, clinic)
        order = np.random.default_rng(2).permutation(200)
        for name in ("control", "clinic"):
            value[arm == name] = value[arm == name][order]
        derived = pd.DataFrame({"person_id": people, "value": value})
        frame = frame_of(cohort, derived, **(QUESTION | changes))
        estimates = protect_estimates(answer_question(frame).estimates, rules)
        context = Context(frame.question, vocabulary, Rows(estimates, frame.question.id))
        return frame, estimates, writer(frame.question, vocabulary).write(context)

    return make


def test_shares_are_observed_shares(answered):
    _, estimates, _ = answered(0.2, 0.6)
    shares = estimates[estimates["method"] == "shares"].set_index("level")
    assert shares["estimate"].to_dict() == pytest.approx({"control": 0.2, "clinic": 0.6})
    assert (shares["lower"] < shares["estimate"]).all() and (shares["upper"] > shares["estimate"]).all()


def test_a_clear_difference_is_described_without_a_cause(answered):
    _, _, finding = answered(0.2, 0.6)
    text = " ".join(sentence.text for sentence in (finding.headline, *finding.sentences))
    assert finding.status == "stated"
    assert finding.headline.text == (
        "Completing treatment was more common for people assigned to the linkage clinic than for people in usual care."
    )
    assert (
        "Of 100 people assigned to the linkage clinic, about 60 completed treatment." in text
        or "about 60" in text
    )
    assert not any(word in text.lower() for word in CAUSAL)


def test_no_difference_is_not_settled(answered):
    _, _, finding = answered(0.4, 0.4)
    assert finding.status == "uncertain"
    assert "do not settle" in finding.headline.text


def test_only_the_groups_that_were_asked_about_are_told_and_drawn(answered, vocabulary):
    frame, estimates, finding = answered(0.2, 0.6)
    drawn = forest_data(frame.question, estimates, vocabulary)
    ratios = drawn[drawn["measure"] == "odds_ratio"]
    assert ratios["label"].tolist() == ["logistic regression, adjusted", "logistic regression, unadjusted"]
    assert ratios["group"].tolist() == ["Main analysis", "Other ways to look"]
    assert not any("women" in sentence.text for sentence in finding.sentences)


def test_a_model_that_cannot_be_fitted_is_drawn_as_its_reason(answered, vocabulary):
    frame, estimates, finding = answered(0.0, 1.0)
    drawn = forest_data(frame.question, estimates, vocabulary)
    assert finding.status == "cannot_say"
    assert drawn["reason"].str.len().gt(0).any() and (drawn["status"] == "not_estimable").any()
    everyone, estimates, _ = answered(0.0, 0.0, exposure=None, adjustment=["sex", "arm"])
    drawn = forest_data(everyone.question, estimates, vocabulary)
    assert len(drawn) and drawn["label"].str.startswith("no estimate").all()
