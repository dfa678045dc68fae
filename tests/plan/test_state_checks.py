"""A question about where people are: what a plan may ask, and what it is told where it may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stepdown.plan.checks import check_plan
from stepdown.plan.study import Question

ASKED = {
    "id": "q", "question": "Where are they?", "design": "descriptive", "time_zero": "admission", "horizon_days": 90,
    "outcome": {"definition": "care_state"}, "summary": "shares", "figure": {"kind": "pathways"},
    "analyses": [{"method": "occupancy", "role": "primary", "days": [30, 90]}],
}  # fmt: skip


@pytest.fixture
def told(trial, vocabulary):
    """What is found about the question with these changes, of a source with or without dated episodes."""

    def run(dated=frozenset({"episodes", "aftercare"}), **changes):
        plan = trial.model_copy(update={"questions": [Question.model_validate(ASKED | changes)]})
        return list(check_plan(plan, replace(vocabulary, dated=dated)))

    return run


def test_a_question_about_one_group_is_fine(told):
    assert told() == []
    assert told(outcome={"definition": "care_state", "returns": "counted", "records_end_day": 365}) == []


def test_a_source_without_dated_episodes_is_refused(told):
    ((where, what, _),) = told(dated=frozenset({"assessments"}))
    assert where == ("questions", 0, "outcome")
    assert what == "This source has no episodes with days, and care_state rests on them."


@pytest.mark.parametrize(
    ("changes", "place", "what", "mend"),
    [
        (
            {"exposure": {"variable": "arm", "reference": "control"}},
            "exposure",
            "compares nothing",
            "population",
        ),
        ({"adjustment": ["age"]}, "adjustment", "compares nothing", "nothing to adjust"),
        ({"design": "observational"}, "design", "one group", "descriptive"),
        ({"figure": {"kind": "forest"}}, "figure", "shown by pathways", "pathways"),
        ({"horizon_days": 60}, "analyses", "Day 90 lies beyond", "horizon_days"),
        (
            {"outcome": {"definition": "care_state", "aftercare_days": 30}},
            "outcome",
            "how long the records would have told",
            "",
        ),
    ],
)
def test_what_such_a_question_cannot_be(told, changes, place, what, mend):
    ((where, why, how),) = told(**changes)
    assert where[:3] == ("questions", 0, place)
    assert what in why
    assert mend in how


def test_other_methods_and_other_figures_do_not_fit(told):
    found = told(analyses=[{"method": "shares", "role": "primary"}])
    assert any("shares cannot answer a question about care_state" in what for _, what, _ in found)
    analyses = [{"method": "aalen_johansen", "role": "primary", "days": [30]}]
    found = told(outcome={"definition": "unplanned_exit"}, analyses=analyses)
    ((where, what, mend),) = found
    assert where[2:] == ("figure", "kind")
    assert "Pathways show where people are" in what
    assert "care_state" in mend
