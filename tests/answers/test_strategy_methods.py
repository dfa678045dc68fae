"""Weeks of care and keeping to a level, asked of a question's people: rows, gates and what cannot be said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.frame import build_frame
from stepdown.cohort.clocks import zero_table
from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.plan.load import load_plan
from stepdown.plan.study import Question

IOP, N = "intensive_outpatient", 900


@pytest.fixture(scope="module")
def harbor(project):
    return load_plan(project / "config" / "harbor.yaml")


def contacts(kinds):
    """`kind -> (people, days, received)` as rows of contacts."""
    parts = [
        pd.DataFrame({"person_id": who, "day": day, "received": received, "kind": kind})
        for kind, (who, day, received) in kinds.items()
    ]
    table = pd.concat(parts, ignore_index=True).assign(wave=pd.NA, days_covered=1)
    return table.astype({"wave": "Int64", "day": "Int64", "received": "boolean", "kind": "string"})


def frame_of(plan, question_id, analyses, level, days, planned, value):
    question = plan.question(question_id).model_dump(mode="json") | {
        "adjustment": ["asam_2"],
        "analyses": analyses,
    }
    question = Question.model_validate(question)
    rng = np.random.default_rng(4)
    ids = [f"p{i:04d}" for i in range(len(days))]
    cohort = pd.DataFrame(
        {"person_id": ids, "asam_2": rng.integers(0, 4, len(days)).astype(float), "level_of_care": level,
         "site": rng.choice(["s01", "s02", "s03"], len(days)),
         f"in_{question.population}": True}
    )  # fmt: skip
    outcome = pd.DataFrame({"person_id": ids, "value": value})
    kinds = {}
    for one in np.unique(level):
        own = np.array(level) == one
        who = np.array(ids)[own]
        kinds[f"stay.{one}"] = (who, days[own], True)
        kinds[f"departure.{one}"] = (who, days[own], ~planned[own])
    vocabulary = vocabulary_of(plan.source)
    return build_frame(plan, question, vocabulary, cohort, outcome, contacts(kinds), zero_table({}))


def weeks(plan, days, value):
    analyses = [{"method": "duration_strategies", "role": "primary", "replicates": 60}]
    level = np.full(len(days), IOP)
    return answer_question(
        frame_of(plan, "g06_weeks_received", analyses, level, days, np.ones(len(days), bool), value)
    )


def test_weeks_are_compared_with_the_window_of_the_plan_and_an_empty_window_says_so(harbor):
    rng = np.random.default_rng(1)
    days = rng.integers(1, 85, N)
    found = weeks(harbor, days, rng.random(N) < np.where(days < 56, 0.4, 0.7)).estimates
    effect = found[(found["measure"] == "risk_difference") & (found["level"] == "under_8_weeks")].iloc[0]
    assert effect["reference"] == "from_8_to_12_weeks" and effect["status"] == "ok"
    assert effect["definition"] == "abstinent_throughout, grace of 14 days"
    assert effect["lower"] < -0.3 < effect["upper"] < -0.1
    longer = found[found["level"] == "over_12_weeks"].iloc[0]
    assert (longer["status"], longer["reason"]) == (
        "not_estimable", "nobody's days fall into this window",
    )  # fmt: skip
    assert found.loc[found["level"] == "under_8_weeks", "level_n"].max() == (days < 56).sum()


def test_a_strategy_that_few_people_stand_for_is_withheld(harbor):
    rng = np.random.default_rng(1)
    # Hardly anybody stops in the last two weeks of the short window.
    days = np.where(rng.random(N) < 0.05, rng.integers(1, 42, N), rng.integers(56, 85, N))
    days[:6] = 50
    found = weeks(harbor, days, rng.random(N) < 0.5).estimates
    effect = found[(found["measure"] == "risk_difference") & (found["level"] == "under_8_weeks")].iloc[0]
    assert effect["status"] in ("withheld", "not_estimable")


@pytest.mark.parametrize(("loss", "verdict"), [(0.0, "non-inferior"), (0.3, "inferior")])
def test_the_margin_is_judged_as_assigned_and_per_protocol(harbor, loss, verdict):
    rng = np.random.default_rng(3)
    level = np.where(rng.random(4 * N) < 0.5, IOP, "inpatient")
    days, planned = rng.integers(5, 85, 4 * N), rng.random(4 * N) < 0.7
    value = rng.random(4 * N) < np.where(level == IOP, 0.6 - loss, 0.6)
    analyses = [
        {"method": "overlap", "role": "primary"},
        {"method": "per_protocol", "role": "sensitivity", "replicates": 60},
        {
            "method": "non_inferiority",
            "role": "sensitivity",
            "margin": 0.1,
            "grid": [0.2],
            "per_protocol": True,
        },
    ]
    asked = frame_of(harbor, "abstinence_iop_or_inpatient", analyses, level, days, planned, value)
    found = answer_question(asked).estimates
    kept = found[(found["method"] == "per_protocol") & (found["measure"] == "risk_difference")].iloc[0]
    assert kept["definition"] == "abstinent_throughout, per protocol"
    assert kept["lower"] < -loss < kept["upper"]
    # Whoever left before day 56 is not among those who kept to the level.
    assert kept["level_n"] == ((level == IOP) & (planned | (days >= 56))).sum()
    names = set(found.loc[found["measure"] == "largest_loss", "definition"])
    assert f"risk_difference, margin 0.1: {verdict}" in names
    assert f"risk_difference, per protocol, margin 0.1: {verdict}" in names
    assert len(names) == 4
