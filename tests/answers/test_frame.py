"""One question's people: the horizon, the population, the exposure."""

from __future__ import annotations

import pandas as pd
import pytest

COHORT = pd.DataFrame({"person_id": list("abcd"), "arm": ["control", "clinic", "clinic", None]})


def outcome(*rows):
    return pd.DataFrame(rows, columns=["person_id", "day", "event"])


# day, event -> as the horizon of 180 days sees it
@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ((100, True), (100, True)),
        ((180, True), (180, True)),
        ((181, True), (180, False)),
        ((400, False), (180, False)),
        ((100, False), (100, False)),
    ],
)
def test_what_happens_after_the_horizon_is_not_counted(seen, expected, frame_of):
    people = frame_of(COHORT, outcome(("a", *seen))).people.set_index("person_id")
    assert tuple(people.loc["a", ["day", "event"]]) == expected


def test_a_person_without_an_outcome_stays_in_the_frame_as_unknown(frame_of):
    frame = frame_of(COHORT, outcome(("a", 10, True)))
    assert len(frame.people) == 4
    assert frame.outcome_known().tolist() == [True, False, False, False]


def test_known_outcomes_are_counted_by_level_the_reference_first(frame_of):
    frame = frame_of(COHORT, outcome(("a", 10, True), ("b", 20, False)))
    assert list(frame.known_by_level().items()) == [("control", (1, 1)), ("clinic", (1, 2))]


def test_levels_put_the_reference_first(frame_of):
    frame = frame_of(COHORT, outcome(("a", 10, True)), exposure={"variable": "arm", "reference": "clinic"})
    assert frame.levels == ["clinic", "control"]


def test_a_comparison_never_changes_its_reference_because_nobody_is_in_it(frame_of):
    cohort = pd.DataFrame({"person_id": list("abc"), "primary_substance": ["cocaine", "heroin", "heroin"]})
    frame = frame_of(
        cohort, outcome(("a", 10, True)), exposure={"variable": "primary_substance", "reference": "alcohol"}
    )
    assert frame.levels[0] == "alcohol"


def aftercare(*rows):
    frame = pd.DataFrame(rows, columns=["person_id", "wave", "day", "kind", "received"])
    return frame.astype({"wave": "Int64", "day": "Int64", "received": "boolean", "person_id": "string"})


def test_ever_exposed_is_what_a_naive_comparison_uses(frame_of):
    records = aftercare(("a", None, 300, "primary_care", True), ("b", None, 365, "primary_care", False))
    frame = frame_of(
        COHORT,
        outcome(("a", 10, True)),
        records,
        exposure={"variable": "aftercare.primary_care", "reference": "no"},
        analyses=[{"method": "cox", "role": "naive"}, {"method": "time_varying", "role": "primary"}],
    )
    people = frame.people.set_index("person_id")
    assert people["exposure"].fillna("unknown").to_dict() == {
        "a": "yes",
        "b": "no",
        "c": "unknown",
        "d": "unknown",
    }
    assert people.loc["a", "contact_day"] == 300
    assert people.loc["b", "contact_observed_to"] == 365


def test_scores_bring_the_baseline_score_to_each_person(frame_of, rows):
    scores = rows(
        "person_id wave due_day day score",
        ("a", 0, 0, 0, 30.0),
        ("a", 6, 183, 190, 20.0),
        ("z", 0, 0, 0, 1.0),
    )
    frame = frame_of(
        COHORT,
        scores,
        outcome={"definition": "symptom_score", "instrument": "ces_d"},
        horizon_days=183,
        analyses=[{"method": "mmrm", "role": "primary"}],
    )
    assert frame.people.set_index("person_id")["baseline_score"].to_dict()["a"] == 30
    assert frame.scores["person_id"].tolist() == ["a", "a"]
    assert frame.outcome_known().tolist() == [True, False, False, False]
