"""Weighting, standardization and AIPW from a question to its rows: known effects, gates, and thin data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.disclosure.estimates import protect_estimates

WEIGHTING = ["iptw", "overlap", "att", "matching_weights"]
METHODS = [*WEIGHTING, "standardization", "aipw"]
N = 2000


def world(kind: str, steep: float = 0.8) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Older people get the clinic more often and do worse; the clinic itself does nothing."""
    draw = np.random.default_rng(3)
    age = draw.normal(40, 10, N)
    z = (age - 40) / 10
    clinic = draw.random(N) < 1 / (1 + np.exp(-steep * z))
    people = [f"p{i:04d}" for i in range(N)]
    sex = np.where(draw.random(N) < 0.5, "male", "female")
    cohort = pd.DataFrame(
        {"person_id": people, "arm": np.where(clinic, "clinic", "control"), "age": age, "sex": sex}
    )
    if kind == "yes_no":
        return cohort, pd.DataFrame({"person_id": people, "value": draw.random(N) < 1 / (1 + np.exp(-z))})
    if kind == "score":
        score = 30 + 5 * z + draw.normal(0, 4, N)
        return cohort, pd.DataFrame(
            {"person_id": people, "wave": 6, "due_day": 183, "day": 183, "score": score}
        )
    time, lost = np.ceil(draw.exponential(120 * np.exp(-0.6 * z))), np.ceil(draw.uniform(60, 500, N))
    return cohort, pd.DataFrame({"person_id": people, "day": np.minimum(time, lost), "event": time <= lost})


QUESTIONS = {
    "yes_no": {"outcome": {"definition": "treatment_completed"}},
    "score": {"outcome": {"definition": "symptom_score", "instrument": "ces_d"}, "horizon_days": 183},
    "time_to_event": {"outcome": {"definition": "first_use"}},
}
EFFECTS = {
    "yes_no": ["risk_difference", "risk_ratio"],
    "score": ["mean_difference"],
    "time_to_event": ["risk_difference", "risk_ratio", "rmst_difference"],
}


def answered(frame_of, kind: str, method: str, data=None, **options):
    analyses = [{"method": method, "role": "primary"} | options]
    question = {"design": "observational", "adjustment": ["age", "sex"], "analyses": analyses}
    return answer_question(frame_of(*(data or world(kind)), **(question | QUESTIONS[kind])))


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("method", METHODS)
def test_finds_that_the_clinic_does_nothing(method, kind, frame_of):
    raw = answered(frame_of, kind, method)
    effects = raw.estimates[raw.estimates["reference"] == "control"]
    assert sorted(effects["measure"]) == EFFECTS[kind]
    assert (effects["status"] == "ok").all(), effects["reason"].tolist()
    null = effects["measure"].eq("risk_ratio").astype(float)
    assert (effects["lower"] < null).all() and (null < effects["upper"]).all()
    assert set(effects["adjustment"]) == {"age + sex"}
    assert (effects["n"] == N).all() and (effects["level_n"] + effects["reference_n"] == N).all()
    # The groups' own means differ by as much as the effect says.
    for mean, difference in (
        ("risk", "risk_difference"),
        ("rmst", "rmst_difference"),
        ("mean", "mean_difference"),
    ):
        means = raw.estimates[raw.estimates["measure"] == mean].set_index("level")["estimate"]
        found = effects.loc[effects["measure"] == difference, "estimate"]
        assert means.empty or means["clinic"] - means["control"] == pytest.approx(found.item())


def test_the_plain_comparison_would_mislead(frame_of):
    cohort, outcome = world("yes_no")
    shares = outcome.set_index("person_id")["value"].groupby(cohort.set_index("person_id")["arm"]).mean()
    assert shares["clinic"] - shares["control"] > 0.1


@pytest.mark.parametrize(
    ("method", "gates"),
    [
        ("iptw", ["balance", "convergence", "effective_sample_size", "overlap", "weight_tails"]),
        ("att", ["balance", "convergence", "effective_sample_size", "overlap", "weight_tails"]),
        ("matching_weights", ["balance", "convergence", "weight_tails"]),
        ("overlap", ["balance", "convergence"]),
        ("aipw", ["convergence", "events_per_parameter", "overlap", "weight_tails"]),
        ("standardization", ["convergence", "events_per_parameter", "overlap"]),
    ],
)
def test_gates_are_those_of_the_method(method, gates, frame_of):
    raw = answered(frame_of, "yes_no", method)
    own = [one for one in raw.verdicts if one["analysis"] == f"{method}, adjusted"]
    assert sorted(one["gate"] for one in own) == gates
    assert {one["verdict"] for one in own} <= {"passed"}


