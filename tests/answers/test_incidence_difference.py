"""Differences in cumulative incidence, and causes that have names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.methods.competing import definition_of, of_competing

N = 400
OUTCOME = {"definition": "unplanned_exit"}


def people() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nobody is censored before day 180, so that a cumulative incidence is a plain share."""
    names = [f"p{i:03d}" for i in range(N)]
    arm = np.repeat(["control", "clinic"], N // 2)
    # Of each 200: left 80 or 40, completed 100, died 2, incarcerated 8, the rest still there on day 200.
    causes = [*[1] * 80, *[2] * 100, *[4] * 2, *[5] * 8, *[0] * 10]
    causes += [*[1] * 40, *[2] * 100, *[4] * 2, *[5] * 8, *[0] * 50]
    cause = np.array(causes)
    day = np.where(cause == 0, 200, 1 + np.arange(N) % 170)
    cohort = pd.DataFrame({"person_id": names, "arm": arm})
    return cohort, pd.DataFrame({"person_id": names, "day": day, "event": cause == 1, "cause": cause})


def run(frame_of, method, **options):
    cohort, derived = people()
    analyses = [{"method": method, "role": "primary"} | options]
    frame = frame_of(cohort, derived, analyses=analyses, outcome=OUTCOME)
    return frame, answer_question(frame).estimates


def test_without_censoring_it_is_the_difference_of_two_shares(frame_of):
    (row,) = run(frame_of, "incidence_difference")[1].to_dict("records")
    assert (row["measure"], row["level"], row["reference"]) == ("risk_difference", "clinic", "control")
    assert row["estimate"] == pytest.approx(40 / 200 - 80 / 200)
    assert row["std_error"] == pytest.approx(np.sqrt(0.2 * 0.8 / 200 + 0.4 * 0.6 / 200), rel=0.02)
    assert row["lower"] < row["estimate"] < row["upper"] < 0
    assert (row["n"], row["n_events"], row["level_n"], row["reference_n"]) == (400, 120, 200, 200)


def test_every_cause_has_its_name_and_its_own_incidence(frame_of):
    frame, rows = run(frame_of, "aalen_johansen", days=[180])
    mine = rows[rows["level"] == "clinic"].set_index("definition")["estimate"]
    expected = {
        "unplanned_exit": 0.2, "unplanned_exit, completed": 0.5, "unplanned_exit, transferred": 0.0,
        "unplanned_exit, died": 0.01, "unplanned_exit, incarcerated": 0.04,
    }  # fmt: skip
    assert mine.to_dict() == pytest.approx(expected)
    assert definition_of(frame, 4) == "unplanned_exit, died"
    assert [of_competing({"definition": name}) for name in expected] == [False, True, True, True, True]


@pytest.mark.parametrize("method", ["gray", "cause_specific_cox", "fine_gray"])
def test_other_methods_take_named_causes(method, frame_of):
    rows = run(frame_of, method)[1]
    assert (rows.loc[rows["status"] == "not_estimable", "reason"] != "").all()
    assert rows.loc[rows["definition"] == "unplanned_exit", "status"].eq("ok").any()


@pytest.mark.parametrize("level", ["clinic", "control"])
def test_a_group_without_a_known_outcome_gives_a_reason(level, frame_of):
    cohort, derived = people()
    known = derived[~derived["person_id"].isin(cohort.loc[cohort["arm"] == level, "person_id"])]
    frame = frame_of(
        cohort, known, analyses=[{"method": "incidence_difference", "role": "primary"}], outcome=OUTCOME
    )
    (row,) = answer_question(frame).estimates.to_dict("records")
    assert (row["status"], row["reason"]) == ("not_estimable", "nobody in a group has a known outcome")


def test_nobody_had_the_event_is_not_estimable(frame_of):
    cohort, derived = people()
    none = derived.assign(event=False, cause=derived["cause"].replace(1, 0))
    frame = frame_of(
        cohort, none, analyses=[{"method": "incidence_difference", "role": "primary"}], outcome=OUTCOME
    )
    (row,) = answer_question(frame).estimates.to_dict("records")
    assert row["status"] == "not_estimable" and "no error" in row["reason"]
