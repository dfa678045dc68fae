"""A method that cannot answer says so in a row with a reason; it never stops the study."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.methods import NAMES
from stepdown.answers.methods import analyses as methods

PEOPLE = [f"p{i:02d}" for i in range(40)]


def cohort(arms) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {"person_id": PEOPLE, "arm": pd.array(arms, dtype="string"), "age": rng.normal(40, 8, 40),
         "sex": pd.array(rng.choice(["male", "female"], 40), dtype="string")}
    )  # fmt: skip


BOTH = ["control", "clinic"] * 20
# arms of the 40 people | how many have a known outcome | what happens to them
THIN = {
    "an ordinary study": (BOTH, 40, "some have the event"),
    "nobody has a known outcome": (BOTH, 0, "some have the event"),
    "one person has a known outcome": (BOTH, 1, "some have the event"),
    "two people have a known outcome": (BOTH, 2, "some have the event"),
    "nobody has the event": (BOTH, 40, "nobody has the event"),
    "one person has the event": (BOTH, 40, "one person has the event"),
    "everybody has the event": (BOTH, 40, "everybody has the event"),
    "everybody leaves on one day": (BOTH, 40, "everybody leaves on one day"),
    "the group decides": (BOTH, 40, "the group decides"),
    "one person in a group": (["clinic"] + ["control"] * 39, 40, "some have the event"),
    "nobody is in the reference": (["clinic"] * 40, 40, "some have the event"),
    "everybody is in the reference": (["control"] * 40, 40, "some have the event"),
    "the exposure is not known": ([None] * 40, 40, "some have the event"),
}
OUTCOMES = {
    "yes_no": {"definition": "treatment_completed"},
    "time_to_event": {"definition": "first_use"},
    "score": {"definition": "symptom_score", "instrument": "ces_d"},
    "interval": {"definition": "length_of_stay"},
}
# What a method needs beside its name.
OPTIONS: dict[str, dict] = {
    "kaplan_meier": {"days": [90]},
    "aalen_johansen": {"days": [90]},
    "rmst": {"ratio": True},
    "rmtl": {"ratio": True},
    "grouped_hazards": {"days": [90], "periods": [90]},
    "landmark": {"landmark_day": 30},
    "interaction": {"by": "sex"},
    "aipw": {"folds": 1, "own_slopes": False},
    "missing_rule": {"rule": "observed_only"},
    "clone_censor_weight": {"replicates": 50},
    "non_inferiority": {"margin": 0.1, "role": "sensitivity"},
    "e_value": {"role": "sensitivity"},
    "tipping_point": {"imputations": 20, "cycles": 10, "role": "sensitivity"},
    "multiple_imputation": {"imputations": 20, "cycles": 10},
}
# Methods about exposures learned later, categories, stays and shares known have tests of their own below or elsewhere.
ELSEWHERE = {"landmark", "time_varying", "clone_censor_weight", "categories", "occupancy", "duration_strategies",
             "per_protocol", "ascertainment"}  # fmt: skip
# What a method follows, or stands beside.
BESIDE = {"yes_no": "modified_poisson", "time_to_event": "cox", "score": "mmrm"}
BESIDE_DIFFERENCES = {"yes_no": "standardization", "time_to_event": "rmst", "score": "mmrm"}
ASKED = [
    (name, shape) for name, model in methods().items() if name not in ELSEWHERE for shape in model.shapes
]


def derived(shape: str, known: int, happens: str) -> pd.DataFrame:
    """The outcomes of the first so many people."""
    draw, position = np.random.default_rng(2), np.arange(40)
    event = {
        "some have the event": draw.random(40) < 0.6,
        "nobody has the event": position < 0,
        "one person has the event": position == 3,
        "everybody has the event": position >= 0,
        "everybody leaves on one day": position % 3 == 0,
        "the group decides": position % 2 == 0,
    }[happens]
    if shape == "score":
        spread = 0.0 if happens in ("nobody has the event", "the group decides") else 9.0
        base = np.where(event, 60.0, 45.0)
        return pd.concat(
            pd.DataFrame(
                {"person_id": PEOPLE, "wave": wave, "due_day": due, "day": due + 1,
                 "score": base + draw.normal(0, 1, 40) * spread}
            ).head(known)
            for wave, due in ((0, 0), (3, 90), (6, 183))
        )  # fmt: skip
    if shape == "yes_no":
        return pd.DataFrame({"person_id": PEOPLE, "value": event}).head(known)
    day = np.full(40, 60) if happens == "everybody leaves on one day" else draw.integers(1, 200, 40)
    if shape == "interval":
        lowest = day // 30 * 30 + 1
        columns = {"lowest": lowest, "highest": np.where(event, lowest + 29, np.nan)}
        return (
            pd.DataFrame({"person_id": PEOPLE, **columns})
            .astype({"lowest": "Float64", "highest": "Float64"})
            .head(known)
        )
    cause = np.where(event, 1, draw.choice([0, 2], 40))
    return pd.DataFrame({"person_id": PEOPLE, "day": day, "event": event, "cause": cause}).head(known)


def asked(method: str, shape: str) -> list[dict]:
    """The method as a question's only analysis, or with what it follows, or beside what must be primary."""
    one = {"method": method, "role": "primary"} | OPTIONS.get(method, {})
    if one["role"] == "primary":
        return [one]
    beside = BESIDE if method == "e_value" else BESIDE_DIFFERENCES
    return [{"method": beside[shape], "role": "primary"}, one]


