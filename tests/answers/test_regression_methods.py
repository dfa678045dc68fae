"""Firth, modified Poisson and estimating equations from a question to its rows and its sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.disclosure.estimates import protect_estimates
from stepdown.estimators.firth import firth
from stepdown.estimators.gee import gee
from stepdown.estimators.modified_poisson import modified_poisson

N = 400
PEOPLE = [f"p{i:03d}" for i in range(N)]


def cohort() -> pd.DataFrame:
    draw = np.random.default_rng(7)
    arm, sex = np.array(["control", "clinic"] * (N // 2)), draw.choice(["male", "female"], N)
    return pd.DataFrame({"person_id": PEOPLE, "arm": arm, "sex": sex, "age": draw.normal(40, 9, N)})


def yes_no(control: float = 0.25, clinic: float = 0.6) -> pd.DataFrame:
    chance = np.where(cohort()["arm"] == "clinic", clinic, control)
    return pd.DataFrame({"person_id": PEOPLE, "value": np.random.default_rng(8).random(N) < chance})


def question(method: str, **options) -> dict:
    return {
        "design": "observational",
        "outcome": {"definition": "treatment_completed"},
        "adjustment": ["sex", "age"],
        "analyses": [{"method": method, "role": "primary"} | options],
    }


@pytest.mark.parametrize(
    ("method", "measure", "fit"),
    [("firth", "odds_ratio", firth), ("modified_poisson", "risk_ratio", modified_poisson)],
)
def test_rows_are_those_of_the_estimator(method, measure, fit, frame_of):
    outcome, people = yes_no(), cohort()
    answered = answer_question(frame_of(people, outcome, **question(method)))
    rows = answered.estimates.set_index("exposure")
    assert set(rows["measure"]) == {measure} and (rows["status"] == "ok").all()
    columns = np.column_stack([people["arm"] == "clinic", people["age"]]).astype(float)
    # Sex is coded against the vocabulary's first level, age in its steps: neither moves the arm's ratio.
    columns = np.column_stack([columns, people["sex"] == "female"])
    theirs = fit(outcome["value"], columns)
    arm = rows.loc["arm"]
    assert arm[["estimate", "lower", "upper"]].tolist() == pytest.approx(
        np.exp([theirs.coefficients[1], theirs.lower[1], theirs.upper[1]]), rel=1e-6
    )
    assert (arm["n"], arm["level_n"], arm["reference_n"]) == (400, 200, 200)
    assert "events_per_parameter" in {verdict["gate"] for verdict in answered.verdicts}


@pytest.mark.parametrize(
    ("method", "words"),
    [("firth", "the odds of completing treatment were"), ("modified_poisson", "times as common")],
)
def test_the_sentence_says_odds_or_how_common(method, words, frame_of, rules, vocabulary):
    frame = frame_of(cohort(), yes_no(), **question(method))
    estimates = protect_estimates(answer_question(frame).estimates, rules)
    finding = writer(frame.question, vocabulary).write(
        Context(frame.question, vocabulary, Rows(estimates, frame.question.id))
    )
    assert finding.status == "stated"
    assert words in " ".join(sentence.text for sentence in finding.sentences).lower()


def test_where_logistic_has_no_estimate_firth_has_one(frame_of):
    outcome = yes_no(clinic=1.0)
    rows = {
        method: answer_question(frame_of(cohort(), outcome, **question(method, adjusted=False))).estimates
        for method in ("logistic", "firth")
    }
    assert "firth" in rows["logistic"].loc[rows["logistic"]["status"] == "not_estimable", "reason"].item()
    arm = rows["firth"].set_index("exposure").loc["arm"]
    assert arm["status"] == "ok" and 50 < arm["estimate"] < arm["upper"] < np.inf


def test_logistic_says_which_ratio_rests_on_one_person(frame_of):
    outcome = yes_no(clinic=1.0)
    outcome.loc[1, "value"] = False
    rows = answer_question(frame_of(cohort(), outcome, **question("logistic"))).estimates
    reasons = rows.set_index("exposure")["reason"]
    assert "firth" in reasons["arm"] and (reasons.drop("arm") == "").all()


def scores() -> pd.DataFrame:
    draw = np.random.default_rng(9)
    level, effect = draw.normal(0, 3, N), np.where(cohort()["arm"] == "clinic", -4, 0)
    waves = [(0, 0, 0), (6, 183, 1)]
    parts = [
        pd.DataFrame(
            {
                "person_id": PEOPLE,
                "wave": wave,
                "due_day": due,
                "day": due,
                "score": 30 + level + on * effect + draw.normal(0, 3, N),
            }
        )
        for wave, due, on in waves
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("correlation", ["independence", "exchangeable", "ar1"])
def test_estimating_equations_find_the_difference_at_the_wave(correlation, frame_of):
    asked = question("gee", correlation=correlation) | {
        "design": "randomised", "adjustment": [], "horizon_days": 183,
        "outcome": {"definition": "symptom_score", "instrument": "ces_d"},
    }  # fmt: skip
    rows = answer_question(frame_of(cohort(), scores(), **asked)).estimates
    effect = rows[rows["measure"] == "mean_difference"].iloc[0]
    assert effect["status"] == "ok" and effect["lower"] < -4 < effect["upper"] < 0
    assert (effect["level_n"], effect["reference_n"]) == (200, 200)
    assert effect["missing_rule"] == "missing completely at random"
    table = scores().sort_values(["person_id", "wave"])
    clinic = table["person_id"].map(cohort().set_index("person_id")["arm"]) == "clinic"
    late = table["wave"] == 6
    theirs = gee(
        table["score"], np.column_stack([~late, late, late & clinic]).astype(float), table["person_id"],
        "gaussian", correlation, wave=table["wave"] if correlation == "ar1" else None,
    )  # fmt: skip
    assert effect["std_error"] == pytest.approx(theirs.std_error[2], rel=1e-9)


@pytest.mark.parametrize("method", ["firth", "modified_poisson"])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_outcome_that_never_varies_has_a_reason(method, share, frame_of):
    rows = answer_question(frame_of(cohort(), yes_no(share, share), **question(method))).estimates
    assert (rows["status"] == "not_estimable").all() and (rows["reason"] != "").all()