def test_no_overlap_withholds_weighting_to_everybody_but_not_overlap_weighting(frame_of):
    data = world("yes_no", steep=3.5)
    raw = answered(frame_of, "yes_no", "iptw", data)
    # The groups' adjusted means too: they would give the comparison away.
    assert (raw.estimates["status"] == "withheld").all() and len(raw.estimates) == 4
    assert {one["gate"] for one in raw.verdicts if one["verdict"] == "failed"} >= {"overlap"}
    raw = answered(frame_of, "yes_no", "overlap", data)
    assert (raw.estimates["status"] == "ok").all()


def test_truncation_changes_the_weights(frame_of):
    plain, lowered = (
        answered(frame_of, "score", "iptw", **options).estimates.set_index(["measure", "level"])["estimate"]
        for options in ({}, {"truncate": 0.9})
    )
    key = ("mean_difference", "clinic")
    assert abs(plain[key] - lowered[key]) > 0.01


def test_folds_come_from_the_plan_and_one_fold_is_no_cross_fitting(frame_of):
    five, again, one = (answered(frame_of, "score", "aipw", folds=folds).estimates for folds in (5, 5, 1))
    pd.testing.assert_frame_equal(five, again)
    assert abs(five["estimate"] - one["estimate"]).max() < 0.5
    assert not np.allclose(five["estimate"], one["estimate"])


def test_released_rows_hide_few_events(frame_of, rules):
    cohort, outcome = world("yes_no")
    few = outcome.assign(value=np.arange(N) % 500 == 3)
    raw = answered(frame_of, "yes_no", "overlap", (cohort, few))
    released = protect_estimates(raw.estimates, rules)
    assert (released["status"] == "suppressed").all() and released["estimate"].isna().all()


THIN = {
    "nobody has a known outcome": lambda cohort, outcome: (cohort, outcome.head(0)),
    "one person has a known outcome": lambda cohort, outcome: (cohort, outcome.head(1)),
    "nobody is in the reference": lambda cohort, outcome: (cohort.assign(arm="clinic"), outcome),
    "everybody is in the reference": lambda cohort, outcome: (cohort.assign(arm="control"), outcome),
    "no covariate is known": lambda cohort, outcome: (cohort.assign(age=np.nan), outcome),
    "age decides the arm": lambda cohort, outcome: (
        cohort.assign(arm=np.where(cohort["age"] > 40, "clinic", "control")), outcome
    ),
    "everybody is of one sex": lambda cohort, outcome: (cohort.assign(sex="male"), outcome),
}  # fmt: skip


@pytest.mark.parametrize("case", THIN)
@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("method", ["iptw", "att", "standardization", "aipw"])
def test_thin_data_give_reasons(method, kind, case, frame_of):
    cohort, outcome = world(kind)
    data = THIN[case](cohort.head(60), outcome.head(60))
    rows = answered(frame_of, kind, method, data).estimates
    assert rows.loc[rows["status"] == "ok", ["estimate", "lower", "upper"]].notna().all(axis=None)
    assert (rows.loc[rows["status"] != "ok", "reason"] != "").all()
    if case == "age decides the arm" and method != "standardization":
        assert rows["reason"].str.contains("no maximum").all()


def finding(frame_of, vocabulary, rules, kind: str, method: str, data, **changes):
    analyses = [
        {"method": "rmst", "role": "sensitivity"} if kind == "time_to_event" else None,
        {"method": method, "role": "primary"},
    ]
    question = {
        "design": "observational",
        "adjustment": ["age", "sex"],
        "analyses": [a for a in analyses if a],
    }
    frame = frame_of(*data, **(question | QUESTIONS[kind] | changes))
    estimates = protect_estimates(answer_question(frame).estimates, rules)
    context = Context(frame.question, vocabulary, Rows(estimates, frame.question.id))
    return writer(frame.question, vocabulary).write(context)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_nothing_found_is_not_settled(kind, frame_of, vocabulary, rules):
    ours = finding(frame_of, vocabulary, rules, kind, "overlap", world(kind))
    assert ours.status == "uncertain"
    assert "do not settle" in ours.headline.text