def primary(method: str) -> list[dict]:
    return [{"method": method, "role": "primary"} | OPTIONS.get(method, {})]


def check(answer) -> None:
    rows = answer.estimates
    assert len(rows) or answer.flow
    ok = rows[rows["status"] == "ok"]
    broken = ok[ok["estimate"].isna() & ok["lower"].isna()]
    assert broken.empty, broken[["measure", "level", "status"]]
    # An interval has width; but a curve's is at its edge until the first event, and bounds are no interval.
    narrow = ok[
        (ok["lower"] == ok["upper"]) & ~ok["method"].isin(["kaplan_meier", "aalen_johansen", "bounds"])
    ]
    assert narrow.empty, narrow[["method", "measure", "level", "estimate", "lower"]]
    assert not (ok["std_error"] <= 0)[~ok["method"].isin(["kaplan_meier", "aalen_johansen"])].any()
    reasons = rows.loc[rows["status"] == "not_estimable", "reason"]
    assert (reasons.str.len() > 10).all()
    assert not reasons.str.contains("nan|operand|zero-size|broadcast|array").any(), reasons.tolist()
    # What is compared with the reference is compared with the reference of the plan.
    assert set(rows["reference"]) <= {"", "control", "no", "male"}


COMPETING = {"aalen_johansen", "incidence_difference", "gray", "cause_specific_cox", "fine_gray", "rmtl"}


@pytest.mark.parametrize("case", THIN)
@pytest.mark.parametrize(("method", "shape"), ASKED)
def test_every_method(method, shape, case, frame_of):
    arms, known, happens = THIN[case]
    outcome = derived(shape, known, happens)
    if shape == "time_to_event" and method not in COMPETING:
        outcome = outcome.drop(columns="cause")
    frame = frame_of(
        cohort(arms), outcome, design="observational", adjustment=["age", "sex"], outcome=OUTCOMES[shape],
        horizon_days=183 if shape == "score" else 100, analyses=asked(method, shape),
    )  # fmt: skip
    answered = answer_question(frame)
    check(answered)
    if case == "an ordinary study":
        rows = answered.estimates[answered.estimates["method"] == method]
        assert rows["status"].isin(["ok", "withheld"]).any(), rows["reason"].tolist()


def test_no_method_is_left_out():
    assert {method for method, _ in ASKED} | ELSEWHERE == set(NAMES)


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
