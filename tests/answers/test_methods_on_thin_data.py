"""A method that cannot answer says so in a row with a reason; it never stops the study."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question

PEOPLE = [f"p{i:02d}" for i in range(40)]


def cohort(arms) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {"person_id": PEOPLE, "arm": pd.array(arms, dtype="string"), "age": rng.normal(40, 8, 40),
         "sex": pd.array(rng.choice(["male", "female"], 40), dtype="string")}
    )  # fmt: skip


BOTH = ["control", "clinic"] * 20
# arms of the 40 people | how many have a known outcome | whether they have events
THIN = {
    "nobody has a known outcome": (BOTH, 0, True),
    "one person has a known outcome": (BOTH, 1, True),
    "nobody has the event": (BOTH, 40, False),
    "nobody is in the reference": (["clinic"] * 40, 40, True),
    "everybody is in the reference": (["control"] * 40, 40, True),
    "the exposure is not known": ([None] * 40, 40, True),
}
TIME_TO_EVENT = ["kaplan_meier", "rmst", "log_rank", "cox", "bounds"]
OPTIONS = {"kaplan_meier": {"days": [90]}, "landmark": {"landmark_day": 30}}


def primary(method: str) -> list[dict]:
    return [{"method": method, "role": "primary"} | OPTIONS.get(method, {})]


def check(answer) -> None:
    rows = answer.estimates
    assert len(rows) or answer.flow
    broken = rows[(rows["status"] == "ok") & rows["estimate"].isna() & rows["lower"].isna()]
    assert broken.empty, broken[["measure", "level", "status"]]
    assert (rows.loc[rows["status"] == "not_estimable", "reason"] != "").all()
    # What is compared with the reference is compared with the reference of the plan.
    assert set(rows["reference"]) <= {"", "control", "no", "male"}


@pytest.mark.parametrize("case", THIN)
@pytest.mark.parametrize("method", TIME_TO_EVENT)
def test_a_time_to_event(method, case, frame_of):
    arms, known, events = THIN[case]
    rng = np.random.default_rng(2)
    outcome = pd.DataFrame(
        {"person_id": PEOPLE, "day": rng.integers(1, 200, 40), "event": [events] * 40}
    ).head(known)
    check(answer_question(frame_of(cohort(arms), outcome, analyses=primary(method))))


@pytest.mark.parametrize("case", [case for case in THIN if case != "nobody has the event"])
@pytest.mark.parametrize("method", ["mmrm", "mixed"])
def test_a_repeated_score(method, case, frame_of):
    arms, known, _ = THIN[case]
    rng = np.random.default_rng(3)
    score = lambda: rng.normal(30, 9, 40)  # noqa: E731
    scores = pd.concat(
        pd.DataFrame({"person_id": PEOPLE, "wave": wave, "due_day": due, "day": due, "score": score()}).head(
            known
        )
        for wave, due in ((0, 0), (6, 183))
    )
    frame = frame_of(
        cohort(arms), scores, outcome={"definition": "symptom_score", "instrument": "ces_d"},
        horizon_days=183, analyses=primary(method),
    )  # fmt: skip
    check(answer_question(frame))


@pytest.mark.parametrize("case", THIN)
def test_a_yes_or_no(case, frame_of):
    arms, known, events = THIN[case]
    values = [i % 2 == 0 for i in range(40)] if events else [False] * 40
    outcome = pd.DataFrame({"person_id": PEOPLE, "value": values}).head(known)
    frame = frame_of(
        cohort(arms), outcome, outcome={"definition": "lost_to_follow_up", "wave": 6}, exposure=None,
        adjustment=["arm", "sex"], analyses=primary("logistic"),
    )  # fmt: skip
    check(answer_question(frame))


def aftercare(received, wave=None) -> pd.DataFrame:
    records = pd.DataFrame(
        {"person_id": PEOPLE, "wave": wave, "day": 20, "kind": "primary_care", "received": received}
    )
    return records.astype({"wave": "Int64", "day": "Int64", "received": "boolean", "person_id": "string"})


LATE = {
    "everybody was exposed": aftercare([True] * 40),
    "nobody was exposed": aftercare([False] * 40),
    "nobody has a record": aftercare([True] * 40).head(0),
    "half were exposed": aftercare([True, False] * 20),
    "only told at interviews": aftercare([True, False] * 20, wave=6),
}
LATE_EXPOSURE = {"variable": "aftercare.primary_care", "reference": "no"}


@pytest.mark.parametrize("case", LATE)
@pytest.mark.parametrize("method", ["landmark", "time_varying"])
def test_an_exposure_learned_later_and_a_time_to_event(method, case, frame_of):
    rng = np.random.default_rng(4)
    outcome = pd.DataFrame({"person_id": PEOPLE, "day": rng.integers(1, 200, 40), "event": True})
    frame = frame_of(cohort(BOTH), outcome, LATE[case], exposure=LATE_EXPOSURE, analyses=primary(method))
    check(answer_question(frame))


@pytest.mark.parametrize("case", LATE)
def test_an_exposure_learned_later_and_a_score(case, frame_of):
    rng = np.random.default_rng(5)
    scores = pd.DataFrame(
        {"person_id": PEOPLE, "wave": 6, "due_day": 183, "day": 190, "score": rng.normal(30, 9, 40)}
    )
    frame = frame_of(
        cohort(BOTH), scores, LATE[case], exposure=LATE_EXPOSURE, analyses=primary("landmark"),
        outcome={"definition": "symptom_score", "instrument": "ces_d"}, horizon_days=183,
    )  # fmt: skip
    check(answer_question(frame))