def test_an_effect_is_told_in_people_or_points(frame_of, vocabulary, rules):
    cohort, outcome = world("yes_no")
    helped = np.random.default_rng(1).random(N) < np.where(cohort["arm"] == "clinic", 0.3, 0)
    data = cohort, outcome.assign(value=outcome["value"] | helped)
    ours = finding(frame_of, vocabulary, rules, "yes_no", "aipw", data)
    assert ours.headline.text.startswith(
        "After accounting for what was known before, linkage clinic was followed by"
    )
    assert "more of 100 people than usual care" in ours.headline.text
    assert (
        "led to"
        in finding(frame_of, vocabulary, rules, "yes_no", "aipw", data, design="randomised").headline.text
    )
    cohort, outcome = world("score")
    data = cohort, outcome.assign(score=outcome["score"] - 3 * (cohort["arm"] == "clinic"))
    ours = finding(frame_of, vocabulary, rules, "score", "iptw", data)
    assert ours.status == "stated" and "points lower" in ours.headline.text
    assert "points lower than people in usual care" in ours.sentences[0].text


def test_a_withheld_effect_is_not_told(frame_of, vocabulary, rules):
    ours = finding(frame_of, vocabulary, rules, "yes_no", "iptw", world("yes_no", steep=3.5))
    assert ours.status == "cannot_say"


# ---- where something competes


def leaving(clinic_effect: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Older people get the clinic more often, leave sooner and are more often planned to be done; nobody is lost."""
    cohort, _ = world("yes_no")
    draw = np.random.default_rng(8)
    z = (cohort["age"] - 40) / 10
    clinic = cohort["arm"] == "clinic"
    left = np.ceil(draw.exponential(150 * np.exp(-0.6 * z - clinic_effect * clinic)))
    done = np.ceil(draw.uniform(40, 400, len(cohort)))
    cause = np.where(np.minimum(left, done) > 180, 0, np.where(left <= done, 1, 2))
    day = np.minimum(np.minimum(left, done), 181)
    outcome = pd.DataFrame(
        {"person_id": cohort["person_id"], "day": day, "event": cause == 1, "cause": cause}
    )
    return cohort, outcome


@pytest.mark.parametrize("method", METHODS)
def test_where_something_competes_the_risk_of_the_event_itself_is_compared(method, frame_of):
    cohort, outcome = leaving()
    found = answered(frame_of, "time_to_event", method, (cohort, outcome)).estimates
    assert set(found["measure"]) <= {"risk", "risk_difference", "risk_ratio"}
    effect = found[found["measure"] == "risk_difference"].iloc[0]
    had = (outcome["cause"] == 1) & (outcome["day"] <= 180)
    naive = had[cohort["arm"] == "clinic"].mean() - had[cohort["arm"] == "control"].mean()
    assert naive > 0.1
    assert effect["lower"] < 0 < effect["upper"]
    risks = found[found["measure"] == "risk"].set_index("level")["estimate"]
    if method == "standardization":
        return
    # Whoever was planned to be done did not leave: the risks are below those of one minus Kaplan–Meier.
    assert risks.max() < 0.75


@pytest.mark.parametrize("kind", QUESTIONS)
def test_standardization_by_bootstrap_says_the_same_less_smoothly(kind, frame_of):
    cohort, derived = world(kind)
    few = cohort["person_id"].head(400)
    data = cohort[cohort["person_id"].isin(few)], derived[derived["person_id"].isin(few)]
    closed = answered(frame_of, kind, "standardization", data).estimates
    ours = answered(frame_of, kind, "standardization", data, errors="bootstrap", replicates=200).estimates
    np.testing.assert_allclose(ours["estimate"], closed["estimate"], rtol=1e-9)
    # 200 replicates leave 5 % of Monte Carlo error.
    np.testing.assert_allclose(ours["std_error"], closed["std_error"], rtol=0.2)
    assert ((ours["lower"] < ours["estimate"]) & (ours["estimate"] < ours["upper"])).all()
    again = answered(frame_of, kind, "standardization", data, errors="bootstrap", replicates=200).estimates
    pd.testing.assert_frame_equal(ours, again)
