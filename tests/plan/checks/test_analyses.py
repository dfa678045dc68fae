"""Weights adjust: an analysis of people who were lost that names some must say that it adjusts."""

from __future__ import annotations

import pytest

from stepdown.plan.checks import check_plan
from stepdown.plan.study import Question


@pytest.fixture
def complaints(trial, vocabulary):
    """`complaints(analysis, adjustment)` is what the plan is refused for, with the place inside its question."""

    def run(analysis: dict, adjustment=("age", "sex")) -> list[tuple]:
        primary = {"method": "logistic", "role": "primary", "adjusted": bool(adjustment)}
        question = Question.model_validate(
            {
                "id": "q", "question": "Are they well?", "design": "randomised", "time_zero": "day 0",
                "exposure": {"variable": "arm", "reference": "control"}, "horizon_days": 730, "summary": "share",
                "outcome": {"definition": "symptom_remission", "instrument": "ces_d", "wave": 24},
                "figure": {"kind": "forest"}, "adjustment": list(adjustment), "analyses": [primary, analysis],
            }
        )  # fmt: skip
        found = check_plan(trial.model_copy(update={"questions": [question]}), vocabulary)
        return [(where[2:], *words) for where, *words in found]

    return run


LOST = [
    {"method": "multiple_imputation", "role": "sensitivity"},
    {"method": "tipping_point", "role": "sensitivity"},
    {"method": "missing_rule", "role": "sensitivity", "rule": "missing_is_event"},
]


@pytest.mark.parametrize("analysis", LOST, ids=lambda one: one["method"])
@pytest.mark.parametrize("weights", ["overlap", "iptw", "att", "matching_weights"])
def test_weights_without_adjusting_are_refused(complaints, analysis, weights):
    (found,) = complaints(analysis | {"weights": weights})
    where, what, how = found
    assert where == ("analyses", 1, "weights")
    assert what == (
        f"{weights} weights make groups alike in what is adjusted for, but {analysis['method']} does not adjust."
    )
    assert how == "Add `adjusted: true` or drop `weights`."


@pytest.mark.parametrize("analysis", LOST, ids=lambda one: one["method"])
def test_weights_of_what_adjusts_and_no_weights_at_all_pass(complaints, analysis):
    assert complaints(analysis) == []
    assert complaints(analysis | {"weights": "overlap", "adjusted": True}) == []


def test_weights_for_loss_always_adjust_and_need_something_to_adjust_for(complaints):
    weighted = {"method": "ipcw", "role": "sensitivity", "weights": "overlap"}
    assert complaints(weighted) == []
    (found,) = complaints(weighted, adjustment=())
    assert found[0] == ("analyses", 1, "adjusted") and found[2] == "Add `adjustment:`."
