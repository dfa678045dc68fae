"""Models of repeated scores as a plan asks for them: covariances, degrees of freedom, and points a month."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.methods.random_slope import MONTH
from stepdown.disclosure.estimates import protect_estimates
from stepdown.disclosure.figure_data import trajectory_data
from stepdown.disclosure.forest_data import forest_data
from stepdown.tables.effects import MEASURES

DUE = {0: 0, 3: 91, 6: 183, 12: 365}
SCORE = {"outcome": {"definition": "symptom_score", "instrument": "ces_d"}, "horizon_days": 365}


def world(n: int = 60, slope: float = -0.5, waves: dict[int, int] = DUE) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The clinic's scores fall faster by so many points a month; interviews are late, and some are missed."""
    draw = np.random.default_rng(9)
    people = [f"p{i:02d}" for i in range(n)]
    clinic = np.arange(n) % 2 == 0
    cohort = pd.DataFrame({"person_id": people, "arm": np.where(clinic, "clinic", "control")})
    level, own = draw.normal(30, 4, n), draw.normal(0, 0.3, n)
    parts = []
    for wave, due in waves.items():
        day = due + (draw.integers(-5, 25, n) if wave else 0)
        score = level + (own - 0.4 + slope * clinic) * day / MONTH + draw.normal(0, 2, n)
        part = pd.DataFrame({"person_id": people, "wave": wave, "due_day": due, "day": day, "score": score})
        parts.append(part[draw.random(n) < (0.85 if wave else 1)])
    return cohort.astype({"arm": "string"}), pd.concat(parts, ignore_index=True)


@pytest.fixture
def asked(frame_of):
    """`asked("mmrm", covariance="ar1")`: the rows of that analysis of the trial, or of other data."""

    def run(method: str, data=None, design="randomised", **options) -> pd.DataFrame:
        cohort, scores = data or world()
        analyses = [{"method": method, "role": "primary"} | options]
        adjustment = ["sex"] if options.get("adjusted") else []
        frame = frame_of(cohort, scores, design=design, analyses=analyses, adjustment=adjustment, **SCORE)
        return answer_question(frame).estimates

    return run


def one(rows: pd.DataFrame, measure: str, **wanted) -> pd.Series:
    rows = rows[rows["measure"] == measure]
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    (row,) = rows.to_dict("records")
    return pd.Series(row)


@pytest.mark.parametrize("design", ["randomised", "observational"])
def test_slopes_are_found_and_a_line_gives_the_rest(asked, design):
    rows = asked("random_slope", design=design)
    slope = one(rows, "slope_difference")
    assert slope["lower"] < -0.5 < slope["upper"] < 0
    assert "points a month, Kenward–Roger" in slope["definition"]
    assert one(rows, "slope", level="clinic")["estimate"] - one(rows, "slope", level="control")[
        "estimate"
    ] == pytest.approx(slope["estimate"])
    end = one(rows, "mean_difference")
    assert end["estimate"] == pytest.approx(slope["estimate"] * 365 / MONTH)
    assert end["p_value"] == pytest.approx(slope["p_value"])
    start, last = (one(rows, "mean", level="clinic", horizon_days=day)["estimate"] for day in (0, 365))
    assert one(rows, "mean_change", level="clinic", horizon_days=365)["estimate"] == pytest.approx(
        last - start
    )


def test_degrees_of_freedom_widen_the_interval(asked):
    width = {}
    for way in ("normal", "satterthwaite", "kenward_roger"):
        row = one(asked("random_slope", world(12), degrees_of_freedom=way), "slope_difference")
        width[way] = row["upper"] - row["lower"]
    assert width["normal"] < width["satterthwaite"] <= width["kenward_roger"] * (1 + 1e-9)


def test_covariance_and_degrees_of_freedom_are_told(asked):
    usual = one(asked("mmrm"), "mean_difference", horizon_days=365)
    assert usual["definition"].endswith("symptom_score")
    other = asked("mmrm", covariance="ar1", degrees_of_freedom="kenward_roger", averaged=True)
    told = one(other, "mean_difference", horizon_days=365)
    assert told["definition"].endswith("symptom_score, AR(1) covariance, Kenward–Roger")
    assert told["std_error"] != usual["std_error"]
    joint = one(other, "f_statistic")
    assert joint["estimate"] > 0 and 0 < joint["p_value"] < 1
    averaged = one(other, "mean_difference_averaged")
    visits = other[other["measure"] == "mean_difference"]
    assert averaged["estimate"] == pytest.approx(visits["estimate"].mean())
    assert averaged["std_error"] < visits["std_error"].max()


