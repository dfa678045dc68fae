"""Imputation, tipping grids and plain rules about the missing, from a question to its rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question, question_flow
from stepdown.answers.frame import later_scores
from stepdown.answers.gates.apply import apply_gates
from stepdown.answers.gates.imputation_convergence import imputation_convergence
from stepdown.answers.methods import method
from stepdown.answers.methods.tipping_point import missing_words
from stepdown.disclosure.estimates import protect_estimates

N = 400
# Who does badly is lost, in the clinic more than in usual care; the score at month 6 tells how somebody does.
YES_NO = {"outcome": {"definition": "treatment_completed"}, "adjustment": ["age"]}
SCORE = {
    "outcome": {"definition": "symptom_score", "instrument": "ces_d"}, "horizon_days": 365, "adjustment": ["age"],
}  # fmt: skip
AUXILIARY = ["sex", "wave_6.ces_d"]


def trial(shape: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    draw = np.random.default_rng(12)
    clinic, health = draw.random(N) < 0.5, draw.normal(0, 1, N)
    people = [f"p{i:03d}" for i in range(N)]
    early = 30 - 5 * health + draw.normal(0, 1, N)
    cohort = pd.DataFrame(
        {
            "person_id": people,
            "arm": np.where(clinic, "clinic", "control"),
            "age": draw.normal(40, 10, N),
            "sex": np.where(draw.random(N) < 0.5, "male", "female"),
            "wave_6.ces_d": np.where(draw.random(N) < 0.1, np.nan, early),
        }
    )
    lost = draw.random(N) < 1 / (1 + np.exp(1.4 + np.where(clinic, 2.0, 0.2) * health))
    if shape == "yes_no":
        done = pd.array(draw.random(N) < 1 / (1 + np.exp(-health - 0.3 * clinic)), dtype="boolean")
        done[lost] = pd.NA
        return cohort, pd.DataFrame({"person_id": people, "value": done})
    baseline, last = (draw.normal(level, 2, N) for level in (36 - 3 * health, 28 - 6 * health - 3 * clinic))
    waves = {0: (0, baseline), 6: (183, early), 12: (365, last)}
    scores = [
        pd.DataFrame({"person_id": people, "wave": wave, "due_day": due, "day": due, "score": score})
        for wave, (due, score) in waves.items()
    ]
    scores[2] = scores[2][~lost]
    return cohort, pd.concat(scores, ignore_index=True)


@pytest.fixture
def found(frame_of):
    """`found("multiple_imputation", YES_NO, …)`: the raw estimates of that analysis."""

    def run(name: str, question: dict, data=None, **options) -> pd.DataFrame:
        shape = "score" if "instrument" in question["outcome"] else "yes_no"
        role = "sensitivity" if name in ("tipping_point", "missing_rule") else "primary"
        cycles = {"cycles": 10} if name in ("multiple_imputation", "tipping_point") else {}
        analyses = [{"method": name, "role": role} | cycles | options]
        table = answer_question_of(frame_of, data or trial(shape), question, analyses).estimates
        return table[table["method"] == name]

    return run


def answer_question_of(frame_of, data, question, analyses):
    given = question | {"analyses": analyses}
    if analyses[0]["role"] != "primary":
        given = question | {"analyses": [*analyses, {"method": "shares", "role": "primary"}]}
        if "instrument" in question["outcome"]:
            given["analyses"][1]["method"] = "mmrm"
    return answer_question(frame_of(*data, **given))


def only(table: pd.DataFrame, **wanted) -> pd.Series:
    (row,) = (row for _, row in table.iterrows() if all(row[name] == value for name, value in wanted.items()))
    return row


@pytest.mark.parametrize("adjusted", [False, True])
def test_everybody_counts_and_what_was_imputed_is_told(found, adjusted):
    cohort, outcome = trial("yes_no")
    data = cohort.assign(age=cohort["age"].mask(np.arange(N) % 20 == 0)), outcome
    table = found("multiple_imputation", YES_NO, data, adjusted=adjusted, auxiliary=AUXILIARY)
    effects = table[table["reference"] == "control"]
    assert sorted(effects["measure"]) == ["odds_ratio", "risk_difference", "risk_ratio"]
    assert set(effects["status"]) == {"ok"} and set(effects["n"]) == {N}
    assert set(effects["adjustment"]) == {"age" if adjusted else "none"}
    # As many sets as percent of people lack the outcome or their age.
    assert effects["missing_rule"].iloc[0].endswith("sets, with sex + wave_6.ces_d)")
    known = table[table["measure"] == "known"].set_index("definition")
    assert list(known.index) == ["age, used to impute", "wave_6.ces_d, used to impute", "treatment_completed"]
    assert known.loc["treatment_completed", "estimate"] == pytest.approx(outcome["value"].notna().mean())
    assert (effects["n_events"] == outcome["value"].sum()).all()


def test_an_auxiliary_learned_later_mends_what_loss_to_follow_up_biases(found):
    with_it = found("multiple_imputation", YES_NO, auxiliary=AUXILIARY)
    plain = found("missing_rule", YES_NO, rule="observed_only")
    risks = {
        name: only(table, measure="risk", level="clinic")["estimate"]
        for name, table in (("imputed", with_it), ("plain", plain))
    }
    # The truth is E[expit(z + 0.3)], about 0.56; those who were seen in the clinic are too well.
    assert risks["plain"] > risks["imputed"] + 0.04
    assert risks["imputed"] == pytest.approx(0.56, abs=0.07)


def test_the_grid_starts_at_imputation_and_ends_at_the_plain_rule(found):
    grid = found("tipping_point", YES_NO, auxiliary=AUXILIARY, odds_ratios=[1, 3])
    start = found("multiple_imputation", YES_NO, auxiliary=AUXILIARY)
    end = found("missing_rule", YES_NO, rule="missing_is_no_event")
    assert len(grid) == 9
    # Completing treatment is good news, so that worse is fewer of it.
    for rule, table in (("missing x1 in clinic, x1 in control", start), ("missing = no event", end)):
        theirs, ours = only(table, measure="risk_difference"), only(grid, missing_rule=rule)
        assert ours["estimate"] == pytest.approx(theirs["estimate"], abs=1e-12)
        assert ours["std_error"] == pytest.approx(theirs["std_error"], rel=1e-9)
    steps = ["x1", "x1/3", "= no event"]
    for there in steps:
        rules = [f"missing {here} in clinic, {there} in control" for here in steps[:-1]]
        falling = [only(grid, missing_rule=rule)["estimate"] for rule in rules]
        assert falling == sorted(falling, reverse=True) and falling[0] > falling[-1]


def test_bad_news_gets_more_frequent_and_scores_get_worse(found, frame_of):
    lost = frame_of(*trial("yes_no"), **YES_NO | {"outcome": {"definition": "early_dropout"}})
    assert missing_words(lost, "clinic", np.log(3), 0) == "missing x3 in clinic, x1 in control"
    assert missing_words(lost, "clinic", np.inf, np.log(2)) == "missing = event in clinic, x2 in control"
    grid = found("tipping_point", SCORE, points=[4])
    grid = grid.set_index("missing_rule")["estimate"]
    assert list(grid.index) == [f"missing +{a} in clinic, +{b} in control" for a in (0, 4) for b in (0, 4)]
    share = trial("score")[1].query("wave == 12")["person_id"]
    cohort = trial("score")[0]
    missing = ~cohort.loc[cohort["arm"] == "clinic", "person_id"].isin(share)
    assert grid.iloc[2] - grid.iloc[0] == pytest.approx(4 * missing.mean())


@pytest.mark.parametrize(("wave", "known"), [(0, N), (12, 10)], ids=["at baseline", "at the horizon"])
def test_steps_of_a_score_are_parts_of_a_standard_deviation(found, wave, known):
    """At baseline, or at the horizon where a standard deviation at baseline would be of too few people to be told."""
    cohort, scores = trial("score")
    first = scores["wave"] == 0
    scores = scores[~first | (first.cumsum() <= known)]
    spread = scores.loc[scores["wave"] == wave, "score"].std()
    # Scores that are twice as wide have steps that are twice as large.
    for times in (1, 2):
        data = cohort, scores.assign(score=times * scores["score"])
        steps = ["0", *(f"{float(f'{part * times * spread:.2g}'):g}" for part in (0.25, 0.5, 1))]
        grid = found("tipping_point", SCORE, data)
        rules = [f"missing +{a} in clinic, +{b} in control" for a in steps for b in steps]
        assert grid["missing_rule"].tolist() == rules
        assert set(grid["status"]) == {"ok"}


def test_without_a_score_to_tell_a_standard_deviation_the_steps_must_be_named(found):
    cohort, scores = trial("score")
    few = (
        scores[scores["wave"] == 12]
        .groupby(scores["person_id"].map(cohort.set_index("person_id")["arm"]))
        .head(5)
    )
    data = cohort, pd.concat([scores[scores["wave"] == 6], few])
    grid = found("tipping_point", SCORE, data)
    assert grid["status"].tolist() == ["not_estimable"]
    assert "name the steps under `points`" in grid["reason"].iloc[0]
    assert len(found("tipping_point", SCORE, data, points=[4])) == 4


def test_scores_by_reference_lose_what_was_gained(found):
    effects = {
        rule: only(found("reference_based", SCORE, rule=rule), measure="mean_difference")
        for rule in ("missing_at_random", "copy_reference", "jump_to_reference")
    }
    estimates = [row["estimate"] for row in effects.values()]
    # Scores fell by 3 points more in the clinic.
    assert estimates[0] == pytest.approx(-3, abs=0.5) and min(estimates[1:]) > estimates[0] + 0.4
    assert {row["missing_rule"] for row in effects.values()} > {"jump to reference", "copy reference"}
    imputed = only(
        found("multiple_imputation", SCORE, auxiliary=AUXILIARY, adjusted=True), measure="mean_difference"
    )
    assert imputed["lower"] < -3 < imputed["upper"]


def test_the_plan_and_the_question_decide_what_is_drawn(found):
    once, again, whole = (
        found("multiple_imputation", YES_NO, **options) for options in ({}, {}, {"separately": False})
    )
    pd.testing.assert_frame_equal(once, again)
    assert set(whole["status"]) == {"ok"} and not whole["estimate"].equals(once["estimate"])


def thin(cohort: pd.DataFrame, outcome: pd.DataFrame, why: str):
    if why == "one group":
        return cohort.assign(arm="clinic"), outcome
    if why == "nobody known in a group":
        here = outcome["person_id"].isin(cohort.loc[cohort["arm"] == "clinic", "person_id"])
        return cohort, outcome.assign(value=outcome["value"].mask(here))
    if why == "all alike":
        return cohort, outcome.assign(value=outcome["value"].mask(outcome["value"].notna(), True))
    return cohort.drop(columns="wave_6.ces_d"), outcome


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("one group", "fewer than two groups"),
        ("nobody known in a group", "Nobody in a group has a known the outcome"),
        ("all alike", "the same one"),
        ("no such column", "nobody has a value of wave_6.ces_d"),
    ],
)
@pytest.mark.parametrize("name", ["multiple_imputation", "tipping_point"])
def test_thin_data_give_a_reason(found, name, why, words):
    table = found(name, YES_NO, thin(*trial("yes_no"), why), auxiliary=AUXILIARY)
    assert set(table["status"]) <= {"not_estimable"}
    assert all(words in reason for reason in table["reason"])


def test_a_score_without_a_baseline_gives_a_reason(found):
    cohort, scores = trial("score")
    table = found("reference_based", SCORE, (cohort, scores[scores["wave"] != 0]), rule="jump_to_reference")
    assert table["reason"].tolist() == ["fewer than two groups with a score at baseline and at the horizon"]


def test_plain_differences_are_released_in_whole_people_of_100(found, rules):
    for name, options in (("missing_rule", {"rule": "missing_is_event"}), ("tipping_point", {})):
        released = protect_estimates(found(name, YES_NO, **options), rules)
        rows = released[released["measure"] == "risk_difference"]
        assert (rows["estimate"] * 100 % 1).round(9).isin([0, 1]).all() and rows["std_error"].isna().all()
        assert "risk_ratio" not in set(released["measure"])


def test_chains_that_have_not_settled_withhold_their_effect(frame_of, analysis_of):
    frame = frame_of(*trial("yes_no"), **YES_NO)
    answer = method("multiple_imputation").answer(analysis_of("multiple_imputation"), frame)
    assert [(one.gate, one.verdict) for one in answer.verdicts] == [("imputation_convergence", "passed")]
    failed = imputation_convergence({"a": 1.05, "b": np.inf}, 1.2)
    assert failed.verdict == "failed" and np.isnan(failed.value)
    effects = [row for row in apply_gates(answer.rows, [failed]) if row.measure != "known" and row.reference]
    assert {row.status for row in effects} == {"withheld"}


def test_scores_at_interviews_become_columns():
    told = pd.DataFrame(
        {
            "person_id": ["a", "a", "b", "b"], "wave": pd.array([0, 6, 6, None], dtype="Int64"),
            "instrument": "ces_d", "total": [30.0, 20.0, 25.0, 1.0],
        }
    )  # fmt: skip
    wide = later_scores(told)
    assert wide.to_dict() == {"wave_6.ces_d": {"a": 20.0, "b": 25.0}}
    assert later_scores(told[:0]).empty


@pytest.mark.parametrize(("name", "steps"), [("multiple_imputation", 2), ("missing_rule", 3)])
def test_the_flow_leaves_out_nobody_who_is_imputed(frame_of, name, steps):
    options = {"rule": "observed_only"} if name == "missing_rule" else {}
    analyses = [{"method": name, "role": "primary"} | options]
    flow = question_flow(frame_of(*trial("yes_no"), **YES_NO | {"analyses": analyses, "adjustment": []}))
    assert len(flow) == steps
    known = int(trial("yes_no")[1]["value"].notna().sum())
    assert flow[-1]["remaining"] == (N if name == "multiple_imputation" else known)


@pytest.mark.parametrize("weights", ["overlap", "iptw", "att", "matching_weights"])
@pytest.mark.parametrize("gaps", [False, True])
def test_imputed_sets_may_be_compared_under_weights(found, frame_of, weights, gaps):
    """The start of the grid is the imputation, whatever makes the groups alike, and both share their sets."""
    cohort, outcome = trial("yes_no")
    data = cohort.assign(age=cohort["age"].mask(np.arange(N) % 20 == 0)) if gaps else cohort, outcome
    options = {"adjusted": True, "weights": weights, "cycles": 10}
    analyses = [
        {"method": "shares", "role": "primary"},
        {"method": "multiple_imputation", "role": "sensitivity"} | options,
        {"method": "tipping_point", "role": "sensitivity", "odds_ratios": [1, 3]} | options,
    ]
    frame = frame_of(*data, **YES_NO | {"analyses": analyses})
    table = answer_question(frame).estimates
    assert len(frame.shared) == 1
    effects = table[table["measure"] == "risk_difference"].reset_index(drop=True)
    imputed, start = effects[effects["method"] != "shares"].iloc[[0, 1]].to_dict("records")
    assert imputed["method"] == "multiple_imputation" and start["method"] == "tipping_point"
    for name in ("estimate", "std_error", "p_value"):
        assert imputed[name] == pytest.approx(start[name], rel=1e-12)
    # No model has a coefficient here that an odds ratio could be of.
    assert "odds_ratio" not in set(table["measure"])
