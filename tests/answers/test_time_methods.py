"""Days lost by cause, time ratios, and the log-rank test with strata and weights: rows, reasons and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from stepdown.answers.answer import answer_question
from stepdown.answers.estimate import EFFECTS, RATIOS
from stepdown.answers.findings.competing_events import _days_lost
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows
from stepdown.estimators.accelerated_failure_time import accelerated_failure_time
from stepdown.estimators.restricted_loss import (
    restricted_loss,
    restricted_loss_difference,
    restricted_loss_ratio,
)
from stepdown.estimators.weighted_log_rank import weighted_log_rank
from stepdown.tables.effects import MEASURES

N = 300
PEOPLE = [f"p{i:03d}" for i in range(N)]


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    draw = np.random.default_rng(3)
    sex = pd.array(draw.choice(["male", "female"], N), dtype="string")
    cohort = pd.DataFrame({"person_id": PEOPLE, "arm": ["control", "clinic"] * (N // 2), "sex": sex})
    cause = draw.choice([0, 1, 2], N, p=[0.3, 0.45, 0.25])
    day = draw.integers(0, 260, N)
    return cohort, pd.DataFrame({"person_id": PEOPLE, "day": day, "event": cause == 1, "cause": cause})


@pytest.fixture
def answered(frame_of):
    def run(method, table=lambda table: table, **options):
        cohort, derived = tables()
        analyses = [{"method": method, "role": "primary"} | options]
        frame = frame_of(cohort, table(derived), analyses=analyses, adjustment=["sex"])
        return answer_question(frame).estimates, frame

    return run


def test_days_lost_of_every_cause_and_how_they_compare(answered):
    rows, frame = answered("rmtl", ratio=True)
    people = frame.people
    by_arm = [people[people["arm"] == arm] for arm in ("clinic", "control")]
    for cause, definition in enumerate(["first_use", "first_use, competing events"], start=1):
        found = rows[rows["definition"] == definition].set_index("measure")
        one, other = (
            restricted_loss(arm["day"], arm["cause"].astype(int), 180, cause, n_causes=2) for arm in by_arm
        )
        difference, ratio = restricted_loss_difference(one, other), restricted_loss_ratio(one, other)
        assert found.loc["rmtl_difference", "estimate"] == pytest.approx(difference.estimate)
        assert found.loc["rmtl_difference", "std_error"] == pytest.approx(difference.std_error)
        assert found.loc["rmtl_ratio", "upper"] == pytest.approx(ratio.upper)
        assert found.loc[["rmtl"], "estimate"].tolist() == pytest.approx([other.estimate, one.estimate])


def test_the_finding_says_what_the_event_took(answered):
    rows, frame = answered("rmtl")
    (sentence,) = _days_lost(Context(frame.question, frame.vocabulary, Rows(rows, "q")))
    assert sentence.text.startswith("Over the first 180 days, ")
    assert " days from people " in sentence.text


def test_the_ratio_of_mean_days_is_asked_for(answered):
    assert "rmst_ratio" not in set(answered("rmst")[0]["measure"])
    rows, _ = answered("rmst", lambda table: table.drop(columns="cause"), ratio=True)
    assert {"rmst_difference", "rmst_ratio"} <= set(rows["measure"])


@pytest.mark.parametrize("distribution", ["weibull", "log_normal"])
def test_time_ratio(distribution, answered):
    rows, frame = answered("aft", distribution=distribution, adjusted=True)
    (row,) = rows.to_dict("records")
    people = frame.people
    design = np.column_stack([people["arm"] == "clinic", people["sex"] == "female"]).astype(float)
    fit = accelerated_failure_time(
        np.maximum(people["day"], 0.5), people["event"].astype(bool), design, distribution
    )
    assert row["estimate"] == pytest.approx(np.exp(fit.coefficients[1]))
    assert (row["measure"], row["adjustment"], row["level"]) == ("time_ratio", "sex", "clinic")


def test_log_rank_with_strata_and_weights(answered):
    options = {"strata": ["sex"], "weighting": "fleming_harrington", "rho": 1}
    rows, frame = answered("log_rank", **options)
    people = frame.people
    theirs = weighted_log_rank(
        people["day"], people["event"].astype(bool), people["arm"], people["sex"], "fleming_harrington", 1
    )
    assert rows["estimate"].iloc[0] == pytest.approx(theirs.chi_square)
    assert rows["adjustment"].iloc[0] == "strata: sex"
    plain = answered("log_rank")[0]["estimate"].iloc[0]
    assert plain != pytest.approx(theirs.chi_square)


def test_powers_without_their_weighting_are_refused(analysis_of):
    with pytest.raises(ValidationError, match="fleming_harrington"):
        analysis_of("log_rank", rho=1)


THIN = {
    "nobody has a known outcome": lambda table: table.head(0),
    "one person has": lambda table: table.head(1),
    "two people have": lambda table: table.head(2),
    "nobody has the event": lambda table: table.assign(event=False, cause=0),
    "one person has the event": lambda table: table.assign(
        event=table.index == 4, cause=(table.index == 4) * 1
    ),
    "all have it on one day": lambda table: table.assign(event=True, cause=1, day=7),
}
METHODS = {"rmtl": {"ratio": True}, "aft": {}, "log_rank": {"strata": ["sex"]}, "rmst": {"ratio": True}}


@pytest.mark.parametrize("case", THIN)
@pytest.mark.parametrize("method", METHODS)
def test_thin_data_give_a_reason(method, case, answered):
    rows, _ = answered(method, THIN[case], **METHODS[method])
    broken = rows[(rows["status"] == "ok") & rows["estimate"].isna()]
    assert broken.empty
    assert (rows.loc[rows["status"] == "not_estimable", "reason"] != "").all()


def test_every_effect_has_a_place_in_the_table_of_effects():
    # An E-value and the largest loss judge an effect; they are none.
    assert set(MEASURES) <= EFFECTS | {"e_value", "largest_loss"}
    assert set(MEASURES) >= RATIOS
    assert {"rmtl_difference", "rmst_difference", "subdistribution_hazard_ratio"} < set(MEASURES)
