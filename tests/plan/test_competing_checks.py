"""Never one minus Kaplan–Meier when something competes: what a plan is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stepdown.plan.checks import check_plan
from stepdown.plan.study import Question
from stepdown.records.adapters import settings_models, vocabulary_of
from stepdown.records.variables import EventWords

REST = [
    {"method": "gray", "role": "primary"},
    {"method": "aalen_johansen", "role": "descriptive", "days": [90]},
]


@pytest.fixture
def told(trial, vocabulary):
    """What is found about a question with these analyses and an event that has competitors, or has none."""

    def run(analyses, competes=True, figure="curves", event="left"):
        words = EventWords("leaving", "had left", "had not left", good=False, competes=competes)
        question = Question.model_validate(
            {
                "id": "q", "question": "Did they leave?", "design": "randomised", "time_zero": "day 0",
                "exposure": {"variable": "arm", "reference": "control"}, "horizon_days": 180, "summary": "share",
                "outcome": {"definition": "event_time", "event": event},
                "analyses": analyses, "figure": {"kind": figure},
            }
        )  # fmt: skip
        plan = trial.model_copy(update={"questions": [question]})
        return list(check_plan(plan, replace(vocabulary, events={"left": words})))

    return run


@pytest.mark.parametrize(
    ("analysis", "alternative"),
    [
        (
            {"method": "kaplan_meier", "role": "descriptive", "days": [30, 90]},
            "{method: aalen_johansen, role: descriptive, days: [30, 90]}",
        ),
        (
            {"method": "rmst", "role": "sensitivity"},
            "{method: aalen_johansen, role: sensitivity, days: [180]}",
        ),
    ],
)
def test_what_censors_competing_events_is_refused_with_the_alternative(analysis, alternative, told):
    ((where, what, _),) = told([*REST, analysis])
    assert where == ("questions", 0, "analyses", 2)
    assert what.startswith(analysis["method"])
    assert alternative in what
    assert "{method: cause_specific_cox, role: sensitivity}" in what


def test_it_may_be_shown_as_naive(told):
    assert told([*REST, {"method": "kaplan_meier", "role": "naive", "days": [90]}]) == []


def test_it_is_right_where_nothing_competes(told):
    analyses = [
        {"method": "kaplan_meier", "role": "descriptive", "days": [90]},
        {"method": "rmst", "role": "primary"},
    ]
    assert told(analyses, competes=False) == []


def test_curves_may_be_cumulative_incidences(told):
    assert told(REST) == []
    ((where, what, _),) = told(REST[:1])
    assert where == ("questions", 0, "figure", "kind")
    assert "aalen_johansen" in what


def test_an_event_that_is_not_known_is_all_that_is_said(told):
    ((where, what, _),) = told([*REST, {"method": "rmst", "role": "sensitivity"}], event="lost")
    assert where == ("questions", 0, "outcome")
    assert "not an event" in what


@pytest.mark.parametrize(("third", "competes"), [("competing", True), ("censored", False)])
def test_a_source_in_one_table_says_whether_something_competes(third, competes):
    settings = settings_models()["wide"](
        adapter="wide", path="data", file="t.csv", persons={"arm": {"column": "arm", "levels": {"1": "a", "2": "b"}}},
        events={"left": {"time": "t", "status": "s", "codes": {"0": "censored", "1": "event", "2": third},
                         "noun": "leaving", "had": "had left", "free": "had not left"}},
    )  # fmt: skip
    assert vocabulary_of(settings).events["left"].competes is competes
