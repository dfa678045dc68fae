"""Errors by site, strata of a Cox model and two-part costs: from a question to its rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from stepdown.answers.answer import answer_question
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.answers.methods import method
from stepdown.disclosure.estimates import protect_estimates
from stepdown.estimators.cox import cox
from stepdown.estimators.logistic import logistic
from stepdown.estimators.modified_poisson import modified_poisson
from stepdown.estimators.two_part import two_part_means
from stepdown.plan.checks import check_plan

N = 480
PEOPLE = [f"p{i:03d}" for i in range(N)]
SITES = np.array([f"site {i % 24:02d}" for i in range(N)])


def cohort() -> pd.DataFrame:
    draw = np.random.default_rng(12)
    arm = np.where((np.arange(N) // 24 + np.arange(N)) % 2, "clinic", "control")
    sex = draw.choice(["male", "female"], N)
    return pd.DataFrame({"person_id": PEOPLE, "arm": arm, "sex": sex, "place": SITES})


def site_effect() -> np.ndarray:
    """What all people of a site have in common."""
    return np.random.default_rng(13).normal(0, 1, 24)[np.arange(N) % 24]


def design() -> np.ndarray:
    people = cohort()
    return np.column_stack([people["arm"] == "clinic", people["sex"] == "female"]).astype(float)


@pytest.fixture
def at_sites(frame_of):
    """A frame whose plan says what the site is."""

    def make(derived: pd.DataFrame, **question):
        frame = frame_of(cohort(), derived, design="observational", adjustment=["sex"], **question)
        return replace(frame, plan=frame.plan.model_copy(update={"site": "place"}))

    return make


def answered(frame) -> pd.DataFrame:
    (analysis,) = frame.question.analyses
    rows = method(analysis.method).answer(analysis, frame).rows
    return pd.DataFrame([vars(row) for row in rows]).set_index("exposure")


@pytest.mark.parametrize(("name", "fit"), [("logistic", logistic), ("modified_poisson", modified_poisson)])
def test_ratios_with_errors_by_site(name, fit, at_sites):
    chance = 1 / (1 + np.exp(-(site_effect() + 0.5 * design()[:, 0])))
    outcome = pd.DataFrame({"person_id": PEOPLE, "value": np.random.default_rng(14).random(N) < chance})
    frames = [
        at_sites(
            outcome,
            outcome={"definition": "treatment_completed"},
            analyses=[{"method": name, "role": "primary", "by_site": by_site}],
        )
        for by_site in (True, False)
    ]
    clustered, plain = (answered(frame).loc["arm"] for frame in frames)
    theirs = fit(outcome["value"], design(), variance="CR1", cluster=SITES)
    assert clustered["std_error"] == pytest.approx(theirs.std_error[1], rel=1e-8)
    reach = t.ppf(0.975, 23) * theirs.std_error[1]
    assert np.log([clustered["lower"], clustered["upper"]]) == pytest.approx(
        [theirs.coefficients[1] - reach, theirs.coefficients[1] + reach], rel=1e-8
    )
    assert clustered["estimate"] == pytest.approx(plain["estimate"], rel=1e-8)
    assert clustered["std_error"] != pytest.approx(plain["std_error"], rel=1e-3)
    assert (clustered["adjustment"], plain["adjustment"]) == (
        "exposure + sex; errors by site",
        "exposure + sex",
    )


def times() -> pd.DataFrame:
    rate = np.exp(0.4 * design()[:, 0] + site_effect() + 0.8 * design()[:, 1])
    day = np.ceil(np.random.default_rng(15).exponential(120 / rate))
    return pd.DataFrame({"person_id": PEOPLE, "day": day.clip(1, 400).astype(int), "event": True})


@pytest.mark.parametrize(
    ("options", "labels", "adjustment"),
    [
        ({"by_site": True}, {"cluster"}, "none"),
        ({"adjusted": True, "by_site": True}, {"cluster"}, "sex; errors by site"),
        ({"adjusted": True, "strata": ["sex"]}, {"strata"}, "strata: sex"),
        ({"strata": ["sex"], "by_site": True}, {"strata", "cluster"}, "strata: sex; errors by site"),
    ],
)
def test_hazard_ratios_by_site_and_stratum(options, labels, adjustment, at_sites):
    outcome = times()
    frame = at_sites(outcome, analyses=[{"method": "cox", "role": "primary"} | options])
    rows = answered(frame)
    ours = rows[rows["measure"] == "hazard_ratio"].iloc[0]
    day, event = outcome["day"].clip(upper=180), outcome["day"] <= 180
    known = {"strata": cohort()["sex"], "cluster": SITES}
    columns = design() if options.get("adjusted") and "strata" not in options else design()[:, 0]
    theirs = cox(day, event, columns, **{name: known[name] for name in labels})
    assert np.log(ours["estimate"]) == pytest.approx(theirs.coefficients[0], rel=1e-8)
    assert ours["std_error"] == pytest.approx(theirs.std_error[0], rel=1e-8)
    assert ours["adjustment"] == adjustment


def costs() -> pd.DataFrame:
    draw, some = np.random.default_rng(16), 0.3 + 0.4 * design()[:, 0]
    cost = np.where(draw.random(N) < some, draw.gamma(2, 500 * np.exp(0.3 * design()[:, 1])), 0.0)
    return pd.DataFrame({"person_id": PEOPLE, "wave": 1, "due_day": 180, "day": 180, "score": cost})


COST = {"outcome": {"definition": "payer_cost", "days": 180}, "horizon_days": 180}


def test_two_part_costs(at_sites):
    frame = at_sites(costs(), **COST, analyses=[{"method": "two_part", "role": "primary"}])
    rows = answered(frame).set_index("measure")
    theirs = two_part_means(costs()["score"], cohort()["arm"], design()[:, 1]).difference("clinic", "control")
    difference = rows.loc["mean_difference"]
    assert (difference["estimate"], difference["std_error"]) == pytest.approx(
        (theirs.estimate, theirs.std_error), rel=1e-8
    )
    assert len(rows.loc[["mean"]]) == 2 and difference["adjustment"] == "sex"


def test_the_finding_speaks_of_costs(at_sites, rules, vocabulary):
    frame = at_sites(costs(), **COST, analyses=[{"method": "two_part", "role": "primary"}])
    estimates = protect_estimates(answer_question(frame).estimates, rules)
    finding = writer(frame.question, vocabulary).write(
        Context(frame.question, vocabulary, Rows(estimates, frame.question.id))
    )
    assert finding.status == "stated"
    assert "dollars" in finding.headline.text and "score" not in finding.headline.text


def test_a_plan_without_a_site_is_told(trial, vocabulary):
    question = next(iter(trial.questions))
    from stepdown.answers.methods.cox import Analysis

    asked = Analysis.model_validate({"method": "cox", "role": "sensitivity", "by_site": True})
    changed = question.model_copy(update={"analyses": [*question.analyses, asked]})
    plan = trial.model_copy(update={"questions": [changed], "site": None})
    found = [mend for where, what, mend in check_plan(plan, vocabulary) if where[-1] == "by_site"]
    assert found == ["Give `site` at the top of the plan, or remove `by_site`."]
