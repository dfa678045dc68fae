"""Ascertainment, bounds, plain rules and weights for loss, from a question to its rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.loss import known, somebody_lost, status_at_horizon
from stepdown.answers.methods.ascertainment import FOR_EVERYBODY
from stepdown.disclosure.estimates import protect_estimates

N = 600
PEOPLE = [f"p{i:03d}" for i in range(N)]
TIME = {"outcome": {"definition": "first_use"}, "horizon_days": 180, "adjustment": ["age"]}
YES_NO = {"outcome": {"definition": "treatment_completed"}, "adjustment": ["age"]}
SCORE = {
    "outcome": {"definition": "symptom_score", "instrument": "ces_d"},
    "horizon_days": 365,
    "adjustment": ["age"],
}


def people() -> pd.DataFrame:
    draw = np.random.default_rng(5)
    arm = np.where(draw.random(N) < 0.5, "clinic", "control")
    return pd.DataFrame({"person_id": PEOPLE, "arm": arm, "age": draw.normal(40, 10, N)})


def course(never=0.1, lost=0.3) -> pd.DataFrame:
    """Days to first use; some are never seen, some are followed for a part of the time."""
    draw = np.random.default_rng(6)
    happens, leaves = draw.integers(0, 400, N), np.where(draw.random(N) < lost, draw.integers(1, 179, N), 300)
    day = np.minimum(happens, leaves).astype(float)
    event = pd.array(happens <= leaves, dtype="boolean")
    gone = draw.random(N) < never
    day[gone], event[gone] = np.nan, pd.NA
    return pd.DataFrame({"person_id": PEOPLE, "day": day, "event": event})


@pytest.fixture
def answered(frame_of):
    def run(question: dict, derived: pd.DataFrame, *analyses: dict, primary="rmst"):
        every = [{"method": primary, "role": "primary"}, *analyses]
        frame = frame_of(people(), derived, **question | {"analyses": every})
        table = answer_question(frame).estimates
        return table[table["method"] != primary], frame

    return run


ASCERTAINMENT = {"method": "ascertainment", "role": "descriptive"}
BOUNDS = {"method": "bounds", "role": "sensitivity", "followed_in_part": "lost"}
USING = {"method": "missing_rule", "role": "sensitivity", "rule": "missing_is_event"}
IPCW = {"method": "ipcw", "role": "sensitivity"}


def test_who_is_lost_of_a_time_to_an_event(answered):
    _, frame = answered(TIME, course())
    status = status_at_horizon(frame)
    rows = frame.people
    assert status[rows["event"].fillna(False).astype(bool)].all()
    lost = rows["day"].isna() | (~rows["event"].fillna(False).astype(bool) & (rows["day"] < 180))
    assert (status.isna() == lost).all() and (known(frame) == ~lost).all()
    assert not status[~lost & ~rows["event"].fillna(False).astype(bool)].any()


def test_what_rules_the_event_out_is_known(frame_of):
    derived = course(lost=0).assign(cause=0)
    derived.loc[derived["event"].fillna(False).astype(bool), "cause"] = 1
    early = derived["cause"].eq(0) & derived["day"].notna()
    derived.loc[early, ["day", "cause"]] = [20, 2]
    frame = frame_of(people(), derived, **TIME)
    assert (status_at_horizon(frame)[early] == False).all()  # noqa: E712 (missing is neither)
    assert (status_at_horizon(frame).isna() == derived["day"].isna()).all()


def test_ascertainment_bounds_and_the_rule_agree_with_counts(answered):
    table, frame = answered(TIME, course(), ASCERTAINMENT, BOUNDS, USING)
    status, arm = status_at_horizon(frame), frame.people["arm"]
    low, high = status.fillna(False).groupby(arm).mean(), status.fillna(True).groupby(arm).mean()
    shares = table[table["measure"] == "known"].set_index("level")["estimate"]
    assert shares.to_dict() == pytest.approx(status.notna().groupby(arm).mean().to_dict())
    bounds = table[(table["method"] == "bounds") & (table["measure"] == "risk")]
    assert bounds.set_index(["level", "missing_rule"])["estimate"]["clinic", "lost = event"] == pytest.approx(
        high["clinic"]
    )
    (difference,) = table[(table["method"] == "bounds") & (table["measure"] == "risk_difference")].to_dict(
        "records"
    )
    assert difference["missing_rule"] == "lost = anything"
    assert difference["lower"] == pytest.approx(low["clinic"] - high["control"])
    assert difference["upper"] == pytest.approx(high["clinic"] - low["control"])
    rule = table[(table["method"] == "missing_rule") & (table["measure"] == "risk_difference")].iloc[0]
    assert rule["estimate"] == pytest.approx(high["clinic"] - high["control"])
    # The corner of the bounds in which everybody who was lost had the event.
    assert difference["lower"] <= rule["estimate"] <= difference["upper"]
    assert set(table["measure"]) == {"known", "risk", "risk_difference"}


def test_people_followed_in_part_go_on_as_others_unless_a_plan_says_otherwise(answered):
    plain = {"method": "bounds", "role": "sensitivity"}
    table, _ = answered(TIME, course(), plain)
    lost, _ = answered(TIME, course(), BOUNDS)
    width = [
        (one["upper"] - one["lower"]).dropna().item()
        for one in (rows[rows["measure"] == "risk_difference"] for rows in (table, lost))
    ]
    assert width[0] < width[1]


def test_where_nobody_is_lost_one_row_says_so_and_the_others_are_left_out(answered):
    asked = [one | {"only_if_lost": True} for one in (BOUNDS, USING, IPCW)]
    table, frame = answered(TIME, course(never=0, lost=0), ASCERTAINMENT, *asked)
    assert not somebody_lost(frame)
    assert list(table["method"]) == ["ascertainment"]
    assert table.iloc[0][["status", "reason"]].tolist() == ["not_estimable", FOR_EVERYBODY]
    released = protect_estimates(table, frame.plan.disclosure)
    assert released.iloc[0]["reason"] == FOR_EVERYBODY and np.isnan(released.iloc[0]["estimate"])
    # What a plan asks for without that stands.
    again, _ = answered(TIME, course(never=0, lost=0), BOUNDS)
    assert set(again["method"]) == {"bounds"}


def test_a_small_number_of_the_lost_is_hidden(answered):
    table, frame = answered(TIME, course(never=0.01, lost=0), ASCERTAINMENT)
    assert 0 < (~known(frame)).sum() < 11
    released = protect_estimates(table, frame.plan.disclosure)
    assert set(released["status"]) == {"suppressed"} and released["estimate"].isna().all()


def test_weights_stand_for_those_who_were_lost(answered):
    """Age decides who has the outcome and who is lost; those who are seen are too young."""
    draw, cohort = np.random.default_rng(8), people()
    old = ((cohort["age"] - 40) / 10).to_numpy()
    done = pd.array(draw.random(N) < 1 / (1 + np.exp(1.5 * old)), dtype="boolean")
    whole = float(done.mean())
    done[draw.random(N) < 1 / (1 + np.exp(0.5 - 1.5 * old))] = pd.NA
    table, _ = answered(YES_NO, pd.DataFrame({"person_id": PEOPLE, "value": done}), IPCW, primary="shares")
    risks = table[table["measure"] == "risk"].set_index("level")
    assert set(table["missing_rule"]) == {"weighted for loss"} and set(table["adjustment"]) == {"age"}
    assert float(done.dropna().mean()) > whole + 0.1
    weighted = (risks["estimate"] * risks["n"]).sum() / risks["n"].sum()
    assert weighted == pytest.approx(whole, abs=0.05)
    assert risks["n"].sum() == N


def test_with_the_primary_analysis_weights_only_those_of_loss_come_on_top(answered):
    """Without loss both sets of weights are those of the propensity."""
    derived = course(never=0, lost=0)
    weighted, _ = answered(
        TIME, derived, IPCW | {"weights": "overlap"}, USING | {"weights": "overlap", "adjusted": True}
    )
    ipcw, rule = (weighted[weighted["method"] == name].reset_index() for name in ("ipcw", "missing_rule"))
    for column in ("estimate", "std_error", "lower", "upper"):
        assert ipcw[column].to_numpy() == pytest.approx(rule[column].to_numpy(), rel=1e-12)


@pytest.mark.parametrize("weights", ["overlap", "iptw", "att", "matching_weights"])
def test_a_score_is_weighted_too(answered, weights):
    draw, cohort = np.random.default_rng(9), people()
    scores = pd.DataFrame(
        {
            "person_id": PEOPLE,
            "wave": 12,
            "due_day": 365,
            "day": 365,
            "score": cohort["age"] + draw.normal(0, 1, N),
        }
    )
    table, _ = answered(
        SCORE,
        scores[draw.random(N) < 0.7],
        IPCW | {"weights": weights},
        IPCW | {"separately": True},
        primary="mmrm",
    )
    effects = table[table["measure"] == "mean_difference"]
    assert len(effects) == 2 and set(effects["status"]) == {"ok"}
    # Age is the score, and the weights make the groups alike in it.
    assert abs(effects["estimate"].iloc[0]) < 0.5


def test_nothing_to_weigh_by_is_said(answered):
    table, _ = answered(TIME | {"adjustment": []}, course(), IPCW)
    assert table["reason"].unique().tolist() == ["nothing is known at the start that loss could depend on"]
    assert table["measure"].unique().tolist() == ["risk_difference"]