def test_a_covariance_that_cannot_be_fitted_gives_way_and_says_so(asked):
    cohort, scores = world(4)
    row = one(asked("mmrm", (cohort, scores)), "mean_difference", horizon_days=365)
    assert "(unstructured covariance could not be fitted)" in row["definition"]
    assert row["std_error"] > 0


def test_every_person_the_same_is_said(asked):
    cohort, scores = world()
    rows = asked("random_slope", (cohort, scores.assign(score=20.0)))
    assert rows["reason"].str.contains("without error").all()
    # Scores that scatter around one line: people's own levels and slopes are nil.
    draw = np.random.default_rng(3)
    noise = pd.Series(draw.normal(0, 1, len(scores)), scores.index)
    noise -= noise.groupby(scores["person_id"]).transform("mean")
    line = scores.assign(score=30 - scores["day"] / MONTH + noise)
    assert (
        "do not vary freely" in one(asked("random_slope", (cohort, line)), "slope_difference")["definition"]
    )
    assert (
        "no variance between people"
        in one(asked("mixed", (cohort, line)), "mean", level="clinic", horizon_days=0)["definition"]
    )


THIN = {
    "one interview": world(waves={0: 0}),
    "two people": world(2),
    "two interviews": world(waves={0: 0, 12: 365}),
    "nobody": tuple(part.head(0) for part in world()),
}


@pytest.mark.parametrize("case", THIN)
@pytest.mark.parametrize(
    ("method", "options"),
    [("random_slope", {}), ("mmrm", {"degrees_of_freedom": "kenward_roger"}), ("mixed", {"degrees_of_freedom": "normal"})],
)  # fmt: skip
def test_thin_data_give_a_number_or_a_reason(asked, method, options, case):
    rows = asked(method, THIN[case], **options)
    fine = rows["status"] == "ok"
    assert rows.loc[fine, "estimate"].notna().all()
    assert (rows.loc[~fine, "reason"] != "").all()


def test_slopes_pass_the_door_into_the_figures_and_tables(asked, trial_plan_rules, question_of, vocabulary):
    rows = protect_estimates(asked("random_slope"), trial_plan_rules)
    question = question_of(analyses=[{"method": "random_slope", "role": "primary"}], **SCORE)
    assert "slope_difference" in MEASURES
    assert {"slope_difference", "mean_difference"} <= set(forest_data(question, rows, vocabulary)["measure"])
    assert set(trajectory_data(question, rows, vocabulary)["day"]) == set(DUE.values())


@pytest.fixture
def trial_plan_rules(trial):
    return trial.disclosure


def test_robust_errors_are_told_and_do_not_go_with_kenward_and_roger(asked, analysis_of):
    usual, robust = (
        one(asked("mmrm", errors=errors), "mean_difference", horizon_days=365)
        for errors in ("model", "robust")
    )
    assert robust["definition"].endswith("symptom_score, robust errors")
    assert robust["estimate"] == pytest.approx(usual["estimate"])
    assert robust["std_error"] == pytest.approx(usual["std_error"], rel=0.3)
    assert robust["std_error"] != usual["std_error"]
    with pytest.raises(ValueError, match="take satterthwaite"):
        analysis_of("mmrm", errors="robust", degrees_of_freedom="kenward_roger")


@pytest.mark.parametrize("method", ["mmrm", "mixed"])
def test_adjusted_groups_that_chose_start_at_one_mean(asked, method):
    cohort, scores = world(120)
    # The clinic's people start where they do because of their sex, which matters for nothing else.
    cohort = cohort.assign(sex=np.where(np.arange(120) % 3 == 0, "male", "female")).astype({"sex": "string"})
    rows = asked(method, (cohort, scores), design="observational", adjusted=True)
    starts = rows[(rows["measure"] == "mean") & (rows["horizon_days"] == 0)]
    assert starts["estimate"].nunique() == 1 and starts["level_n"].sum() == 120
    end = one(rows, "mean_difference", horizon_days=365)
    assert "given the baseline" in end["definition"]
    means = [one(rows, "mean", level=level, horizon_days=365)["estimate"] for level in ("clinic", "control")]
    assert means[0] - means[1] == pytest.approx(end["estimate"])
    change = one(rows, "mean_change", level="clinic", horizon_days=365)
    assert change["estimate"] == pytest.approx(means[0] - starts["estimate"].iloc[0])
    # Half a point a month.
    assert end["estimate"] == pytest.approx(-0.5 * 365 / MONTH, abs=3 * end["std_error"])
