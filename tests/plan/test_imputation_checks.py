"""What a plan may name to impute with, and how it may use a grid of assumptions."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from stepdown.answers.methods import analyses
from stepdown.plan.checks import check_plan
from stepdown.plan.study import Question


@pytest.fixture
def complaints(trial, vocabulary):
    def run(auxiliary: list[str], adjustment=()) -> list[str]:
        question = Question.model_validate(
            {
                "id": "q", "question": "Are they well?", "design": "randomised", "time_zero": "day 0",
                "exposure": {"variable": "arm", "reference": "control"}, "horizon_days": 730, "summary": "share",
                "outcome": {"definition": "symptom_remission", "instrument": "ces_d", "wave": 24},
                "figure": {"kind": "forest"}, "adjustment": list(adjustment),
                "analyses": [{"method": "multiple_imputation", "role": "primary", "auxiliary": auxiliary}],
            }
        )  # fmt: skip
        found = check_plan(trial.model_copy(update={"questions": [question]}), vocabulary)
        return [" ".join(one[1:]) for one in found]

    return run


def test_what_is_learned_after_time_zero_may_help_to_impute_but_not_be_adjusted_for(complaints):
    assert complaints(["age", "baseline.sf36_mcs", "wave_6.ces_d"]) == []
    (found,) = complaints([], ["wave_6.ces_d"])
    assert "learned after time zero" in found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("wave_7.ces_d", "wave_7.ces_d' is not a variable of the source. Did you mean"),
        ("wave_6.phq", "is not a variable"),
        ("aftercare.primary_care", "on a day of its own"),
        ("arm", "always part of the imputation"),
    ],
)
def test_other_names_are_refused_with_a_way_out(complaints, name, words):
    (found,) = complaints([name])
    assert words in found


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("tipping_point", {"role": "primary"}),
        ("tipping_point", {"role": "sensitivity", "odds_ratios": [0.5]}),
        ("multiple_imputation", {"role": "primary", "imputations": 5}),
        ("missing_rule", {"role": "primary", "rule": "missing_is_event"}),
        ("reference_based", {"role": "primary", "rule": "last_value_carried_forward"}),
    ],
)
def test_options_out_of_range_are_refused(method, options):
    with pytest.raises(ValidationError):
        analyses()[method](method=method, **options)
