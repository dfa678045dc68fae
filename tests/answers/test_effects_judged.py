"""Margins, E-values and effects that differ between groups of people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.estimate import Estimate
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.margin import with_margin
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.answers.methods.e_value import follow as e_values
from stepdown.answers.methods.non_inferiority import follow as margins

QUESTION = {
    "design": "observational",
    "outcome": {"definition": "treatment_completed"},
    "adjustment": ["age"],
}


def people(
    n: int = 3000, effect: float = 0.0, more_in_women: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Half are in the clinic; `effect` and `more_in_women` are added to the chance of completing."""
    draw = np.random.default_rng(12)
    clinic, women = draw.random(n) < 0.5, draw.random(n) < 0.5
    chance = 0.5 + clinic * (effect + more_in_women * women)
    ids = [f"p{i:04d}" for i in range(n)]
    cohort = pd.DataFrame(
        {"person_id": ids, "arm": np.where(clinic, "clinic", "control"), "age": draw.normal(40, 10, n),
         "sex": np.where(women, "female", "male")}
    )  # fmt: skip
    return cohort, pd.DataFrame({"person_id": ids, "value": draw.random(n) < chance})


def row(**changes) -> Estimate:
    given = {
        "study": "s", "question": "q", "role": "primary", "method": "overlap", "measure": "risk_difference",
        "outcome": "o", "definition": "d", "population": "everyone", "n": 900, "n_events": 450, "level": "clinic",
        "reference": "control", "horizon_days": 180, "estimate": -0.02, "std_error": 0.03, "lower": -0.08, "upper": 0.04,
    }  # fmt: skip
    return Estimate(**(given | changes))


@pytest.fixture
def frame(frame_of):
    return frame_of(*people(60), **QUESTION, analyses=[{"method": "overlap", "role": "primary"}])


@pytest.mark.parametrize(
    ("lower", "upper", "verdict", "worst"),
    [
        (-0.08, 0.04, "non-inferior", 0.08),
        (-0.12, 0.04, "inconclusive", 0.12),
        (0.01, 0.09, "superior", -0.01),
        (-0.30, -0.11, "inferior", 0.30),
        (-0.10, 0.00, "inconclusive", 0.10),
    ],
)
def test_the_interval_is_judged_by_the_margin(lower, upper, verdict, worst, frame, analysis_of):
    asked = analysis_of("non_inferiority", margin=0.1)
    (found,) = margins(asked, frame, [row(lower=lower, upper=upper)]).rows
    assert found.definition == f"risk_difference, margin 0.1: {verdict}"
    assert found.estimate == pytest.approx(worst)


def test_a_grid_shows_how_the_verdict_depends_on_the_margin(frame, analysis_of):
    asked = analysis_of("non_inferiority", margin=0.1, grid=[0.07, 0.2])
    verdicts = [found.definition.rpartition(": ")[2] for found in margins(asked, frame, [row()]).rows]
    assert verdicts == ["inconclusive", "non-inferior", "non-inferior"]


@pytest.mark.parametrize("lower", [-0.08, 0.02, -0.4])
def test_an_interval_that_could_not_have_concluded_gives_no_verdict_wherever_it_lies(
    lower, frame, analysis_of
):
    """Half of it is 6 of 100 people: too wide for a margin of 5, narrow enough for one of 10."""
    asked = analysis_of("non_inferiority", margin=0.05, grid=[0.1])
    found = margins(asked, frame, [row(lower=lower, upper=lower + 0.12)])
    narrow, wide = found.rows
    assert (narrow.status, narrow.definition) == ("withheld", "risk_difference, margin 0.05")
    assert narrow.reason.startswith("precision: the interval is too wide") and np.isnan(narrow.estimate)
    assert wide.status == "ok" and ": " in wide.definition
    assert [one.verdict for one in found.verdicts] == ["failed", "passed"]


@pytest.mark.parametrize("follow", [margins, e_values])
def test_what_was_withheld_is_not_judged(follow, frame, analysis_of):
    name, measure = ("non_inferiority", "risk_difference") if follow is margins else ("e_value", "risk_ratio")
    asked = analysis_of(name, **({"margin": 0.1} if follow is margins else {}))
    hidden = replace(row(measure=measure), status="withheld", reason="balance: no")
    (found,) = follow(asked, frame, [hidden]).rows
    assert (found.status, found.reason) == ("withheld", "balance: no")
    assert np.isnan(found.estimate)


def test_an_e_value_by_hand(frame, analysis_of):
    found = e_values(
        analysis_of("e_value"), frame, [row(measure="risk_ratio", estimate=2.0, lower=1.5, upper=2.7)]
    ).rows
    assert found[0].estimate == pytest.approx(2 + np.sqrt(2))
    assert found[0].lower == pytest.approx(1.5 + np.sqrt(1.5 * 0.5))


@pytest.mark.parametrize(("extra", "covers"), [(0.0, True), (0.25, False)])
def test_an_effect_that_differs_between_groups_is_found_and_another_is_not(extra, covers, frame_of):
    analyses = [
        {"method": "overlap", "role": "primary"},
        {"method": "interaction", "role": "sensitivity", "by": "sex"},
    ]
    found = answer_question(
        frame_of(*people(effect=0.1, more_in_women=extra), **QUESTION, analyses=analyses)
    ).estimates
    own = found[found["method"] == "interaction"]
    assert own["measure"].tolist() == ["risk_difference", "risk_difference", "interaction_contrast"]
    contrast = own.iloc[-1]
    assert (contrast["lower"] < 0 < contrast["upper"]) == covers
    first, second = own["estimate"].iloc[:2]
    assert contrast["estimate"] == pytest.approx(second - first)
    assert contrast["n"] == 3000


def test_a_group_with_one_arm_gives_a_reason_and_no_number(frame_of):
    cohort, outcome = people(400)
    cohort.loc[cohort["sex"] == "female", "arm"] = "clinic"
    analyses = [
        {"method": "overlap", "role": "primary"},
        {"method": "interaction", "role": "sensitivity", "by": "sex"},
    ]
    found = answer_question(frame_of(cohort, outcome, **QUESTION, analyses=analyses)).estimates
    own = found[found["measure"] == "interaction_contrast"]
    assert own["status"].tolist() == ["not_estimable"]
    assert own["estimate"].isna().all()


@pytest.mark.parametrize(
    ("effect", "margin", "status", "text"),
    [
        (0.0, 0.1, "stated", "did no worse than"),
        (-0.02, 0.04, "uncertain", "cannot be ruled out"),
        (0.0, 0.01, "uncertain", "too wide to judge"),
        (0.2, 0.01, "stated", "was followed by"),
        (0.2, 0.1, "stated", "did better than"),
        (-0.3, 0.1, "stated", "by more than the margin of 10 of 100"),
    ],
)
def test_the_finding_says_what_the_margin_says(effect, margin, status, text, frame_of, vocabulary):
    analyses = [
        {"method": "overlap", "role": "primary"},
        {"method": "non_inferiority", "role": "sensitivity", "margin": margin},
    ]
    frame = frame_of(*people(effect=effect), **QUESTION, analyses=analyses)
    table = answer_question(frame).estimates.assign(row=lambda rows: np.arange(1, len(rows) + 1))
    context = Context(frame.question, vocabulary, Rows(table, frame.question.id))
    finding = with_margin(context, writer(frame.question, vocabulary).write(context))
    assert finding.status == status
    assert text in finding.headline.as_record()["text"]
    assert "no difference" not in finding.headline.as_record()["text"]
